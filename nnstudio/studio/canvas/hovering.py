"""What the mouse would take, shown before it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.note_item import NoteItem
from nnstudio.studio.canvas.ports import Port
from nnstudio.studio.canvas.scene import NetworkScene


class Hovering:
    """Marks the port or the edge under the mouse and sets the cursor of the viewport."""

    def __init__(self, scene: NetworkScene, view: QAbstractScrollArea) -> None:
        self._scene = scene
        self._view = view
        self._port: Port | None = None
        self._edge: Edge | None = None

    @property
    def _viewport(self) -> QWidget:
        """Asked for each time: Qt made it, so that what Python knew it by may have gone with another window's."""
        return self._view.viewport()

    def at(self, point: QPointF) -> None:
        """The mouse is at a point of the scene."""
        port = self._scene.port_at(point)
        node = self._scene.node_at(point) if port is None else None
        annotation = self._scene.annotation_at(point) if port is None else None
        is_free = port is None and node is None and annotation is None
        edge = self._scene.edge_at(point) if is_free else None
        self._mark(port, edge.edge if edge is not None else None)
        if port is not None:
            self._viewport.setCursor(Qt.CursorShape.CrossCursor)
        elif isinstance(annotation, NoteItem) and annotation.grip_rect.contains(point):
            self._viewport.setCursor(Qt.CursorShape.SizeFDiagCursor)
        elif edge is not None or (isinstance(annotation, FrameItem) and annotation.chevron_rect.contains(point)):
            self._viewport.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self._viewport.unsetCursor()

    def leave(self) -> None:
        """The mouse is elsewhere, or busy."""
        self._mark(None, None)
        self._viewport.unsetCursor()

    def _mark(self, port: Port | None, edge: Edge | None) -> None:
        if port != self._port:
            for other, shown in ((self._port, None), (port, port)):
                if other is not None and other.node_id in self._scene.nodes:
                    self._scene.nodes[other.node_id].set_hovered_port(shown)
            self._port = port
        if edge != self._edge:
            for marked, other_edge in ((False, self._edge), (True, edge)):
                if other_edge in self._scene.edges:
                    self._scene.edges[other_edge].set_marked(marked)
            self._edge = edge
