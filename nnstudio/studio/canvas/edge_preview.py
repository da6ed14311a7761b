"""The edge that follows the mouse while it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.studio.canvas.edge_path import direct
from nnstudio.studio.canvas.style import OUTLINE, PORT_RADIUS, CanvasStyle, outline

_ON_TOP = 10.0


class EdgePreview(QGraphicsPathItem):
    """A curve in the accent color; red and dashed where it would be refused."""

    def __init__(self, style: CanvasStyle) -> None:
        super().__init__()
        self._style = style
        self.setBrush(Qt.BrushStyle.NoBrush)
        self.setZValue(_ON_TOP)

    def show_between(self, start: QPointF, end: QPointF, *, refused: bool) -> None:
        """Run from an output to an input; one of them is at the mouse."""
        path = direct(start, end)
        for point in (start, end):
            dot = QPainterPath()
            dot.addEllipse(point, PORT_RADIUS - 1, PORT_RADIUS - 1)
            path.addPath(dot)
        color = self._style.error if refused else self._style.accent
        self.setPen(outline(color, OUTLINE, dashed=refused))
        self.setPath(path)
