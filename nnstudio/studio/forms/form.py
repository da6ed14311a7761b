"""The form of a declaration, made from nothing but the declaration."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.studio.forms.declaration_form import DeclarationForm
from nnstudio.studio.forms.editors import editor_for
from nnstudio.studio.forms.field_editor import SEVERAL
from nnstudio.studio.forms.fold import Fold
from nnstudio.studio.forms.measures import LABEL_WIDTH, NESTED_INDENT
from nnstudio.studio.forms.row import FieldRow
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import spacing

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Form(DeclarationForm):
    """A line for every field of a declaration but those that are left out; the folded ones wait under "More".

    The editor of a field has the object name `<name>.<field>`, unless `names` gives it another one.
    """

    def __init__(
        self,
        declaration: type[Declaration],
        name: str,
        *,
        names: Mapping[str, str] = _NO_NAMES,
        folded: Collection[str] = (),
        without: Collection[str] = (),
        label_width: int = LABEL_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(declaration, name, parent)
        fields = [key for key in fields_of(declaration) if key not in without]
        self.rows: dict[str, FieldRow] = {}
        self._names = names
        self._label_width = label_width
        self._folded = [key for key in fields if key in folded]
        self._fold: Fold | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing.SMALL)
        for key in fields:
            if key not in folded:
                self._column.addWidget(self._row(key))
        if self._folded:
            self._add_fold()

    def show_values(self, declarations: Sequence[Declaration]) -> None:
        """Show the settings of one declaration, or what several have in common."""
        for key, row in self.rows.items():
            row.set_value(_common([getattr(declaration, key) for declaration in declarations]))
        if self._fold is not None and any(self.rows[key].marked for key in self._folded):
            self._fold.open()

    def _row(self, key: str) -> FieldRow:
        name = self._names.get(key, f"{self.name}.{key}")
        editor = editor_for(fields_of(self.declaration)[key], name, self._nested)
        editor.edited.connect(lambda value: self.edited.emit(key, value))
        editor.stepped.connect(lambda value: self.stepped.emit(key, value))
        self.rows[key] = FieldRow(editor, self._label_width)
        return self.rows[key]

    def _nested(self, declaration: type[Declaration], name: str) -> Form:
        return Form(declaration, name, label_width=self._nested_label_width)

    @property
    def _nested_label_width(self) -> int:
        """What keeps the editors of nested fields in line with the others."""
        return self._label_width - NESTED_INDENT

    def _add_fold(self) -> None:
        self._fold = Fold(f"{self.name}.more", words(self.declaration.kind))
        for key in self._folded:
            self._fold.add(self._row(key))
        self._column.addWidget(self._fold)


def _common(values: list[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else SEVERAL
