"""The kinds of values that a field may hold, one class each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

from nnstudio.catalog.fields.base import Field, FieldKind, with_article
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.sentence import Sentence, listed

LARGEST_INTEGER = 2**53
"""Whole numbers beyond this are not the same in every JSON reader."""


class IntegerField(Field):
    """A whole number."""

    kind = FieldKind.INTEGER

    @property
    def _right_value(self) -> str:
        return self.bounds.after(Sentence("a whole number"))

    def _holds(self, value: Any) -> bool:
        return _is_integer(value) and self.bounds.admit(value)


class NumberField(Field):
    """A finite number, stored as a float."""

    kind = FieldKind.NUMBER

    @property
    def _right_value(self) -> str:
        return self.bounds.after(Sentence("a number"))

    def _holds(self, value: Any) -> bool:
        return _is_number(value) and self.bounds.admit(value)

    def _stored(self, value: Any) -> Any:
        return float(value) if _is_integer(value) else value


class BooleanField(Field):
    """Yes or no."""

    kind = FieldKind.BOOLEAN

    @property
    def _right_value(self) -> str:
        return Sentence("true or false")

    def _holds(self, value: Any) -> bool:
        return isinstance(value, bool)


class ChoiceField(Field):
    """One of a few words."""

    kind = FieldKind.CHOICE

    @property
    def _right_value(self) -> str:
        return Sentence("one of {choices}", choices=listed(self.choices, "{first}, {last}"))

    def _holds(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.choices


class TextField(Field):
    """Any text."""

    kind = FieldKind.TEXT

    @property
    def _right_value(self) -> str:
        return Sentence("a text")

    def _holds(self, value: Any) -> bool:
        return isinstance(value, str)


class TextsField(Field):
    """Several texts."""

    kind = FieldKind.TEXTS

    @property
    def _right_value(self) -> str:
        return Sentence("a list of texts")

    def _holds(self, value: Any) -> bool:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)

    def _stored(self, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value


class NumbersByNameField(Field):
    """A finite number for each of some names, stored as floats."""

    kind = FieldKind.NUMBERS_BY_NAME

    @property
    def _right_value(self) -> str:
        numbers = Sentence("an object from names to numbers")
        bounds = self.bounds.in_words
        return Sentence("{values} {bounds}, each", values=numbers, bounds=bounds) if bounds else numbers

    def _holds(self, value: Any) -> bool:
        return isinstance(value, FrozenMapping) and all(
            isinstance(name, str) and _is_number(number) and self.bounds.admit(number) for name, number in value.items()
        )

    def _stored(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return FrozenMapping({name: float(item) if _is_integer(item) else item for name, item in value.items()})


class _SeveralField(Field):
    """Several values of one sort; Keras' shorthand, a lone one, stands for one per axis."""

    one: ClassVar[str]
    """What a lone one is called."""
    several: ClassVar[str]
    any_number: ClassVar[str]

    @property
    def _right_value(self) -> str:
        if self.length == 1:
            return self.bounds.after(Sentence(self.one))
        values = Sentence(self.any_number) if self.length is None else Sentence(self.several, count=self.length)
        bounds = self.bounds.in_words
        return Sentence("{values}, each {bounds}", values=values, bounds=bounds) if bounds else values

    def _holds(self, value: Any) -> bool:
        return isinstance(value, tuple) and self.length in (None, len(value)) and all(map(self._holds_item, value))

    def _stored(self, value: Any) -> Any:
        if self._is_item(value):
            return (self._stored_item(value),) * (self.length or 1)
        return tuple(map(self._stored_item, value)) if isinstance(value, list | tuple) else value

    def _is_item(self, value: Any) -> bool:
        """Whether the value could be one of those that the field holds."""
        raise NotImplementedError

    def _holds_item(self, value: Any) -> bool:
        """Whether one value in its stored form is legal."""
        return self._is_item(value) and self.bounds.admit(value)

    def _stored_item(self, value: Any) -> Any:
        """The stored form of one value that may still turn out to be illegal."""
        return value


