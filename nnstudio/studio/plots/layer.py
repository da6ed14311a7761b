"""Layers: what is painted over or under the curves of a plot, in pixels instead of data."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from nnstudio.studio.theme import Theme

BELOW = -10.0
ABOVE = 10.0


class Layer(QGraphicsObject):
    """A picture as large as a pyqtgraph `ViewBox`, which is its parent; kinds of layers say what `draw` paints."""

    def __init__(self, view: Any, theme: Theme, z: float = ABOVE) -> None:
        super().__init__(view)
        self.view = view
        self.theme = theme
        self.setZValue(z)
        view.sigResized.connect(self._follow)
        view.sigRangeChanged.connect(self._repaint)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints into the rectangle of the view."""
        raise NotImplementedError

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self.theme = theme
        self.update()

    def pixel(self, x: float, y: float) -> QPointF:
        """Where a point of the data lies in the rectangle of the view."""
        point: QPointF = self.view.mapFromView(QPointF(x, y))
        return point

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The rectangle of the view."""
        rect: QRectF = self.view.rect()
        return rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        """Leaves the painter as it was."""
        painter.save()
        self.draw(painter, self.boundingRect())
        painter.restore()

    def _follow(self, *_: object) -> None:
        self.prepareGeometryChange()
        self.update()

    def _repaint(self, *_: object) -> None:
        self.update()
