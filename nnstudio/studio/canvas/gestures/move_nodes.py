"""Dragging nodes, which snap to the grid; a lone one can be dropped onto an edge."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.layout import make_room
from nnstudio.studio.canvas.edge_item import EdgeItem
from nnstudio.studio.canvas.gestures.gesture import THRESHOLD, Gesture, Pointer
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.theme.spacing import CANVAS_DOTS, GRID


class MoveNodes(Gesture):
    """A press on a card: selects it, and moves what is selected if the mouse moves."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, scene: NetworkScene, node_id: str, pointer: Pointer) -> None:
        self._scene = scene
        self._session = scene.session
        self._node_id = node_id
        self._start = pointer
        self._moving = False
        self._target: EdgeItem | None = None
        self._was_selected = node_id in self._session.selection
        if not self._was_selected:
            self._session.select([*self._session.selection, node_id] if pointer.adds else [node_id])
        scene.select_edges([])
        self._origins = {name: scene.nodes[name].pos() for name in self._session.selection}

    def move(self, pointer: Pointer) -> None:
        """Move every selected node by the same number of grid steps, so that they stay aligned to each other."""
        away = (pointer.view - self._start.view).manhattanLength()
        self._moving = self._moving or away >= THRESHOLD
        if self._moving:
            self._scene.place({name: origin + self._shift(pointer) for name, origin in self._origins.items()})
            self._mark(self._edge_below(pointer))

    def finish(self, pointer: Pointer) -> None:
        """One change for all; a click without a move settles the selection."""
        target = self._target
        self._mark(None)
        if not self._moving:
            self._settle_selection(pointer)
            return
        document = self._session.document
        positions = {name: (self._scene.nodes[name].x(), self._scene.nodes[name].y()) for name in self._origins}
        change = edits.move(document, positions)
        if target is not None:
            change = change.then(edits.splice_node(apply(document, change), target.edge, self._node_id))
            after = apply(document, change)
            room = edits.move(after, make_room(after.network, self._node_id))
            change = Change("Insert into edge", change.then(room).steps)
        self._session.do(change)

    def cancel(self) -> None:
        """Put everything back."""
        self._mark(None)
        self._scene.restore()

    def _shift(self, pointer: Pointer) -> QPointF:
        grid = GRID if pointer.is_fine else CANVAS_DOTS
        away = (pointer.scene - self._start.scene) / grid
        return QPointF(round(away.x()) * grid, round(away.y()) * grid)

    def _edge_below(self, pointer: Pointer) -> EdgeItem | None:
        """The edge that a lone node without edges would be put into."""
        network = self._session.document.network
        alone = len(self._origins) == 1 and not network.incoming[self._node_id] and not network.outgoing[self._node_id]
        takes_one = network.by_id[self._node_id].layer.most_inputs != 0
        return self._scene.edge_at(pointer.scene) if alone and takes_one else None

    def _mark(self, edge: EdgeItem | None) -> None:
        for item, marked in ((self._target, False), (edge, True)):
            if item is not None:
                item.set_marked(marked)
        self._target = edge

    def _settle_selection(self, pointer: Pointer) -> None:
        if not self._was_selected:
            return
        self._session.select(self._session.selection - {self._node_id} if pointer.adds else [self._node_id])
