"""Reading arguments: argparse, with its complaints as sentences."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import NoReturn

from nnstudio.errors import InputError

WIDTH = 80
"""Output fits into this many columns."""


class UsageError(InputError):
    """The words on the command line make no sense."""


class Parser(ArgumentParser):
    """The parser of one command."""

    def __init__(self, command: str, description: str) -> None:
        super().__init__(
            prog=f"nnstudio {command}",
            description=description,
            formatter_class=lambda prog: RawDescriptionHelpFormatter(prog, max_help_position=28, width=WIDTH),
            allow_abbrev=False,
        )

    def add_file(self, help_text: str) -> None:
        """The FILE that most commands work on."""
        self.add_argument("file", metavar="FILE", type=Path, help=help_text)

    def add_checkpoint(self) -> None:
        """Which moment of the training is meant."""
        self.add_argument(
            "--checkpoint",
            metavar="NAME",
            help="the weights that Model checkpoint kept by this name, not the last ones",
        )

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of printing the usage and leaving."""
        raise UsageError(f"{self.prog}: {message}. See {self.prog} --help.")


def program() -> str:
    """How the program was started, for commands that we suggest."""
    return "python -m nnstudio" if Path(sys.argv[0]).name == "__main__.py" else "nnstudio"
