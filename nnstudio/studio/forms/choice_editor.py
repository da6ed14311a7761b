"""Fields that are chosen from a list: yes or no, and names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.chooser import Option
from nnstudio.studio.forms.explaining_chooser import ExplainingChooser
from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.shown_value import yes_or_no
from nnstudio.studio.forms.wording import none_word, words


class ChoiceEditor(FieldEditor):
    """A field with a list of values."""

    def __init__(self, field: Field, name: str, parent: QWidget | None = None) -> None:
        super().__init__(field, name, parent)
        self._options = tuple(_options(field))
        self._chooser = ExplainingChooser()
        self._chooser.fill(self._options)
        self._chooser.explain(words(field.help))
        self._set_input(self._chooser)
        self._chooser.currentIndexChanged.connect(self._choose)
        self._chooser.pointed.connect(self._point)

    def foretell(self, outlook: Outlook) -> None:
        """Show it in the list, which hides what is under the line."""
        self._chooser.foretell(outlook)

    def _show(self, value: Any) -> None:
        values = [option.value for option in self._options]
        self._chooser.show_index(values.index(value) if value is not SEVERAL and value in values else -1)

    def _choose(self, index: int) -> None:
        if index >= 0:
            self._commit(self._options[index].value)

    def _point(self, index: int) -> None:
        if index >= 0:
            self._try(self._options[index].value)
        else:
            self._settle()


def _options(field: Field) -> Iterable[Option]:
    if field.optional:
        yield Option(none_word(), None)
    if field.kind is FieldKind.BOOLEAN:
        yield from (Option(yes_or_no(value), value) for value in (True, False))
    for choice in field.choices:
        yield Option(choice, choice)
