"""The lines of a formula for some width."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.studio.formulas.boxes import Box
from nnstudio.studio.formulas.reading import read_formula
from nnstudio.studio.formulas.typesetting import lines_of
from nnstudio.studio.theme.type import TITLE

_LEADING: Final = 0.5
_STROKE: Final = 1.1


class Layout:
    """Lines under each other; one that no break makes narrow enough is drawn smaller."""

    def __init__(self, formula: str, room: float, size: float = TITLE) -> None:
        self._size = size
        self._lines: list[Box] = [line for row in read_formula(formula) for line in lines_of(row, size, room)]
        widest = max((line.width for line in self._lines), default=0.0)
        self._scale = min(1.0, room / widest) if room > 0 and widest else 1.0
        self.width = widest * self._scale
        leading = _LEADING * size * max(0, len(self._lines) - 1)
        self.height = (sum(line.height for line in self._lines) + leading) * self._scale

    @property
    def is_one_line(self) -> bool:
        """Whether it may stand in the middle."""
        return len(self._lines) == 1

    def draw(self, painter: QPainter, left: float, top: float, color: QColor) -> None:
        """Draw all lines."""
        painter.save()
        painter.setPen(QPen(color, _STROKE))
        painter.translate(left, top)
        painter.scale(self._scale, self._scale)
        y = 0.0
        for line in self._lines:
            line.draw(painter, 0.0, y + line.ascent)
            y += line.height + _LEADING * self._size
        painter.restore()
