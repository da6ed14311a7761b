"""Dragging nodes, which come to rest in line with others or on the grid; over an edge they can be put into it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.gestures.gesture import THRESHOLD, Gesture, Pointer
from nnstudio.studio.canvas.gestures.splicing import Splicing
from nnstudio.studio.canvas.guides import Guides
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.snapping import REACH, Rest, Snapping


class MoveNodes(Gesture):
    """A press on a card: selects it, and moves what is selected if the mouse moves."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, scene: NetworkScene, hint: Hint, camera: Camera, node_id: str, pointer: Pointer) -> None:
        self._scene = scene
        self._session = scene.session
        self._node_id = node_id
        self._start = pointer
        self._reach = REACH / camera.zoom
        self._moving = False
        self._was_selected = node_id in self._session.selection
        if not self._was_selected:
            self._session.select([*self._session.selection, node_id] if pointer.adds else [node_id])
        scene.select_edges([])
        self._origins = {name: scene.nodes[name].pos() for name in self._session.selection}
        seen = camera.visible_rect()
        staying = [item.card_rect for name, item in scene.nodes.items() if name not in self._origins]
        self._snapping = Snapping(scene.nodes[node_id].card_rect, [card for card in staying if card.intersects(seen)])
        self._splicing = Splicing(scene, hint, self._origins)
        self._guides = Guides(scene.canvas_style)
        scene.addItem(self._guides)

    def move(self, pointer: Pointer) -> None:
        """Move every selected node by the same way, so that they stay aligned to each other."""
        away = (pointer.view - self._start.view).manhattanLength()
        self._moving = self._moving or away >= THRESHOLD
        if self._moving:
            rest = self._rest(pointer)
            self._splicing.place(pointer, {name: origin + rest.shift for name, origin in self._origins.items()})
            self._guides.show_lines(() if self._splicing.is_aimed else rest.guides)

    def finish(self, pointer: Pointer) -> None:
        """One change for all; a click without a move settles the selection."""
        if not self._moving:
            self._clear()
            self._settle_selection(pointer)
            return
        document = self._session.document
        positions = {name: (self._scene.nodes[name].x(), self._scene.nodes[name].y()) for name in self._origins}
        change = edits.move(document, positions)
        insertion = self._splicing.change(apply(document, change))
        if insertion is not None:
            change = Change(insertion.label, (*change.steps, *insertion.steps))
        self._clear()
        self._session.do(change)

    def cancel(self) -> None:
        """Put everything back."""
        self._clear()
        self._scene.restore()

    def _clear(self) -> None:
        self._splicing.leave()
        if self._guides.scene() is not None:
            self._scene.removeItem(self._guides)

    def _rest(self, pointer: Pointer) -> Rest:
        """Where the nodes go, as the way from where they were."""
        shift = pointer.scene - self._start.scene
        if pointer.is_free:
            return Rest(QPointF(round(shift.x()), round(shift.y())))
        return self._snapping.at(shift, self._reach)

    def _settle_selection(self, pointer: Pointer) -> None:
        if not self._was_selected:
            return
        self._session.select(self._session.selection - {self._node_id} if pointer.adds else [self._node_id])
