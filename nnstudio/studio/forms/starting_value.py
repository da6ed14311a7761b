"""What a newly chosen declaration starts from."""

from __future__ import annotations

from typing import Any, TypeVar

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.registry import types_of

D = TypeVar("D", bound=Declaration)

_EMPTY = {FieldKind.BOOLEAN: False, FieldKind.TEXT: ""}


def starting(chosen: type[D], before: Declaration | None = None) -> D:
    """A declaration of the chosen type that keeps what was set on the one before it.

    A field carries over where both types have it and it was not at its default; a field that has to be given gets
    what its type begins with, or the smallest legal value.
    """
    values: dict[str, Any] = {}
    for name, field in fields_of(chosen).items():
        if before is not None and _was_set(before, field):
            values[name] = getattr(before, name)
        elif field.required:
            values[name] = chosen.first_values.get(name, _smallest(field))
    return chosen(**values)


def _was_set(before: Declaration, field: Field) -> bool:
    known = fields_of(type(before)).get(field.name)
    if known is None or known.kind is not field.kind or getattr(before, field.name) == known.default:
        return False
    try:
        field.admit(getattr(before, field.name))
    except ValueError:
        return False
    return True


def _smallest(field: Field) -> Any:
    match field.kind:
        case FieldKind.INTEGER | FieldKind.NUMBER:
            number = 1 if field.bounds.admit(1) else field.bounds.ge or 0
            return int(number) if field.kind is FieldKind.INTEGER else float(number)
        case FieldKind.INTEGERS:
            return (1,) * (field.length or 1)
        case FieldKind.CHOICE:
            return field.choices[0]
        case FieldKind.DECLARATION if field.base is not None:
            return starting(next(iter(types_of(field.base).values())))
        case _:
            return _EMPTY.get(field.kind, ())