class IntegersField(_SeveralField):
    """Several whole numbers, such as a window's height and width."""

    kind = FieldKind.INTEGERS
    one = "a whole number"
    several = "{count} whole numbers"
    any_number = "a list of whole numbers"

    @property
    def _right_value(self) -> str:
        values = super()._right_value
        return Sentence("{values} (or null where it follows from the input)", values=values) if self.gaps else values

    def _is_item(self, value: Any) -> bool:
        return _is_integer(value)

    def _holds_item(self, value: Any) -> bool:
        return (value is None and self.gaps) or super()._holds_item(value)


class NumbersField(_SeveralField):
    """Several finite numbers, such as the mean of every column, stored as floats."""

    kind = FieldKind.NUMBERS
    one = "a number"
    several = "{count} numbers"
    any_number = "a list of numbers"

    def _is_item(self, value: Any) -> bool:
        return _is_number(value)

    def _stored_item(self, value: Any) -> Any:
        return float(value) if _is_integer(value) else value


class IntegerPairsField(_SeveralField):
    """Two whole numbers for each axis, such as what is cut off before and after; a lone number stands for both."""

    kind = FieldKind.INTEGER_PAIRS
    one = "a pair of whole numbers"
    several = "{count} pairs of whole numbers"
    any_number = "a list of pairs of whole numbers"

    def _is_item(self, value: Any) -> bool:
        return _is_integer(value)

    def _holds_item(self, value: Any) -> bool:
        return isinstance(value, tuple) and len(value) == 2 and all(map(super()._holds_item, value))

    def _stored_item(self, value: Any) -> Any:
        if _is_integer(value):
            return (value, value)
        return tuple(value) if isinstance(value, list) else value


class ChosenField(Field):
    """Another declaration, such as a layer's activation."""

    kind = FieldKind.DECLARATION

    @property
    def _right_value(self) -> str:
        return Sentence("the name of {choice}", choice=with_article(self.base_kind))

    def _holds(self, value: Any) -> bool:
        return self.base is not None and isinstance(value, self.base)


class ChosenSeveralField(ChosenField):
    """Several other declarations, such as a training's metrics."""

    kind = FieldKind.DECLARATIONS

    @property
    def _right_value(self) -> str:
        return Sentence("a list of {kind} names", kind=self.base_kind)

    def _holds(self, value: Any) -> bool:
        return isinstance(value, tuple) and all(super(ChosenSeveralField, self)._holds(item) for item in value)


class NumberOrChosenField(NumberField):
    """A number, or a declaration that stands for many, such as a schedule of learning rates."""

    kind = FieldKind.NUMBER_OR_DECLARATION

    @property
    def number(self) -> NumberField:
        """The same field, for numbers alone."""
        return NumberField(self.name, self.label, self.help, self.default, bounds=self.bounds)

    @property
    def choice(self) -> ChosenField:
        """The same field, for declarations alone; None stands for a number."""
        return ChosenField(self.name, self.label, self.help, None, optional=True, base=self.base)

    @property
    def _right_value(self) -> str:
        return Sentence(
            "{number}, or {choice}",
            number=super()._right_value,
            choice=with_article(self.base_kind),
        )

    def _holds(self, value: Any) -> bool:
        return super()._holds(value) or (self.base is not None and isinstance(value, self.base))


class IntegerOrWordField(IntegerField):
    """A whole number, or one of a few words, such as how often something is done."""

    kind = FieldKind.INTEGER_OR_WORD

    @property
    def _right_value(self) -> str:
        return Sentence("{words} or {number}", words=", ".join(self.choices), number=super()._right_value)

    def _holds(self, value: Any) -> bool:
        return super()._holds(value) or (isinstance(value, str) and value in self.choices)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))
