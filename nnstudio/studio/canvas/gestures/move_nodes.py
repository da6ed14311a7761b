"""Dragging nodes and notes, which come to rest in line with others or on the grid.

Over an edge nodes can be put into it, and over a frame they join it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt

from nnstudio.network import edits
from nnstudio.network.annotation_edits import move_notes
from nnstudio.network.change import Change, apply
from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.frame_drop import FrameDrop
from nnstudio.studio.canvas.gestures.gesture import THRESHOLD, Gesture, Pointer
from nnstudio.studio.canvas.gestures.splicing import Splicing
from nnstudio.studio.canvas.guides import Guides
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.snapping import REACH, Rest, Snapping


@dataclass(frozen=True)
class Grip:
    """What was pressed: a card, a note, or the title of a frame; and what comes to rest in line with others."""

    rect: QRectF
    nodes: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()


class MoveNodes(Gesture):
    """A press on a card, a note or a title: selects it, and moves what is selected if the mouse moves."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, scene: NetworkScene, hint: Hint, camera: Camera, grip: Grip, pointer: Pointer) -> None:
        self._scene = scene
        self._session = scene.session
        self._hint = hint
        self._grip = grip
        self._start = pointer
        self._reach = REACH / camera.zoom
        self._moving = False
        chosen, notes = self._session.selection, scene.annotations.selected_notes
        self._was_selected = grip.nodes <= chosen and grip.notes <= notes
        if not self._was_selected:
            kept, kept_notes = (chosen, notes) if pointer.adds else (frozenset[str](), frozenset[str]())
            self._select(kept | grip.nodes, kept_notes | grip.notes)
        scene.select_edges([])
        self._origins = {name: scene.nodes[name].pos() for name in self._session.selection}
        self._note_origins = {name: scene.annotations.notes[name].pos() for name in scene.annotations.selected_notes}
        seen = camera.visible_rect()
        staying = [
            item.card_rect for name, item in scene.nodes.items() if name not in self._origins and item.isVisible()
        ]
        self._snapping = Snapping(grip.rect, [card for card in staying if card.intersects(seen)])
        self._splicing = Splicing(scene, hint, self._origins)
        self._frames = FrameDrop(scene, self._origins.keys())
        self._guides = Guides(scene.canvas_style)
        scene.addItem(self._guides)

    def move(self, pointer: Pointer) -> None:
        """Move everything that is selected by the same way, so that it stays aligned to each other."""
        away = (pointer.view - self._start.view).manhattanLength()
        if not self._moving and away >= THRESHOLD:
            self._moving = True
            self._frames.begin()
        if self._moving:
            rest = self._rest(pointer)
            self._splicing.place(pointer, {name: origin + rest.shift for name, origin in self._origins.items()})
            self._scene.annotations.place({name: origin + rest.shift for name, origin in self._note_origins.items()})
            self._guides.show_lines(() if self._splicing.is_aimed else rest.guides)
            news = self._frames.consider(keep=pointer.keeps_frames)
            if news and not self._splicing.is_aimed:
                self._hint.say(news, pointer.view)

    def finish(self, pointer: Pointer) -> None:
        """One change for all; a click without a move settles the selection."""
        if not self._moving:
            self._clear()
            self._settle_selection(pointer)
            return
        document, notes = self._session.document, self._scene.annotations.notes
        positions = {name: (self._scene.nodes[name].x(), self._scene.nodes[name].y()) for name in self._origins}
        note_positions = {name: (notes[name].x(), notes[name].y()) for name in self._note_origins}
        change = edits.move(document, positions).then(move_notes(document, note_positions))
        joined = self._frames.change(apply(document, change))
        change = Change(joined.label if joined else change.label, (*change.steps, *joined.steps))
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
        self._frames.end()
        if self._guides.scene() is not None:
            self._scene.removeItem(self._guides)

    def _rest(self, pointer: Pointer) -> Rest:
        """Where everything goes, as the way from where it was."""
        shift = pointer.scene - self._start.scene
        if pointer.is_free:
            return Rest(QPointF(round(shift.x()), round(shift.y())))
        return self._snapping.at(shift, self._reach)

    def _settle_selection(self, pointer: Pointer) -> None:
        """A click on what was selected takes it away from the others, or the others away from it."""
        if not self._was_selected:
            return
        if pointer.adds:
            notes = self._scene.annotations.selected_notes - self._grip.notes
            self._select(self._session.selection - self._grip.nodes, notes)
        else:
            self._select(self._grip.nodes, self._grip.notes)

    def _select(self, nodes: AbstractSet[str], notes: AbstractSet[str]) -> None:
        self._session.select(nodes)
        self._scene.annotations.select_notes(notes)
