"""What a person types into a field, and how a value is shown there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.wording import expectation, none_word, words

_GAP = "?"
"""A number of several that is left open."""
_BETWEEN_NUMBERS = re.compile(r"[\s,;×xX*()\[\]]+")
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([, '’_\u00a0\u2009\u202f]\d{3})+")
"""A whole number with a mark before every three digits."""
_POINTED = re.compile(r"[-+]?\d{1,3}(\.\d{3})+")
"""The same with points: a thousand to some, and one to others."""
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: ord("-"), 0x3000: ord(" ")}
"""Digits and marks as Chinese keyboards give them, and the minus sign of printed numbers."""
_COMMA = re.compile(r"[-+]?\d*,\d+([eE][-+]?\d+)?")
"""A number with a comma before its decimals."""
_LONGEST_QUOTE = 40


class RefusedTextError(ValueError):
    """What was typed cannot be the field's value; the message is a whole sentence."""


def text_of(field: Field, value: Any) -> str:
    """A value as its field shows it: `64`, `0.001`, `3 × 3`, `None`."""
    if value is None:
        return none_word()
    return _SHOWN[field.kind](value) if field.kind in _SHOWN else str(value)


def value_of(field: Field, text: str) -> Any:
    """The value that a text stands for, in its stored form; raises RefusedTextError with what would be right."""
    stripped = text.strip()
    if field.optional and stripped.lower() in {"", "none", none_word().lower()}:
        return None
    try:
        plain = stripped.translate(_WIDE) if field.kind in _NUMERIC else stripped
        return field.admit(_READ[field.kind](plain, field.length))
    except (ValueError, ArithmeticError):
        raise RefusedTextError(_refusal(field, stripped)) from None


def _whole(text: str) -> int | float:
    """A whole number, also where it is written as 1e3 or 1,000; anything else is left for the field to refuse."""
    if _GROUPED.fullmatch(text):
        return int("".join(character for character in text if character.isdigit() or character in "+-"))
    if _POINTED.fullmatch(text):
        raise ValueError(text)
    try:
        return int(text)
    except ValueError:
        number = _number(text)
        return int(number) if number.is_integer() else number


def _whole_or_word(text: str) -> int | float | str:
    """A whole number, or else a word that the field may know."""
    try:
        return _whole(text)
    except ValueError:
        return text


def _number(text: str) -> float:
    """A number, also where it is written as 1/4; one that is too small to be told from 0 is not taken for 0."""
    number = float(Fraction(text.replace(" ", ""))) if "/" in text else float(text)
    if not number and re.search(r"[1-9]", re.split(r"[eE]", text)[0]):
        raise ValueError(text)
    return number


def _whole_or_gap(text: str) -> int | float | None:
    """A whole number, or a question mark for one that is left open."""
    return None if text == _GAP else _whole(text)


def _numerals(text: str) -> list[str]:
    """The numbers of a list as they were typed, without what stands between them, which alone is none."""
    found = [part for part in _BETWEEN_NUMBERS.split(text) if part]
    if text and not found:
        raise ValueError(text)
    return found


def _spread(numbers: Sequence[int | float | None], length: int | None) -> Any:
    """Keras' shorthand: a lone number stands for one per axis."""
    return numbers[0] if len(numbers) == 1 and length is not None else tuple(numbers)


def _paired(numbers: Sequence[int | float], length: int | None) -> Any:
    """The same for pairs; one number for each axis stands for both numbers of that axis."""
    if length is None or len(numbers) == 2 * length:
        return tuple(zip(numbers[::2], numbers[1::2], strict=True))
    return _spread(numbers, length)


def _by_name(text: str) -> dict[str, float]:
    """Numbers behind their names: `cat: 2, dog: 0.5`."""
    pairs = [part.rpartition(":") for part in text.split(",") if part.strip()]
    if not all(name.strip() for name, _, _ in pairs):
        raise ValueError(text)
    return {name.strip(): _number(number.strip()) for name, _, number in pairs}


def _short(value: float) -> str:
    """The shortest text that reads back as the same number: 1 rather than 1.0, 1e-07 as it is."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


_READ: Mapping[FieldKind, Callable[[str, int | None], Any]] = {
    FieldKind.INTEGER: lambda text, _: _whole(text),
    FieldKind.NUMBER: lambda text, _: _number(text),
    FieldKind.INTEGERS: lambda text, length: _spread([_whole_or_gap(part) for part in _numerals(text)], length),
    FieldKind.INTEGER_PAIRS: lambda text, length: _paired([_whole(part) for part in _numerals(text)], length),
    FieldKind.NUMBERS: lambda text, length: _spread([_number(part) for part in _numerals(text)], length),
    FieldKind.NUMBER_OR_DECLARATION: lambda text, _: _number(text),
    FieldKind.INTEGER_OR_WORD: lambda text, _: _whole_or_word(text),
    FieldKind.TEXT: lambda text, _: text,
    FieldKind.NUMBERS_BY_NAME: lambda text, _: _by_name(text),
    FieldKind.TEXTS: lambda text, _: tuple(part.strip() for part in text.split(",") if part.strip()),
}
"""How each kind of field makes a value of a text and of its number of values; the field itself judges that value."""

_NUMERIC = frozenset(_READ) - {FieldKind.TEXT, FieldKind.TEXTS, FieldKind.NUMBERS_BY_NAME}
"""The kinds of fields that hold nothing but numbers, or a word of ours."""

_DECIMAL = frozenset({FieldKind.NUMBER, FieldKind.NUMBER_OR_DECLARATION})

TYPED = frozenset(_READ)
"""The kinds of fields that are typed rather than chosen."""

_SHOWN: Mapping[FieldKind, Callable[[Any], str]] = {
    FieldKind.NUMBER: _short,
    FieldKind.NUMBER_OR_DECLARATION: lambda value: (
        words(value.label) if isinstance(value, Declaration) else _short(value)
    ),
    FieldKind.INTEGERS: lambda value: " × ".join(_GAP if number is None else str(number) for number in value),
    FieldKind.INTEGER_PAIRS: lambda value: " × ".join(f"({first}, {second})" for first, second in value),
    FieldKind.NUMBERS: lambda value: ", ".join(map(_short, value)),
    FieldKind.NUMBERS_BY_NAME: lambda value: ", ".join(f"{name}: {_short(number)}" for name, number in value.items()),
    FieldKind.TEXTS: ", ".join,
}
"""How values are shown where Python's own text of them is not what people write."""


def _refusal(field: Field, text: str) -> str:
    expected = expectation(field)
    if not text:
        return _tr("{label} must be {expected}.").format(label=words(field.label), expected=expected)
    quoted = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    refusal = _tr("{label} must be {expected}, not “{text}”.").format(
        label=words(field.label), expected=expected, text=quoted
    )
    if field.kind in _DECIMAL and _COMMA.fullmatch(text.translate(_WIDE)):
        return f"{refusal} {_tr('Write decimals with a point, as in 0.5.')}"
    return refusal


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
