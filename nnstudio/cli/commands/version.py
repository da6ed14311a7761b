"""Prints the version."""

from __future__ import annotations

from argparse import Namespace
from importlib.metadata import version

from nnstudio.cli.arguments import Parser
from nnstudio.cli.output import say


def parser() -> Parser:
    """`nnstudio --version` takes nothing after it."""
    return Parser("--version", "Print the version.")


def run(_arguments: Namespace) -> int:
    """Print one line."""
    say(f"NN Studio {version('nnstudio')}")
    return 0
