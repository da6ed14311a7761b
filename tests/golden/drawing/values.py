"""Tame values for the fields of any declaration: legal, and small enough that a network of them stays calm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.registry import types_of
from tests.golden.drawing.tables import ALWAYS, AT_RANDOM, FITTING, INCOMPARABLE, NEAR_DEFAULT, TAME, Draw, Rng, one_of

D = TypeVar("D", bound=Declaration)

OFTEN = 0.35
"""How likely a field is set that may be left at its default."""


def config_of(declaration: type[Declaration], rng: Rng, tame: Mapping[str, Draw] | None = None) -> dict[str, Any]:
    """A config in JSON form: what is required, and some of what is not."""
    fitting = {**FITTING.get(declaration.__name__, {}), **(tame or {})}
    draws = {**TAME, **fitting}
    fields, config = fields_of(declaration), {}
    for name, field in fields.items():
        if field.required or name in ALWAYS or rng.random() < OFTEN:
            is_tamed = name in draws and not _chooses(field, rng, fits=name in fitting)
            config[name] = draws[name](rng) if is_tamed else value_of(field, rng)
    return {name: value for name, value in config.items() if value is not None or _means_none(fields[name])}


def _means_none(field: Field) -> bool:
    """Whether None is a value of its own, and not what is left out anyway."""
    return field.optional and not field.required and field.default is not None


def _chooses(field: Field, rng: Rng, *, fits: bool) -> bool:
    """Whether the value is to be any declaration."""
    if field.kind is FieldKind.NUMBER_OR_DECLARATION:
        return bool(rng.random() < OFTEN)
    return not fits and field.kind in (FieldKind.DECLARATION, FieldKind.DECLARATIONS)


def choice_of(kind: type[Declaration], rng: Rng) -> dict[str, Any]:
    """Any type of a kind, with a config."""
    types = drawable(kind)
    return chosen(types[int(rng.integers(len(types)))], rng)


def drawable(kind: type[D]) -> list[type[D]]:
    """The types of a kind that can be compared."""
    return [found for found in types_of(kind).values() if not _is_incomparable(found)]


def _is_incomparable(found: type[Declaration]) -> bool:
    return found.__name__ in INCOMPARABLE or getattr(found, "category", None) in AT_RANDOM


def chosen(declaration: type[Declaration], rng: Rng, tame: Mapping[str, Draw] | None = None) -> dict[str, Any]:
    """A type with a config, in the long form of documents."""
    return {"type": declaration.keras_name(), "config": config_of(declaration, rng, tame)}


def value_of(field: Field, rng: Rng) -> Any:
    """A legal value in JSON form."""
    if field.optional and rng.random() < 0.5:
        return None
    return DRAWS[field.kind](field, rng)


def _integer(field: Field, rng: Rng) -> int:
    low = field.bounds.ge if field.bounds.ge is not None else field.bounds.gt
    least = -1 if low is None else int(low)
    most = least + 3 if field.bounds.le is None else int(field.bounds.le)
    return next(value for value in _forever(lambda: int(rng.integers(least, most + 1))) if field.bounds.admit(value))


def _number(field: Field, rng: Rng) -> float:
    bounds, default = field.bounds, field.default
    if field.name in NEAR_DEFAULT and isinstance(default, float):
        return round(default * float(rng.uniform(0.9, 1.1)), 4)
    low = bounds.ge if bounds.ge is not None else bounds.gt
    least = 0.0 if low is None else low
    most = least + 1.0 if bounds.le is None and bounds.lt is None else min(bounds.le or 1.0, bounds.lt or 1.0)
    draws = _forever(lambda: round(float(rng.uniform(least + 0.1 * (most - least), most - 0.1 * (most - least))), 3))
    return next(value for value in draws if bounds.admit(value))


def _length(field: Field, rng: Rng) -> int:
    return field.length or int(rng.integers(1, 4))


def _forever(draw: Callable[[], Any]) -> Any:
    while True:
        yield draw()


DRAWS: Mapping[FieldKind, Callable[[Field, Rng], Any]] = {
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.BOOLEAN: lambda _, rng: bool(rng.random() < 0.5),
    FieldKind.CHOICE: lambda field, rng: one_of(*field.choices)(rng),
    FieldKind.INTEGERS: lambda field, rng: [_integer(field, rng) for _ in range(_length(field, rng))],
    FieldKind.NUMBERS: lambda field, rng: [_number(field, rng) for _ in range(_length(field, rng))],
    FieldKind.INTEGER_PAIRS: lambda field, rng: [
        [_integer(field, rng), _integer(field, rng)] for _ in range(_length(field, rng))
    ],
    FieldKind.DECLARATION: lambda field, rng: choice_of(field.base, rng),
    FieldKind.NUMBER_OR_DECLARATION: lambda field, rng: choice_of(field.base, rng),
    FieldKind.INTEGER_OR_WORD: lambda field, rng: one_of(*field.choices, _integer(field, rng))(rng),
}
