"""Which editor a field gets."""

from __future__ import annotations

from nnstudio.catalog.fields import Field, FieldKind, NumberOrChosenField
from nnstudio.studio.forms.choice_editor import ChoiceEditor
from nnstudio.studio.forms.declaration_editor import DeclarationEditor
from nnstudio.studio.forms.declaration_form import MakeForm
from nnstudio.studio.forms.declarations_editor import DeclarationsEditor
from nnstudio.studio.forms.entry_editor import EntryEditor
from nnstudio.studio.forms.field_editor import FieldEditor
from nnstudio.studio.forms.rate_editor import RateEditor


def editor_for(field: Field, name: str, make_form: MakeForm) -> FieldEditor:
    """The editor of a field; `name` becomes its object name, `make_form` gives nested declarations their forms."""
    if isinstance(field, NumberOrChosenField):
        return RateEditor(field, name, make_form)
    match field.kind:
        case FieldKind.BOOLEAN | FieldKind.CHOICE:
            return ChoiceEditor(field, name)
        case FieldKind.DECLARATION:
            return DeclarationEditor(field, name, make_form)
        case FieldKind.DECLARATIONS:
            return DeclarationsEditor(field, name, make_form)
        case _:
            return EntryEditor(field, name)
