"""The dots behind the network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap, QTransform

from nnstudio.studio.canvas.style import CanvasStyle
from nnstudio.studio.theme.spacing import CANVAS_DOTS

_RADIUS = 0.9
_CLOSEST = 9.0
"""Pixels between dots, below which every other one is left out."""


class Dots:
    """A pattern of dots, always of one size on the screen whatever the zoom."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._brush = QBrush()

    def paint(self, painter: QPainter, rect: QRectF, style: CanvasStyle, zoom: float) -> None:
        """Paint the ground and its dots into a rectangle of the scene."""
        spacing = float(CANVAS_DOTS)
        while spacing * zoom < _CLOSEST:
            spacing *= 2
        scale = painter.device().devicePixelRatioF()
        key = (style, spacing, zoom, scale)
        if key != self._key:
            self._key = key
            self._brush = _pattern(style, spacing, zoom * scale, scale)
        painter.fillRect(rect, self._brush)


def _pattern(style: CanvasStyle, spacing: float, pixels: float, scale: float) -> QBrush:
    """One dot in the middle of a tile that is a whole number of pixels wide, stretched to the exact spacing."""
    side = max(round(spacing * pixels), 1)
    tile = QPixmap(side, side)
    tile.fill(style.canvas)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.dots)
    painter.drawEllipse(QPointF(side / 2, side / 2), _RADIUS * scale, _RADIUS * scale)
    painter.end()
    brush = QBrush(tile)
    corner = QTransform.fromTranslate(-spacing / 2, -spacing / 2)
    brush.setTransform(corner.scale(spacing / side, spacing / side))
    return brush
