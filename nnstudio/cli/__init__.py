"""The command line: `nnstudio FILE` opens the studio, every other command does its work right here."""

from nnstudio.cli.program import main

__all__ = ["main"]
