"""What the editors with a list to choose from have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.catalog.fields import Field
from nnstudio.studio.forms.chooser import Option
from nnstudio.studio.forms.explaining_chooser import ExplainingChooser
from nnstudio.studio.forms.field_editor import FieldEditor
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.wording import words


class ChooserEditor(FieldEditor):
    """A list of options: what is pointed at is tried, what keys go through in a row is undone together."""

    def __init__(self, field: Field, name: str, options: Iterable[Option], parent: QWidget | None = None) -> None:
        super().__init__(field, name, parent)
        self._options = tuple(options)
        self._chooser = ExplainingChooser()
        self._chooser.fill(self._options)
        self._chooser.explain(words(field.help))
        self._set_input(self._chooser)
        self._chooser.currentIndexChanged.connect(self._choose)
        self._chooser.pointed.connect(self._point)

    def set_value(self, value: Any) -> None:
        """Show a value; nothing is emitted."""
        if value != self._value:
            self._chooser.end_row()
        super().set_value(value)

    def foretell(self, outlook: Outlook) -> None:
        """Show it in the list, which hides what is under the line."""
        self._chooser.foretell(outlook)

    def _value_of(self, index: int) -> Any:
        """What the field would hold if an option were chosen."""
        return self._options[index].value

    def _choose(self, index: int) -> None:
        if index >= 0:
            self._commit(self._value_of(index), goes_on=self._chooser.goes_on)

    def _point(self, index: int) -> None:
        if index >= 0:
            self._try(self._value_of(index))
        else:
            self._settle()
