"""The dots behind the network."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap

from nnstudio.studio.canvas.style import CanvasStyle
from nnstudio.studio.theme.spacing import CANVAS_DOTS

_RADIUS = 0.9
_CLOSEST = 9.0
"""Pixels between dots, below which every other one is left out."""


class Dots:
    """A pattern of dots that goes with the scene; a whole number of pixels apart, so that all of them look alike."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._tile = QPixmap()

    def paint(self, painter: QPainter, rect: QRectF, style: CanvasStyle) -> None:
        """Paint the ground and its dots into a rectangle of the scene."""
        transform = painter.worldTransform()
        spacing = CANVAS_DOTS * transform.m11()
        while spacing < _CLOSEST:
            spacing *= 2
        side, scale = round(spacing), painter.device().devicePixelRatioF()
        if (style, side, scale) != self._key:
            self._key = (style, side, scale)
            self._tile = _tile(style, side, scale)
        target = QRectF(transform.mapRect(rect).toAlignedRect())
        origin = target.topLeft() - transform.map(QPointF(-CANVAS_DOTS, -CANVAS_DOTS) / 2)
        painter.save()
        painter.resetTransform()
        painter.drawTiledPixmap(target, self._tile, QPointF(round(origin.x()) % side, round(origin.y()) % side))
        painter.restore()


def _tile(style: CanvasStyle, side: int, scale: float) -> QPixmap:
    """The ground with one dot in its middle."""
    tile = QPixmap(round(side * scale), round(side * scale))
    tile.setDevicePixelRatio(scale)
    tile.fill(style.canvas)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(style.dots)
    painter.setBrush(style.dots)
    middle = side // 2 + 0.5
    painter.drawEllipse(QPointF(middle, middle), _RADIUS / 2, _RADIUS / 2)
    painter.end()
    return tile
