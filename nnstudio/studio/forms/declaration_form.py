"""The form of a declaration as other editors see it, so that a field may hold a declaration with fields of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnstudio.catalog.declaration import Declaration


class DeclarationForm(QWidget):
    """Shows every setting of declarations of one type."""

    edited = Signal(str, object)
    """A person gave the field of this name this value."""
    stepped = Signal(str, object)
    """Like `edited`, but one of a quick row of steps that are to be undone together."""
    tried = Signal(str, object, object)
    """A person is about to give the field of this name this value, in this editor."""
    settled = Signal()
    """Nothing is tried any more."""

    def __init__(self, declaration: type[Declaration], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declaration = declaration
        self.name = name

    def show_values(self, declarations: Sequence[Declaration]) -> None:
        """Show the settings of one declaration, or what several have in common."""
        raise NotImplementedError


MakeForm: TypeAlias = Callable[[type[Declaration], str], DeclarationForm]
"""Makes the form of a declaration's type; the text begins the object name of each of its editors."""
