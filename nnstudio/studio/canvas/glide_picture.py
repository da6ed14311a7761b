"""A picture of many nodes on their way: too many to move all their items again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from nnstudio.studio.canvas.card_painter import CARD_RECT
from nnstudio.studio.canvas.ports import Side, port_place
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.style import EDGE, HAIRLINE, outline

Paths: TypeAlias = Mapping[str, tuple[QPointF, QPointF]]
"""Where nodes come from and where they go."""

_BAR: Final = QRectF(12, 28, 72, 8)
"""In place of words, as on cards that are far away."""
_OUT, _IN = port_place(Side.OUTPUT, 0, 1), port_place(Side.INPUT, 0, 1)


class GlidePicture(QWidget):
    """Lies over the view, where everything is in its new place already; cards are plain and edges straight."""

    def __init__(self, view: QGraphicsView, scene: NetworkScene, paths: Paths) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._scene = scene
        self._fraction = 0.0
        shown = [name for name, item in scene.nodes.items() if item.isVisible()]
        self._ends = {name: paths.get(name, (scene.nodes[name].pos(),) * 2) for name in shown}
        edges = scene.session.document.network.edges
        self._edges = [edge for edge in edges if edge.source in self._ends and edge.target in self._ends]
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setGeometry(view.viewport().rect())
        self.show()

    def show_part(self, fraction: float) -> None:
        """Show nodes after this fraction of their ways."""
        self._fraction = fraction
        self.update()

    def end(self) -> None:
        """Show what lies beneath."""
        self.hide()
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Frames and notes where they are, edges, and cards on top."""
        style = self._scene.canvas_style
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.canvas)
        painter.setTransform(self._view.viewportTransform())
        for frame in self._scene.annotations.frames.values():
            if not frame.is_folded:
                frame.paint_ground(painter)
        for note in self._scene.annotations.notes.values():
            painter.fillRect(note.shown_rect, QColor(style.theme.paper(note.note.color)))
        places = {name: start + (end - start) * self._fraction for name, (start, end) in self._ends.items()}
        painter.setPen(outline(style.third, EDGE))
        painter.drawLines([QLineF(places[edge.source] + _OUT, places[edge.target] + _IN) for edge in self._edges])
        painter.setPen(outline(style.faint, HAIRLINE))
        painter.setBrush(style.card)
        painter.drawRects([CARD_RECT.translated(place) for place in places.values()])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.third)
        painter.drawRects([_BAR.translated(place) for place in places.values()])
