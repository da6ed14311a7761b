"""What all gestures have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import QPoint, QPointF, Qt

THRESHOLD: Final = 4
"""Pixels that the mouse has to go before anything moves, so that a click stays a click."""


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is and which keys are held."""

    scene: QPointF
    view: QPoint
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def adds(self) -> bool:
        """Whether the selection is to grow: Ctrl or Shift."""
        return bool(self.modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))

    @property
    def takes_out(self) -> bool:
        """Whether what is dragged is to come out of its line: Ctrl."""
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)

    @property
    def keeps_frames(self) -> bool:
        """Whether what is dragged stays in its frame, and out of others: Shift."""
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def is_free(self) -> bool:
        """Whether nothing is to draw what moves: Alt."""
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)


class Gesture(ABC):
    """From a press of the mouse button to its release.

    While it lasts it only shows what it would do. `finish` asks the session for one change, `cancel` for none; both
    leave nothing of the preview behind.
    """

    cursor: ClassVar[Qt.CursorShape] = Qt.CursorShape.ArrowCursor

    @abstractmethod
    def move(self, pointer: Pointer) -> None:
        """The mouse moved."""

    @abstractmethod
    def finish(self, pointer: Pointer) -> None:
        """The button was released."""

    @abstractmethod
    def cancel(self) -> None:
        """Escape was pressed, or something took the mouse away."""
