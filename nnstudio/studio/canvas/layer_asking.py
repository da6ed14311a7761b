"""Asking for a layer at a place of the canvas, and putting the one that is found where it was wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal

from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.editing import Editing
from nnstudio.studio.canvas.gestures.gesture import Pointer
from nnstudio.studio.canvas.layer_search import Judge, LayerSearch
from nnstudio.studio.canvas.ports import Port, Side
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.search.layer_outcome import Before, outcome


class LayerAsking(QObject):
    """Opens the search, and remembers meanwhile what is to become of the answer."""

    message = Signal(str)
    """A sentence about what could not be done."""
    placed = Signal()
    """The layer that was found is there and selected."""

    def __init__(self, scene: NetworkScene, editing: Editing, search: LayerSearch, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._session = scene.session
        self._editing = editing
        self._search = search
        self._use: Callable[[str], None] = lambda _: None
        search.chosen.connect(self._found)

    def ask(self, port: Port | None, pointer: Pointer) -> None:
        """Ask for a layer that is to come at a port; without one into the selected edge, or after the selected nodes.

        Where nothing is selected, it comes where the pointer is.
        """
        selected, edges = self._session.selected_nodes, self._scene.selected_edges
        if port is None and not selected and len(edges) == 1:
            (edge,) = edges
            self._use = partial(self._insert, edge)
            self._search.open(pointer.view, self._behind(edge.source), only_fitting=True)
            return
        self._use = partial(self._add, port, pointer)
        if port is None:
            self._search.open(pointer.view, self._behind(selected[-1].id if selected else None))
        elif port.side is Side.OUTPUT:
            self._search.open(pointer.view, self._behind(port.node_id), only_fitting=True)
        else:
            before = Before(self._session, port.node_id, port.index)
            self._search.open(pointer.view, before.outcome, only_fitting=True)

    def ask_for_other(self, at: QPoint) -> None:
        """Ask for a layer that is to take the place of the selected one."""
        selected = self._session.selected_nodes
        if len(selected) != 1:
            self.message.emit(self.tr("Select the one layer that is to be replaced."))
            return
        (node,) = selected
        sources = self._session.document.network.incoming[node.id]
        self._use = partial(self._replace, node.id)
        self._search.open(at, self._behind(sources[0].source if sources else None))

    def end(self) -> None:
        """Ask no more."""
        self._search.hide()

    def _behind(self, source: str | None) -> Judge | None:
        """What layers make of what comes out of a node; None where that is not known."""
        given = None if source is None else self._session.inference.shapes.get(source)
        return None if given is None else partial(outcome, session=self._session, given=given)

    def _found(self, type_name: str) -> None:
        self._use(type_name)
        self.placed.emit()

    def _add(self, port: Port | None, pointer: Pointer, type_name: str) -> None:
        if port is not None and port.node_id in self._session.document.network.by_id:
            self._editing.add_connected(type_name, pointer.scene, port)
        else:
            self._editing.add_layer(type_name, pointer.scene)

    def _insert(self, edge: Edge, type_name: str) -> None:
        if edge in self._scene.edges:
            self._editing.drop_layer(type_name, self._scene.edges[edge].middle, edge)

    def _replace(self, node_id: str, type_name: str) -> None:
        if node_id in self._session.document.network.by_id:
            self._editing.replace(node_id, type_name)
