"""The form of a declaration, made from nothing but the declaration."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, fields_of
from nnstudio.studio.forms.common_fields import common_fields
from nnstudio.studio.forms.declaration_form import DeclarationForm
from nnstudio.studio.forms.editors import editor_for
from nnstudio.studio.forms.fold import Fold
from nnstudio.studio.forms.measures import LABEL_WIDTH, NESTED_INDENT
from nnstudio.studio.forms.row import FieldRow
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import spacing

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Form(DeclarationForm):
    """A line for every field of a declaration but those that are left out; the folded ones wait under a button.

    The editor of a field has the object name `<name>.<field>`, unless `names` gives it another one.
    """

    reset_wanted = Signal(object)
    """The settings of these names are to have their defaults again, in each of the declarations that are shown."""

    def __init__(
        self,
        declaration: type[Declaration],
        name: str,
        *,
        also: Sequence[type[Declaration]] = (),
        names: Mapping[str, str] = _NO_NAMES,
        folded: Collection[str] = (),
        fold_title: str = "",
        without: Collection[str] = (),
        label_width: int = LABEL_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        """With `also` it is the form of several types, for what can be set in all of them."""
        super().__init__(declaration, name, parent)
        self.types = (declaration, *also)
        self.rows: dict[str, FieldRow] = {}
        self._fields = {key: field for key, field in common_fields(self.types).items() if key not in without}
        self._names = names
        self._label_width = label_width
        self._folded = [key for key in self._fields if key in folded]
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing.SMALL)
        for key in self._fields:
            if key not in self._folded:
                self._column.addWidget(self._row(key))
        self._fold = self._add_fold(fold_title) if self._folded else None

    def show_values(self, declarations: Sequence[Declaration]) -> None:
        """Show the settings of one declaration, or what several have in common."""
        for key, row in self.rows.items():
            values = [getattr(declaration, key) for declaration in declarations]
            fields = [self._field_of(declaration, key) for declaration in declarations]
            changed = [field for field, value in zip(fields, values, strict=True) if value != field.default]
            resettable = any(not field.required for field in changed)
            row.show_values(values, differs=bool(changed), resettable=resettable)
        if self._fold is not None:
            self._fold.follow(differs=any(self.rows[key].marked for key in self._folded))

    @property
    def resettable(self) -> tuple[str, ...]:
        """The settings that differ from a default which they could have again."""
        return tuple(key for key, row in self.rows.items() if row.resettable)

    def _field_of(self, declaration: Declaration, key: str) -> Field:
        """The field as the declaration's own type has it, with a default that others may not share."""
        return fields_of(type(declaration))[key] if len(self.types) > 1 else self._fields[key]

    def _row(self, key: str) -> FieldRow:
        name = self._names.get(key, f"{self.name}.{key}")
        editor = editor_for(self._fields[key], name, self._nested)
        editor.edited.connect(lambda value: self.edited.emit(key, value))
        editor.stepped.connect(lambda value: self.stepped.emit(key, value))
        editor.tried.connect(lambda value, place: self.tried.emit(key, value, place))
        editor.settled.connect(self.settled)
        row = self.rows[key] = FieldRow(editor, self._label_width)
        row.reset_wanted.connect(lambda: self.reset_wanted.emit((key,)))
        return row

    def _nested(self, declaration: type[Declaration], name: str) -> Form:
        return Form(declaration, name, label_width=self._nested_label_width)

    @property
    def _nested_label_width(self) -> int:
        """What keeps the editors of nested fields in line with the others."""
        return self._label_width - NESTED_INDENT

    def _add_fold(self, title: str) -> Fold:
        fold = Fold(f"{self.name}.more", words(self.declaration.kind), title)
        for key in self._folded:
            fold.add(self._row(key))
        self._column.addWidget(fold)
        return fold
