"""Panning with the hand."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nnstudio.studio.canvas.camera import Camera
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer


class Pan(Gesture):
    """The middle button, or Space and the left one: the canvas goes with the mouse."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, camera: Camera, pointer: Pointer) -> None:
        self._camera = camera
        self._last = pointer.view

    def move(self, pointer: Pointer) -> None:
        """Go with the mouse."""
        self._camera.pan(pointer.view - self._last)
        self._last = pointer.view

    def finish(self, pointer: Pointer) -> None:
        """Stay."""

    def cancel(self) -> None:
        """Stay where it is; panning changes nothing that could be undone."""
