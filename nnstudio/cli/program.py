"""Finds the command that was asked for, and turns whatever goes wrong into one sentence and an exit status.

Status 0 is success, 1 a job that failed (or `check` that found errors), 2 a wrong call or unusable input, 130 a work
that was interrupted with Ctrl+C, 143 one that was asked to end by SIGTERM.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from platform import python_version

from nnstudio import __version__
from nnstudio.cli.arguments import UsageError
from nnstudio.errors import NNStudioError

COMMANDS = {
    "check": "tell what is wrong with a document",
    "train": "train a document",
    "evaluate": "measure how good a trained network is",
    "predict": "apply a trained network to new data",
    "export": "take a trained network elsewhere",
    "plan": "show what a training computes, step by step",
    "samples": "list the built-in data sets",
    "layers": "list the catalog, or explain one thing in it",
}
"""Each is a module of `nnstudio.cli.commands`, which is imported only when it is used."""

INTERRUPTED = 128 + signal.SIGINT

_OVERVIEW = """usage: nnstudio [FILE]
       nnstudio COMMAND ...

Build, train, understand and hand on neural networks.

Without a command, the studio opens. FILE is a document (.json) or a project
(.nnstudio).

commands:
{commands}

options:
  --help      show this help, or that of a command (nnstudio train --help)
  --version   show the version
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; returns the exit status."""
    _escape_what_the_terminal_cannot_show()
    try:
        status = _dispatch(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except SystemExit as done:  # argparse has printed a command's help
        status = int(done.code or 0)
    except BrokenPipeError:
        _forget_output()
        status = 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a sentence is promised, and never a traceback
        sentence, status = _told(error)
        sys.stderr.write(f"{sentence}\n")
    return status


def _told(error: BaseException) -> tuple[str, int]:
    """What to say about an error, and the exit status."""
    match error:
        case NNStudioError():
            return error.sentence, error.exit_status
        case KeyboardInterrupt():
            return "Stopped.", INTERRUPTED
        case MemoryError():
            return "The memory is full. Choose a smaller batch size, fewer units or less data.", 1
        case _:
            return f"Something went wrong inside NN Studio: {error!r}. Please report it.", 1


def _dispatch(arguments: list[str]) -> int:
    if not arguments:
        return _run("open", [])
    first, *rest = arguments
    if first in COMMANDS:
        return _run(first, rest)
    if first in ("-h", "--help"):
        sys.stdout.write(_overview())
        return 0
    if first == "--version":
        sys.stdout.write(f"NN Studio {__version__}\n{_libraries()}\n")
        return 0
    if first.startswith("-") or not (Path(first).suffix or Path(first).exists()):
        raise UsageError(_unknown(first))
    return _run("open", arguments)


def _run(command: str, arguments: list[str]) -> int:
    module = import_module(f"nnstudio.cli.commands.{command}")
    status: int = module.run(module.parser().parse_args(arguments))
    return status


def _libraries() -> str:
    """What computes, since speed depends on it."""
    blas = import_module("nnstudio.engine.blas")  # with NumPy, which nothing else here needs
    return f"Python {python_version()}, {blas.numpy_name()}"


def _unknown(word: str) -> str:
    close = get_close_matches(word.lstrip("-"), COMMANDS, n=1)
    hint = f"Did you mean {close[0]!r}?" if close else "nnstudio --help lists the commands."
    return f"There is no command or file {word!r}. {hint}"


def _overview() -> str:
    return _OVERVIEW.format(commands="\n".join(f"  {name:<10}{text}" for name, text in COMMANDS.items()))


def _forget_output() -> None:
    """Whoever read our output has had enough: nothing more is to be written, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _escape_what_the_terminal_cannot_show() -> None:
    """Escape characters that the terminal's encoding lacks, rather than fail over them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
