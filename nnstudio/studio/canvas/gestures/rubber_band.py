"""Selecting with a rubber band."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsRectItem

from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.style import HAIRLINE, outline, with_alpha

_ON_TOP = 10.0
_FILL = 0.12


class RubberBand(Gesture):
    """A press on the empty canvas: selects the cards and notes that a rectangle touches; a mere click selects nothing.

    The card of a folded frame stands for all nodes in it.
    """

    def __init__(self, scene: NetworkScene, pointer: Pointer) -> None:
        self._scene = scene
        self._start = pointer.scene
        self._before = scene.session.selection
        self._notes_before = scene.annotations.selected_notes
        self._kept, self._kept_notes = frozenset[str](), frozenset[str]()
        if pointer.adds:
            self._kept, self._kept_notes = self._before, self._notes_before
        style = scene.canvas_style
        pen = outline(style.accent, HAIRLINE)
        pen.setCosmetic(True)
        self._band = QGraphicsRectItem()
        self._band.setPen(pen)
        self._band.setBrush(with_alpha(style.theme.accent, _FILL))
        self._band.setZValue(_ON_TOP)
        scene.addItem(self._band)
        scene.select_edges([])
        self._select(self._kept, self._kept_notes)

    def move(self, pointer: Pointer) -> None:
        """Select what the band touches now."""
        rect = QRectF(self._start, pointer.scene).normalized()
        self._band.setRect(rect)
        annotations = self._scene.annotations
        touched = {
            name for name, item in self._scene.nodes.items() if item.isVisible() and item.card_rect.intersects(rect)
        }
        for frame in annotations.folded():
            if frame.shown_rect.intersects(rect):
                touched.update(annotations.nodes_in(frame.annotation_id))
        notes = {name for name, item in annotations.notes.items() if item.shown_rect.intersects(rect)}
        self._select(self._kept | touched, self._kept_notes | notes)

    def finish(self, pointer: Pointer) -> None:
        """Take the band away; the selection stays."""
        self._scene.removeItem(self._band)

    def cancel(self) -> None:
        """Select what was selected before."""
        self._scene.removeItem(self._band)
        self._select(self._before, self._notes_before)

    def _select(self, nodes: AbstractSet[str], notes: AbstractSet[str]) -> None:
        self._scene.session.select(nodes)
        self._scene.annotations.select_notes(notes)
