"""What the editors of all kinds of fields have in common."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.catalog.fields import Field
from nnstudio.studio.forms.measures import LEAST_WIDTH
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.wording import words


class Several(Enum):
    """The value of an editor that stands for several things that differ."""

    VALUES = "several values"


SEVERAL: Final = Several.VALUES


class FieldEditor(QWidget):
    """Shows the value of one field and lets a person change it.

    `value` is always legal: what cannot be used is told by `refused` and leaves the value as it was. The widget that
    takes the keyboard is `input`; it carries the object name.
    """

    edited = Signal(object)
    """A person gave the field this value."""
    stepped = Signal(object)
    """Like `edited`, but one of a quick row of steps that are to be undone together."""
    refused = Signal(str)
    """What was typed cannot be used, for the reason given; an empty text takes it back."""
    tried = Signal(object, object)
    """A person is about to give the field this value, in this editor: it, or one of a setting of what it holds."""
    settled = Signal()
    """Nothing is tried any more."""
    foretold = Signal(object)
    """What would come of what is tried in this very editor, as an `Outlook`; an empty one takes it back."""

    def __init__(self, field: Field, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.name = name
        self.below: QWidget | None = None
        """What belongs under the whole row rather than beside the label."""
        self.before: QWidget | None = None
        """What stands between the label and the input."""
        self.wide = False
        """Whether the input needs the whole width, under the label."""
        self._value: Any = field.default
        self._is_trying = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def input(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self._input

    @property
    def value(self) -> Any:
        """The value as it is now; SEVERAL where the editor stands for things that differ."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value; nothing is emitted."""
        self._value = value
        self._show(value)

    def set_values(self, values: Sequence[Any]) -> None:
        """Show the values of one thing or of several; nothing is emitted."""
        self.set_value(values[0] if all(value == values[0] for value in values) else SEVERAL)

    def foretell(self, outlook: Outlook) -> None:
        """Show what would come of what is tried."""
        self.foretold.emit(outlook)

    def add_menu_action(self, action: QAction) -> None:
        """Put an action into the context menu of the input, if it has one of its own."""

    def reset(self) -> None:
        """Go back to the default, as if a person had chosen it."""
        default = self.field.default
        changed = default != self._value
        self.set_value(default)
        self._show(default)
        if changed:
            self.edited.emit(default)

    def _show(self, value: Any) -> None:
        raise NotImplementedError

    def _set_input(self, widget: QWidget) -> None:
        self._input = widget
        widget.setObjectName(self.name)
        widget.setMinimumWidth(LEAST_WIDTH)
        widget.setAccessibleName(words(self.field.label))
        widget.setAccessibleDescription(words(self.field.help))
        self.setFocusProxy(widget)
        self._column.addWidget(widget)

    def _try(self, value: Any) -> None:
        """Ask what would come of a value; of the one that the field has, nothing would."""
        if value == self._value:
            self._settle()
            return
        self._is_trying = True
        self.tried.emit(value, self)

    def _settle(self) -> None:
        """Ask no more."""
        self.foretell(Outlook())
        if self._is_trying:
            self._is_trying = False
            self.settled.emit()

    def _commit(self, value: Any, *, goes_on: bool = False) -> None:
        """Give the field a value; whether that goes on with a row of steps."""
        if value != self._value:
            self._value = value
            (self.stepped if goes_on else self.edited).emit(value)
