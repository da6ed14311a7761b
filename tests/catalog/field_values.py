"""Values for a field, made from what the field says about itself: legal ones, illegal ones, and those at the edge."""

from __future__ import annotations

import math
from typing import Any

import hypothesis.strategies as st

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import LARGEST_INTEGER, Field, FieldKind, fields_of
from tests.catalog.declarations import TYPES

REAL = (FieldKind.NUMBER, FieldKind.NUMBERS, FieldKind.NUMBER_OR_DECLARATION)
LISTS = (FieldKind.INTEGERS, FieldKind.INTEGER_PAIRS, FieldKind.NUMBERS)
NUMERIC = (
    *(FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.NUMBER_OR_DECLARATION, FieldKind.INTEGER_OR_WORD),
    *LISTS,
)


@st.composite
def configs(draw: st.DrawFn, found: type[Declaration]) -> dict[str, Any]:
    """A legal config with any of the fields set, as JSON has it."""
    given = [field for field in fields_of(found).values() if field.required or draw(st.booleans())]
    return {field.name: draw(legal(field)) for field in given}


def legal(field: Field) -> st.SearchStrategy[Any]:
    one = st.none() | _legal(field) if field.optional else _legal(field)
    return one | st.dictionaries(_NAMES, one, max_size=2) if field.by_output else one


def illegal(field: Field) -> st.SearchStrategy[Any]:
    """Values of another type, and numbers beyond the bounds."""
    wrong: list[Any] = [{"a": "1"}, [[]], math.nan, math.inf, -math.inf]
    if not field.optional and not isinstance(field.default, Declaration):
        wrong.append(None)
    if field.kind is not FieldKind.BOOLEAN:
        wrong += [True, False]
    if field.kind is not FieldKind.TEXT:
        wrong += ["", "no such thing", "1"]
    if field.kind in (FieldKind.INTEGER, FieldKind.INTEGER_OR_WORD):
        wrong += [0.5, 1.0]
    if field.kind in NUMERIC:
        wrong += [10**400, *beyond(field)]
    if field.kind in LISTS:
        right = at_bounds(field) or [1]
        count = field.length or 2
        never = ["1", None, True] if field.kind is FieldKind.NUMBERS else [0.5, "1", None, True]
        never = [value for value in never if value is not None or not field.gaps]
        wrong += [[value, *[right[0]] * (count - 1)] for value in (*never, *beyond(field))]
        wrong += [] if field.length is None else [right[:1] * (field.length + 1), []]
    return st.sampled_from(wrong)


def at_bounds(field: Field) -> list[Any]:
    """The last numbers that are still legal."""
    bounds = field.bounds
    step = _step(field)
    edges = [bounds.ge, bounds.le]
    edges += [step(bounds.gt, math.inf) if bounds.gt is not None else None]
    edges += [step(bounds.lt, -math.inf) if bounds.lt is not None else None]
    return [_in_kind(field, edge) for edge in edges if edge is not None]


def beyond(field: Field) -> list[Any]:
    """The first numbers that are no longer legal."""
    bounds = field.bounds
    step = _step(field)
    edges = [bounds.gt, bounds.lt]
    edges += [step(bounds.ge, -math.inf) if bounds.ge is not None else None]
    edges += [step(bounds.le, math.inf) if bounds.le is not None else None]
    return [_in_kind(field, edge) for edge in edges if edge is not None]


_NAMES = st.text(max_size=5).filter(lambda name: name != "type")


def _legal(field: Field) -> st.SearchStrategy[Any]:
    return _LEGAL[field.kind](field)


def _lists(field: Field) -> st.SearchStrategy[Any]:
    """As many values as the field holds, or Keras' shorthand for them."""
    least, most = (0, 4) if field.length is None else (field.length, field.length)
    one = _numbers(field) if field.kind is FieldKind.NUMBERS else _integers(field)
    item = one | st.tuples(one, one).map(list) if field.kind is FieldKind.INTEGER_PAIRS else one
    item = st.none() | item if field.gaps else item
    return one | st.lists(item, min_size=least, max_size=most)


def _integers(field: Field) -> st.SearchStrategy[int]:
    bounds = field.bounds
    least = -LARGEST_INTEGER if bounds.ge is None else int(bounds.ge)
    most = LARGEST_INTEGER if bounds.le is None else int(bounds.le)
    return st.integers(least, most)


def _numbers(field: Field) -> st.SearchStrategy[float | int]:
    bounds = field.bounds
    floats = st.floats(
        min_value=bounds.ge if bounds.gt is None else bounds.gt,
        max_value=bounds.le if bounds.lt is None else bounds.lt,
        exclude_min=bounds.gt is not None,
        exclude_max=bounds.lt is not None,
        allow_nan=False,
        allow_infinity=False,
    )
    whole = [value for value in range(-2, 8) if bounds.admit(value)]
    return floats | st.sampled_from(whole) if whole else floats


def _choices(field: Field) -> st.SearchStrategy[Any]:
    """Short names, and the long form with settings."""
    types = TYPES[field.base]
    short = [found.short_name for found in types if not any(map(_is_required, fields_of(found).values()))]
    return st.sampled_from(short) | _long_choices(field) if short else _long_choices(field)


def _long_choices(field: Field) -> st.SearchStrategy[Any]:
    return st.sampled_from(TYPES[field.base]).flatmap(
        lambda found: st.fixed_dictionaries({"type": st.just(found.__name__), "config": configs(found)})
    )


def _is_required(field: Field) -> bool:
    return field.required


def _step(field: Field) -> Any:
    if field.kind in REAL:
        return math.nextafter
    return lambda value, towards: value + (1 if towards > 0 else -1)


def _in_kind(field: Field, value: float) -> float | int:
    return float(value) if field.kind in REAL else int(value)


_LEGAL = {
    FieldKind.INTEGER: _integers,
    FieldKind.NUMBER: _numbers,
    FieldKind.BOOLEAN: lambda _: st.booleans(),
    FieldKind.CHOICE: lambda field: st.sampled_from(field.choices),
    FieldKind.INTEGERS: _lists,
    FieldKind.INTEGER_PAIRS: _lists,
    FieldKind.NUMBERS: _lists,
    FieldKind.TEXT: lambda _: st.text(),
    FieldKind.TEXTS: lambda _: st.lists(st.text(), max_size=3),
    FieldKind.NUMBERS_BY_NAME: lambda field: st.dictionaries(_NAMES, _numbers(field), max_size=3),
    FieldKind.DECLARATION: _choices,
    FieldKind.NUMBER_OR_DECLARATION: lambda field: _numbers(field) | _long_choices(field),
    FieldKind.INTEGER_OR_WORD: lambda field: _integers(field) | st.sampled_from(field.choices),
    FieldKind.DECLARATIONS: lambda field: st.lists(_choices(field), max_size=3),
}
