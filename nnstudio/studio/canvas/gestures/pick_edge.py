"""A press on an edge."""

from __future__ import annotations

from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.gestures.draw_edge import DrawEdge
from nnstudio.studio.canvas.gestures.gesture import THRESHOLD, Gesture, Pointer
from nnstudio.studio.canvas.hint import Hint
from nnstudio.studio.canvas.scene import NetworkScene


class PickEdge(Gesture):
    """Selects the edge; if the mouse moves, its nearer end comes off and follows."""

    def __init__(self, scene: NetworkScene, hint: Hint, edge: Edge, pointer: Pointer) -> None:
        self._scene = scene
        self._hint = hint
        self._edge = edge
        self._start = pointer
        self._drawing: DrawEdge | None = None
        selected = scene.selected_edges
        if not pointer.adds:
            scene.session.select([])
            scene.annotations.select_notes([])
            selected = frozenset()
        scene.select_edges(selected ^ {edge})

    def move(self, pointer: Pointer) -> None:
        """Take the nearer end along."""
        if self._drawing is None and (pointer.view - self._start.view).manhattanLength() >= THRESHOLD:
            self._drawing = DrawEdge.taking_off(self._scene, self._hint, self._edge, self._start.scene)
        if self._drawing is not None:
            self._drawing.move(pointer)

    def finish(self, pointer: Pointer) -> None:
        """Drop the end where the mouse is, if it came off."""
        if self._drawing is not None:
            self._drawing.finish(pointer)

    def cancel(self) -> None:
        """Put the end back."""
        if self._drawing is not None:
            self._drawing.cancel()
