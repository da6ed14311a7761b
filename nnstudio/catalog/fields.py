"""What a declaration's class body says about each of its fields: the source of forms, validation and JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import NODEFAULT, Meta, structs

from nnstudio.catalog.declaration import Declaration

LARGEST_INTEGER = 2**53
"""Whole numbers beyond this are not the same in every JSON reader."""


class FieldKind(Enum):
    """Which editor and which JSON form a field has."""

    INTEGER = "whole number"
    NUMBER = "number"
    BOOLEAN = "yes or no"
    CHOICE = "choice"
    INTEGERS = "whole numbers"
    TEXT = "text"
    TEXTS = "texts"
    DECLARATION = "declaration"
    DECLARATIONS = "declarations"


@dataclass(frozen=True)
class Bounds:
    """The legal range of a number."""

    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None

    def admit(self, value: float) -> bool:
        """Whether the value lies in the range."""
        return (
            (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.le is None or value <= self.le)
            and (self.lt is None or value < self.lt)
        )

    def __str__(self) -> str:
        low = f"at least {self.ge:g}" if self.ge is not None else f"above {self.gt:g}" if self.gt is not None else ""
        high = f"at most {self.le:g}" if self.le is not None else f"below {self.lt:g}" if self.lt is not None else ""
        return " and ".join(part for part in (low, high) if part)


@dataclass(frozen=True)
class Field:
    """One setting of a declaration, read from its annotation."""

    name: str
    label: str
    help: str
    kind: FieldKind
    default: Any
    optional: bool = False
    bounds: Bounds = Bounds()
    choices: tuple[str, ...] = ()
    length: int | None = None
    """How many whole numbers an INTEGERS field holds; None means any number of them."""
    base: type[Declaration] | None = None
    """The kind that a DECLARATION or DECLARATIONS field chooses from."""

    @property
    def required(self) -> bool:
        """Whether the user has to give a value."""
        return self.default is NODEFAULT

    @property
    def expectation(self) -> str:
        """What would be right, to stand behind "must be"."""
        text = self._expected_value()
        return f"{text}, or null for none" if self.optional else text

    def _expected_value(self) -> str:
        match self.kind:
            case FieldKind.INTEGER:
                return _with_bounds("a whole number", self.bounds)
            case FieldKind.NUMBER:
                return _with_bounds("a number", self.bounds)
            case FieldKind.BOOLEAN:
                return "true or false"
            case FieldKind.CHOICE:
                return "one of " + ", ".join(self.choices)
            case FieldKind.TEXT:
                return "a text"
            case FieldKind.TEXTS:
                return "a list of texts"
            case FieldKind.INTEGERS:
                count = "a list of" if self.length is None else f"{self.length}"
                return _with_bounds(f"{count} whole numbers", self.bounds, each=True)
            case FieldKind.DECLARATION:
                return f"the name of {_a(self._base_kind)}"
            case FieldKind.DECLARATIONS:
                return f"a list of {self._base_kind} names"

    @property
    def _base_kind(self) -> str:
        return self.base.kind if self.base else Declaration.kind

    def admit(self, value: Any) -> Any:
        """The value in its stored form; raises ValueError with what would be right.

        Nested declarations are read by `catalog.conversion`, which knows the registry.
        """
        if value is None and self.optional:
            return None
        match self.kind:
            case FieldKind.INTEGER:
                accepted = _is_integer(value) and self.bounds.admit(value)
            case FieldKind.NUMBER:
                accepted = _is_number(value) and self.bounds.admit(value)
                value = float(value) if accepted else value
            case FieldKind.BOOLEAN:
                accepted = isinstance(value, bool)
            case FieldKind.CHOICE:
                accepted = value in self.choices if isinstance(value, str) else False
            case FieldKind.TEXT:
                accepted = isinstance(value, str)
            case FieldKind.TEXTS:
                value = tuple(value) if isinstance(value, list) else value
                accepted = isinstance(value, tuple) and all(isinstance(item, str) for item in value)
            case FieldKind.INTEGERS:
                value = self._spread(value)
                accepted = self._are_integers(value)
            case FieldKind.DECLARATION:
                accepted = self._is_declaration(value)
            case FieldKind.DECLARATIONS:
                accepted = isinstance(value, tuple) and all(map(self._is_declaration, value))
        if not accepted:
            raise ValueError(f"must be {self.expectation}, not {shown(value)}")
        return value

    def _is_declaration(self, value: Any) -> bool:
        return self.base is not None and isinstance(value, self.base)

    def _spread(self, value: Any) -> Any:
        """Keras' shorthand: a lone number stands for one per axis."""
        if _is_integer(value):
            return (value,) * (self.length or 1)
        return tuple(value) if isinstance(value, list) else value

    def _are_integers(self, value: Any) -> bool:
        return (
            isinstance(value, tuple)
            and (self.length is None or len(value) == self.length)
            and all(_is_integer(item) and self.bounds.admit(item) for item in value)
        )


@cache
def fields_of(declaration: type[Declaration]) -> dict[str, Field]:
    """Every field of a declaration by name, in the order of the class body."""
    return {info.name: _field(info) for info in structs.fields(declaration)}


def shown(value: Any) -> str:
    """A value as an error message quotes it, cut to a readable length."""
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _field(info: structs.FieldInfo) -> Field:
    plain, metas, optional = _unwrap(info.type)
    title = next((meta.title for meta in metas if meta.title), info.name)
    description = next((meta.description for meta in metas if meta.description), "")
    kind, details = _classify(plain, metas)
    return Field(info.name, title, description, kind, info.default, optional, **details)


def _unwrap(annotation: Any) -> tuple[Any, list[Meta], bool]:
    """Take `Annotated` and `| None` off a type, whichever way round they were written."""
    metas: list[Meta] = []
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *extras = get_args(annotation)
            metas += [extra for extra in extras if isinstance(extra, Meta)]
        elif origin in (Union, UnionType):
            optional = True
            (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
        else:
            return annotation, metas, optional


def _classify(plain: Any, metas: list[Meta]) -> tuple[FieldKind, dict[str, Any]]:
    simple = {bool: FieldKind.BOOLEAN, int: FieldKind.INTEGER, float: FieldKind.NUMBER, str: FieldKind.TEXT}
    if get_origin(plain) is Literal:
        return FieldKind.CHOICE, {"choices": get_args(plain)}
    if get_origin(plain) is tuple:
        first, *rest = get_args(plain)
        if first is str:
            return FieldKind.TEXTS, {}
        if isinstance(first, type) and issubclass(first, Declaration):
            return FieldKind.DECLARATIONS, {"base": first}
        _, item_metas, _ = _unwrap(first)
        length = None if Ellipsis in rest else 1 + len(rest)
        return FieldKind.INTEGERS, {"length": length, "bounds": _bounds(item_metas)}
    if plain in simple:
        return simple[plain], {"bounds": _bounds(metas)}
    if isinstance(plain, type) and issubclass(plain, Declaration):
        return FieldKind.DECLARATION, {"base": plain}
    raise TypeError(f"A declaration cannot have a field of type {plain}.")


def _bounds(metas: list[Meta]) -> Bounds:
    def first(name: str) -> float | None:
        return next((getattr(meta, name) for meta in metas if getattr(meta, name) is not None), None)

    return Bounds(first("ge"), first("gt"), first("le"), first("lt"))


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _with_bounds(noun: str, bounds: Bounds, *, each: bool = False) -> str:
    limits = str(bounds)
    return f"{noun}{', each' if each else ''} {limits}" if limits else noun


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
