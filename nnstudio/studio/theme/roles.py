"""Roles: what a widget is for, where its class alone does not say. The stylesheet gives each its look."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtWidgets import QAbstractSpinBox, QWidget

PROPERTY: Final = "role"
INVALID: Final = "invalid"
_SPIN_BOX_INDENT: Final = 8


class Role(StrEnum):
    """What a label, button, frame or bar is for."""

    HEADLINE = "headline"
    """A label: what a page is about."""
    TITLE = "title"
    """A label: the name of a panel or of the thing shown in it."""
    HEADING = "heading"
    """A label: the name of a section."""
    SECOND = "second"
    """A label: a setting's name, an explanation."""
    THIRD = "third"
    """A label: an aside, such as a count."""
    MONO = "mono"
    """A label or field: numbers that change, shapes."""
    HINT = "hint"
    """A label: what would come of what is being typed."""
    GOOD = "good"
    """A label: a sentence of good news."""
    WARNING = "warning"
    """A label: a sentence of warning."""
    ERROR = "error"
    """A label: a sentence of something wrong."""
    PRIMARY = "primary"
    """A button: the one that does what the window is for."""
    LINK = "link"
    """A button: an action that reads like a link."""
    QUIET = "quiet"
    """A button: an action that stands back until it is pointed at."""
    SWITCH = "switch"
    """A check box: one that takes effect at once."""
    CARD = "card"
    """A frame or a button: a raised surface."""
    FOOT = "foot"
    """A frame: what stands below an open list, as a part of it."""
    CANVAS = "canvas"
    """A page: the ground that cards lie on."""
    BAR = "bar"
    """A frame: a strip with a hairline below."""
    LINE = "line"
    """A progress bar: two pixels under the toolbar."""


def set_role(widget: QWidget, role: Role | None) -> None:
    """Gives a widget its role, and its look with it; None takes it away."""
    _set(widget, PROPERTY, str(role) if role is not None else None)


def set_invalid(widget: QWidget, invalid: bool) -> None:
    """Marks an input field whose content cannot be used as it is, or takes the mark away."""
    _set(widget, INVALID, invalid)


def indent_text(box: QAbstractSpinBox) -> None:
    """Lets the text of a spin box begin where that of other fields does: Qt ignores the padding of QSS there."""
    box.lineEdit().setTextMargins(_SPIN_BOX_INDENT, 0, 0, 0)


def _set(widget: QWidget, name: str, value: object) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
