"""What several types of declarations can be set to together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from msgspec import NODEFAULT

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Bounds, Field, fields_of


def common_fields(declarations: Sequence[type[Declaration]]) -> dict[str, Field]:
    """The fields that all of these have, of the same name and kind, for the values that all of them take.

    Where their defaults differ, such a field has none.
    """
    first, *others = (fields_of(declaration) for declaration in declarations)
    found = {name: _shared(field, [other.get(name) for other in others]) for name, field in first.items()}
    return {name: field for name, field in found.items() if field is not None}


def _shared(field: Field, others: Sequence[Field | None]) -> Field | None:
    shared: Field | None = field
    for other in others:
        shared = _both(shared, other)
    return shared


def _both(one: Field | None, other: Field | None) -> Field | None:
    if one is None or other is None or _form(one) != _form(other):
        return None
    choices = tuple(choice for choice in one.choices if choice in other.choices)
    if one.choices and not choices:
        return None
    return replace(
        one,
        default=one.default if one.default == other.default else NODEFAULT,
        optional=one.optional and other.optional,
        bounds=_tighter(one.bounds, other.bounds),
        choices=choices,
        gaps=one.gaps and other.gaps,
    )


def _form(field: Field) -> tuple[object, ...]:
    """What two fields must agree in to take the same values."""
    return type(field), field.length, field.base, field.by_output


def _tighter(one: Bounds, other: Bounds) -> Bounds:
    def of(limit: str, choose: Callable[[list[float]], float]) -> float | None:
        limits = [getattr(bounds, limit) for bounds in (one, other) if getattr(bounds, limit) is not None]
        return choose(limits) if limits else None

    return Bounds(of("ge", max), of("gt", max), of("le", min), of("lt", min))
