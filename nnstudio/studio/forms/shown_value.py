"""A value of a field as people read it, whatever its kind."""

from __future__ import annotations

from typing import Any

from msgspec import NODEFAULT
from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.typed_text import TYPED, text_of
from nnstudio.studio.forms.wording import choice_name, none_word


def shown_value(field: Field, value: Any) -> str:
    """The text of a value: `64`, `3 × 3`, `Yes`, `relu`, `None`; empty for the default of a field that has none."""
    if value is NODEFAULT:
        return ""
    if value is None:
        return none_word()
    match field.kind:
        case FieldKind.BOOLEAN:
            return yes_or_no(value)
        case FieldKind.DECLARATION:
            return choice_name(type(value))
        case FieldKind.DECLARATIONS:
            return ", ".join(choice_name(type(item)) for item in value) or none_word()
        case kind:
            return text_of(field, value) or none_word() if kind in TYPED else str(value)


def yes_or_no(value: bool) -> str:
    """What a switch is set to."""
    return QCoreApplication.translate("Forms", "Yes") if value else QCoreApplication.translate("Forms", "No")
