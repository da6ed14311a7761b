"""A press on the mark that collapses or expands a frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import Qt

from nnstudio.studio.canvas.frame_item import FrameItem
from nnstudio.studio.canvas.gestures.gesture import Gesture, Pointer

Toggle: TypeAlias = Callable[[str], None]
"""What collapses or expands the frame with an id."""


class ToggleFrame(Gesture):
    """Does it if the button is released over the mark."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, item: FrameItem, toggle: Toggle) -> None:
        self._item = item
        self._toggle = toggle

    def move(self, pointer: Pointer) -> None:
        """Nothing moves."""

    def finish(self, pointer: Pointer) -> None:
        """Collapse or expand the frame."""
        if self._item.chevron_rect.contains(pointer.scene):
            self._toggle(self._item.annotation_id)

    def cancel(self) -> None:
        """Leave it as it is."""
