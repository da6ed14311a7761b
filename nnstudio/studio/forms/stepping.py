"""The next number up or down, as arrow keys and the wheel find it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nnstudio.catalog.fields import Field, FieldKind


def stepped(field: Field, value: Any, steps: int) -> Any:
    """The value some steps away, as far as the field's bounds allow.

    Whole numbers go by ones. Other numbers change in their first digit, so that 0.001 becomes 0.002 and a learning
    rate can be walked through its powers of ten.
    """
    for _ in range(abs(steps)):
        following = value + _sign(steps) if field.kind is FieldKind.INTEGER else _next_number(value, _sign(steps))
        if not field.bounds.admit(following):
            break
        value = following
    return value


def _next_number(value: float, sign: int) -> float:
    number = Decimal(repr(value))
    if number == 0:
        return sign * 0.1
    place = Decimal(10) ** number.adjusted()
    towards_zero = sign * number < 0
    if towards_zero and abs(number) == place:
        place /= 10
    return float(number + sign * place)


def _sign(number: int) -> int:
    return 1 if number > 0 else -1
