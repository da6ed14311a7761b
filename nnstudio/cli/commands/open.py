"""Opens the studio."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from pathlib import Path

from nnstudio.cli.arguments import Parser
from nnstudio.errors import InputError, JobError


def parser() -> Parser:
    """The arguments of `nnstudio [FILE]`."""
    made = Parser("", "Open the studio.")
    made.prog = "nnstudio"
    made.add_argument("file", metavar="FILE", nargs="?", type=Path, help="the document or project to open")
    return made


def run(arguments: Namespace) -> int:
    """Show the window until it is closed."""
    if arguments.file is not None and not arguments.file.is_file():
        raise InputError(f"There is no file {arguments.file}. Check the path.")
    if not _has_display():
        raise JobError(
            "There is no display to open the studio on. The commands work without one: nnstudio --help lists them."
        )
    try:
        from nnstudio.studio.app import main  # noqa: PLC0415 - Qt is heavy, and no other command needs it
    except ImportError as error:
        raise JobError(
            f"The studio cannot start, because Qt (PySide6) cannot be loaded: {error}. The commands work without it."
        ) from error
    return main(arguments.file)


def _has_display() -> bool:
    """Whether Qt can open a window; without a display it would abort the process."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)
