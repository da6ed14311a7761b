"""Printing: text in 80 columns on standard output, what went not quite well on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any

import msgspec

from nnstudio.cli.arguments import WIDTH


def say(text: str = "") -> None:
    """Print a line, which nobody has to wait for."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def say_wrapped(text: str, indent: str = "", hanging: str | None = None) -> None:
    """Print a paragraph; every line after the first is indented by `hanging`."""
    say(fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent if hanging is None else hanging))


def say_json(value: Any) -> None:
    """Print a value as indented JSON; sentences in it are their English."""
    say(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2).decode())


def warn(sentence: str) -> None:
    """Tell of something doubtful that keeps nothing from going on."""
    sys.stderr.write(f"Warning: {sentence}\n")


def say_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> None:
    """Print rows under a header: the first columns, which hold words, to the left, the figures to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = [
            cell.ljust(width) if column < words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def shorten(text: str, width: int) -> str:
    """A text that fits, with an ellipsis where it was cut."""
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"


def figure(value: float) -> str:
    """A number as people read it."""
    return f"{value:.4g}"
