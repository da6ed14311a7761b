"""What is under the mouse: a crosshair, a ring on each curve, and a bubble with the values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.studio.plots.bubble import Line, paint_bubble
from nnstudio.studio.plots.layer import ABOVE, Layer
from nnstudio.studio.theme import Theme

_RING = 3.5


class HoverLayer(Layer):
    """Nothing until `show_at` is called."""

    def __init__(self, view: Any, theme: Theme, *, crosshair: bool = True) -> None:
        super().__init__(view, theme, z=2 * ABOVE)
        self._crosshair = crosshair
        self.title = ""
        self.lines: tuple[Line, ...] = ()
        self.at: tuple[float, float] | None = None

    def show_at(self, x: float, y: float, title: str, lines: Sequence[Line]) -> None:
        """Shows the bubble beside this point of the data."""
        self.at, self.title, self.lines = (x, y), title, tuple(lines)
        self.update()

    def clear(self) -> None:
        """Shows nothing."""
        if self.at is not None:
            self.at, self.title, self.lines = None, "", ()
            self.update()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints crosshair, rings and bubble."""
        if self.at is None:
            return
        point = self.pixel(*self.at)
        if self._crosshair:
            painter.setPen(QPen(QColor(self.theme.third), 1))
            painter.drawLine(QPointF(round(point.x()), rect.top() + 1), QPointF(round(point.x()), rect.bottom() - 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self.lines:
            if line.point is not None and line.color is not None:
                painter.setPen(QPen(QColor(line.color), 2))
                painter.setBrush(QColor(self.theme.plot))
                painter.drawEllipse(self.pixel(*line.point), _RING, _RING)
        paint_bubble(painter, self.theme, point, rect, self.title, self.lines)
