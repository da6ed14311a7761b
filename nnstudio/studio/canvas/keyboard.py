"""The keys of the canvas, in one table, beside the shortcuts of the window's actions, which are declared with those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

from nnstudio.studio.canvas.walking import Direction
from nnstudio.studio.theme.spacing import CANVAS_DOTS, GRID

if TYPE_CHECKING:
    from nnstudio.studio.canvas.view import CanvasView

_ARROWS = {
    "Left": Direction.LEFT,
    "Right": Direction.RIGHT,
    "Up": Direction.UP,
    "Down": Direction.DOWN,
}


def key_name(combination: QKeyCombination) -> str:
    """The portable name of a key with its modifiers, such as Ctrl+Shift+Z; the keypad is like the other keys."""
    return QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText).replace("Num+", "")


def bindings(canvas: CanvasView) -> Mapping[str, Callable[[], object]]:
    """What each key does."""
    table: dict[str, Callable[[], object]] = {
        "Backspace": canvas.delete_selection,
        "+": canvas.zoom_in,
        "=": canvas.zoom_in,
        "-": canvas.zoom_out,
        "0": canvas.reset_zoom,
        "Return": canvas.accept,
        "Enter": canvas.accept,
        "Esc": canvas.dismiss,
        "Menu": canvas.open_menu,
        "Shift+F10": canvas.open_menu,
    }
    for name, direction in _ARROWS.items():
        table[name] = partial(canvas.nudge, direction, CANVAS_DOTS)
        table[f"Shift+{name}"] = partial(canvas.nudge, direction, GRID)
        table[f"Alt+{name}"] = partial(canvas.walk, direction)
        table[f"Alt+Shift+{name}"] = partial(canvas.walk, direction, extend=True)
    return table
