"""What a person types into a field, and how a value is shown there."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.wording import expectation, none_word, words

TYPED = (FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.INTEGERS, FieldKind.TEXT, FieldKind.TEXTS)
"""The kinds of fields that are typed rather than chosen."""

_BETWEEN_NUMBERS = re.compile(r"[\s,;×xX*()\[\]]+")


class RefusedTextError(ValueError):
    """What was typed cannot be the field's value; the message is a whole sentence."""


def text_of(field: Field, value: Any) -> str:
    """A value as its field shows it: `64`, `0.001`, `3 × 3`, `None`."""
    if value is None:
        return none_word()
    match field.kind:
        case FieldKind.INTEGERS:
            return " × ".join(map(str, value))
        case FieldKind.TEXTS:
            return ", ".join(value)
        case FieldKind.NUMBER:
            return _short(value)
        case _:
            return str(value)


def value_of(field: Field, text: str) -> Any:
    """The value that a text stands for, in its stored form; raises RefusedTextError with what would be right."""
    stripped = text.strip()
    if field.optional and stripped.lower() in {"", "none", none_word().lower()}:
        return None
    try:
        return field.admit(_parsed(field, stripped))
    except (ValueError, ArithmeticError):
        raise RefusedTextError(_refusal(field, stripped)) from None


def _parsed(field: Field, text: str) -> Any:
    match field.kind:
        case FieldKind.INTEGER:
            return _whole(text)
        case FieldKind.NUMBER:
            return float(Fraction(text.replace(" ", ""))) if "/" in text else float(text)
        case FieldKind.INTEGERS:
            return _spread([_whole(part) for part in _BETWEEN_NUMBERS.split(text) if part], field.length)
        case FieldKind.TEXTS:
            return tuple(part.strip() for part in text.split(",") if part.strip())
        case _:
            return text


def _whole(text: str) -> int | float:
    """A whole number, also where it is written as 1e3; anything else is left for the field to refuse."""
    try:
        return int(text)
    except ValueError:
        number = float(text)
        return int(number) if number.is_integer() else number


def _spread(numbers: list[int | float], length: int | None) -> Any:
    """Keras' shorthand: a lone number stands for one per axis."""
    return numbers[0] if len(numbers) == 1 and length is not None else tuple(numbers)


def _short(value: float) -> str:
    """The shortest text that reads back as the same number: 1 rather than 1.0, 1e-07 as it is."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _refusal(field: Field, text: str) -> str:
    expected = expectation(field)
    if not text:
        return _tr("{label} must be {expected}.").format(label=words(field.label), expected=expected)
    return _tr("{label} must be {expected}, not “{text}”.").format(
        label=words(field.label), expected=expected, text=text
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
