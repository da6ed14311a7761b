"""A field that holds a number or a declaration in its place: a learning rate, or the schedule that it follows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import NumberOrChosenField, fields_of
from nnstudio.catalog.schedules import Schedule
from nnstudio.studio.forms.declaration_editor import DeclarationEditor
from nnstudio.studio.forms.declaration_form import MakeForm
from nnstudio.studio.forms.entry_editor import EntryEditor
from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.forms.measures import LEAST_WIDTH_BESIDE
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.rate_preview import RatePreview
from nnstudio.studio.forms.starting_value import starting
from nnstudio.studio.forms.types_menu import TypesMenu
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import spacing

_FIRST_NUMBER = "initial_learning_rate"
"""The field that takes over the number in whose place a declaration comes."""


class RateEditor(FieldEditor):
    """A line to type the number in, with a menu of what may take its place; then a list with its settings under it."""

    def __init__(
        self, field: NumberOrChosenField, name: str, make_form: MakeForm, parent: QWidget | None = None
    ) -> None:
        super().__init__(field, name, parent)
        self._number = EntryEditor(field.number, name)
        self._choice = DeclarationEditor(field.choice, f"{name}.{field.choice.base_kind}", make_form, none=_constant())
        self._input = self._number.input
        self._input.setMinimumWidth(LEAST_WIDTH_BESIDE)
        self.setFocusProxy(self._number.input)
        self._menu = TypesMenu(field, name, self)
        self._menu.chosen.connect(lambda found: self._put(self._beginning(found)))
        self._menu.pointed.connect(self._point)
        self._line = self._number_line()
        self._column.addWidget(self._line)
        self._column.addWidget(self._choice)
        self._preview = RatePreview()
        self.below = self._below()
        self._number.edited.connect(self._commit)
        self._number.stepped.connect(self._step)
        self._number.refused.connect(self.refused)
        self._number.foretold.connect(self.foretold)
        for editor in (self._number, self._choice):
            editor.tried.connect(self.tried)
            editor.settled.connect(self.settled)
        self._choice.edited.connect(lambda value: self._put(self._number.value if value is None else value))
        self._choice.stepped.connect(self._step)
        self._show(field.default)

    def add_menu_action(self, action: QAction) -> None:
        """Put an action under those of the number's text field."""
        self._number.add_menu_action(action)

    def _below(self) -> QWidget:
        """The settings of what takes the number's place, and what comes of them."""
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._choice.below is not None:
            column.addWidget(self._choice.below)
        column.addWidget(self._preview)
        return below

    def _number_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing.TIGHT)
        row.addWidget(self._number, 1)
        kind = words(self.field.base.kind) if self.field.base is not None else ""
        button = IconButton("chevron-down", _tr("Follow a {kind}").format(kind=kind))
        button.setObjectName(f"{self.name}.choose")
        button.clicked.connect(lambda: self._menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        row.addWidget(button)
        return line

    def foretell(self, outlook: Outlook) -> None:
        """Show it at the foot of the menu, as long as that is open."""
        if self._menu.isVisible():
            self._menu.foretell(outlook)
        else:
            super().foretell(outlook)

    def _point(self, found: type[Declaration] | None) -> None:
        """Ask what would come of a declaration in the number's place."""
        if found is None or self._value is SEVERAL:
            self._settle()
        else:
            self._try(self._beginning(found))

    def _beginning(self, chosen: type[Declaration]) -> Declaration:
        """What takes the number's place goes on from it, where it can."""
        value = starting(chosen)
        return value.replace(**{_FIRST_NUMBER: self._number.value}) if _FIRST_NUMBER in fields_of(chosen) else value

    def _put(self, value: Any) -> None:
        self._show(value)
        self._commit(value)

    def _step(self, value: Any) -> None:
        self._value = value
        self.stepped.emit(value)

    def _show(self, value: Any) -> None:
        is_number = value is SEVERAL or not isinstance(value, Declaration)
        self._line.setVisible(is_number)
        self._choice.setVisible(not is_number)
        self._choice.set_value(None if is_number else value)
        self._preview.show_schedule(value if isinstance(value, Schedule) else None)
        if is_number:
            self._number.set_value(value)
        self.setFocusProxy(self._number.input if is_number else self._choice.input)


def _constant() -> str:
    return _tr("Constant")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
