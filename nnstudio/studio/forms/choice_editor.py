"""Fields that are chosen from a list: yes or no, and names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.chooser import Option
from nnstudio.studio.forms.chooser_editor import ChooserEditor
from nnstudio.studio.forms.field_editor import SEVERAL
from nnstudio.studio.forms.shown_value import yes_or_no
from nnstudio.studio.forms.wording import none_word


class ChoiceEditor(ChooserEditor):
    """A field with a list of values."""

    def __init__(self, field: Field, name: str, parent: QWidget | None = None) -> None:
        super().__init__(field, name, _options(field), parent)

    def _show(self, value: Any) -> None:
        values = [option.value for option in self._options]
        self._chooser.show_index(values.index(value) if value is not SEVERAL and value in values else -1)


def _options(field: Field) -> Iterable[Option]:
    if field.optional:
        yield Option(none_word(), None)
    if field.kind is FieldKind.BOOLEAN:
        yield from (Option(yes_or_no(value), value) for value in (True, False))
    for choice in field.choices:
        yield Option(choice, choice)
