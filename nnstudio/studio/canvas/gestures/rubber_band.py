"""Selecting with a rubber band."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsRectItem

from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer
from nnstudio.studio.canvas.scene import NetworkScene
from nnstudio.studio.canvas.style import HAIRLINE, outline, with_alpha

_ON_TOP = 10.0
_FILL = 0.12


class RubberBand(Gesture):
    """A press on the empty canvas: selects the cards that a rectangle touches; a mere click selects nothing."""

    def __init__(self, scene: NetworkScene, pointer: Pointer) -> None:
        self._scene = scene
        self._start = pointer.scene
        self._before = scene.session.selection
        self._kept = self._before if pointer.adds else frozenset[str]()
        style = scene.canvas_style
        pen = outline(style.accent, HAIRLINE)
        pen.setCosmetic(True)
        self._band = QGraphicsRectItem()
        self._band.setPen(pen)
        self._band.setBrush(with_alpha(style.theme.accent, _FILL))
        self._band.setZValue(_ON_TOP)
        scene.addItem(self._band)
        scene.select_edges([])
        scene.session.select(self._kept)

    def move(self, pointer: Pointer) -> None:
        """Select what the band touches now."""
        rect = QRectF(self._start, pointer.scene).normalized()
        self._band.setRect(rect)
        touched = {name for name, item in self._scene.nodes.items() if item.card_rect.intersects(rect)}
        self._scene.session.select(self._kept | touched)

    def finish(self, pointer: Pointer) -> None:
        """Take the band away; the selection stays."""
        self._scene.removeItem(self._band)

    def cancel(self) -> None:
        """Select what was selected before."""
        self._scene.removeItem(self._band)
        self._scene.session.select(self._before)
