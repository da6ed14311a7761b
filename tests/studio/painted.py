"""What is painted rather than held by a label: the texts of cards, edges, plots and rows, with the room they had.

Everything that the program paints itself goes through `QPainter.drawText`, which is watched. A text that ends in … was
shortened by whoever painted it, who shows the whole of it elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QTextOption

ROUNDING = 1.0
"""So many pixels may be missing: rectangles are rounded, and the last letter ends in some air."""


class Painted(NamedTuple):
    """A text, and how much wider and higher it is than its place."""

    text: str
    excess: tuple[float, float]

    @property
    def is_cut(self) -> bool:
        """Whether a part of it cannot be seen."""
        return max(self.excess) > ROUNDING


class Painting:
    """What was painted since it was taken last."""

    def __init__(self) -> None:
        self._found: dict[Painted, None] = {}

    def note(self, painter: QPainter, arguments: tuple[Any, ...]) -> None:
        """Remember a call of `drawText`."""
        text = next(one for one in reversed(arguments) if isinstance(one, str))
        place = arguments[0]
        self._found[Painted(text, _excess(painter, arguments) if hasattr(place, "width") else (0.0, 0.0))] = None

    def take(self) -> list[Painted]:
        """Every text since the last time."""
        found, self._found = [*self._found], {}
        return found


@contextmanager
def watched_painting() -> Iterator[Painting]:
    """Notes every text that is painted while the block goes on."""
    painting, draw = Painting(), QPainter.drawText

    def draw_text(painter: QPainter, *arguments: Any) -> Any:
        painting.note(painter, arguments)
        return draw(painter, *arguments)

    QPainter.drawText = draw_text
    try:
        yield painting
    finally:
        QPainter.drawText = draw


def _excess(painter: QPainter, arguments: tuple[Any, ...]) -> tuple[float, float]:
    """How much wider and higher than its rectangle a text is."""
    room, text = QRectF(arguments[0]), next(one for one in reversed(arguments) if isinstance(one, str))
    flags = _flags(arguments[1:])
    if flags & Qt.TextFlag.TextDontClip.value:
        return 0.0, 0.0
    metrics = QFontMetricsF(painter.font())
    needed = metrics.boundingRect(room, flags, text)
    least = min(needed.height(), metrics.capHeight() + metrics.descent() if "\n" not in text else needed.height())
    return needed.width() - room.width(), least - room.height()


def _flags(arguments: tuple[Any, ...]) -> int:
    option = next((one for one in arguments if not isinstance(one, str)), 0)
    if isinstance(option, QTextOption):
        wraps = option.wrapMode() is not QTextOption.WrapMode.NoWrap
        return option.alignment().value | (Qt.TextFlag.TextWordWrap.value if wraps else 0)
    return option if isinstance(option, int) else option.value
