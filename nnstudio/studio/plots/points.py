"""Data points: those trained on as filled dots, those held back for validation as rings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.studio.plots.layer import Layer
from nnstudio.studio.theme import Theme

MOST_POINTS: Final = 4000
"""Of more points an evenly spaced selection is painted."""

_RADIUS = 3.5
_RING = 3.0


class PointsLayer(Layer):
    """Points in data, each with one of a few colors."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme, z=5.0)
        self.places: NDArray[np.floating] = np.empty((0, 2))
        self.colors: NDArray[np.intp] = np.empty(0, np.intp)
        self.validation: NDArray[np.bool_] = np.empty(0, np.bool_)
        self.palette: tuple[str, ...] = ()

    def set_points(
        self, places: NDArray[np.floating], colors: NDArray[np.intp], validation: NDArray[np.bool_] | None
    ) -> None:
        """Shows points at `places` (n, 2), each in the color of the palette with its number in `colors`."""
        validation = np.zeros(len(places), np.bool_) if validation is None else validation
        chosen = np.arange(len(places))
        if len(places) > MOST_POINTS:
            chosen = np.linspace(0, len(places) - 1, MOST_POINTS).astype(np.intp)
        self.places, self.colors, self.validation = places[chosen], colors[chosen], validation[chosen]
        self.update()

    def set_palette(self, palette: Sequence[str]) -> None:
        """Sets the colors that the points choose from."""
        self.palette = tuple(palette)
        self.update()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints the dots, then the rings."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        outline = QPen(QColor(self.theme.plot), 1)
        for number, color in enumerate(self.palette):
            painter.setPen(outline)
            painter.setBrush(QColor(color))
            self._paint(painter, (self.colors == number) & ~self.validation, _RADIUS)
        for number, color in enumerate(self.palette):
            painter.setPen(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            mine = (self.colors == number) & self.validation
            painter.setPen(QPen(QColor(self.theme.plot), 4))
            self._paint(painter, mine, _RING)
            painter.setPen(QPen(QColor(color), 2))
            self._paint(painter, mine, _RING)

    def _paint(self, painter: QPainter, chosen: NDArray[np.bool_], radius: float) -> None:
        for x, y in self.places[chosen].tolist():
            painter.drawEllipse(self.pixel(x, y), radius, radius)
