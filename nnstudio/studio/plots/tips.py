"""The dots at the ends of curves: where each one stands now."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnstudio.studio.plots.layer import Layer
from nnstudio.studio.theme import Theme

_RADIUS = 3.0


class Tip(NamedTuple):
    """The end of a curve, in data, and the curve's color."""

    x: float
    y: float
    color: str


class TipLayer(Layer):
    """One dot for each curve; so even a curve of one point can be seen."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme)
        self.tips: tuple[Tip, ...] = ()

    def set_tips(self, tips: Sequence[Tip]) -> None:
        """Shows these dots instead of those before."""
        self.tips = tuple(tips)
        self.update()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints the dots that lie in the plot."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for tip in self.tips:
            if not isfinite(tip.y):
                continue  # Qt takes a point that is no number for one inside of every rectangle
            point = self.pixel(tip.x, tip.y)
            if rect.contains(point):
                painter.setBrush(QColor(tip.color))
                painter.drawEllipse(point, _RADIUS, _RADIUS)
