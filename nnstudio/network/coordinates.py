"""Places and sizes on the canvas as JSON values and back."""

from __future__ import annotations

from typing import Any

from nnstudio.catalog.fields import shown
from nnstudio.errors import DocumentError
from nnstudio.network.json_values import as_list
from nnstudio.sentence import Sentence


def read_pair(value: Any, key: str, where: str) -> tuple[float, float]:
    """Two numbers, such as a position; raises DocumentError."""
    numbers = as_list(value, Sentence('"{key}" of {where}', key=key, where=where))
    if len(numbers) != 2 or not all(_is_coordinate(number) for number in numbers):
        raise DocumentError(
            Sentence(
                '"{key}" of {where} must be two numbers, such as [0, 120], not {value}.',
                key=key,
                where=where,
                value=shown(value),
            )
        )
    return float(numbers[0]), float(numbers[1])


def write_pair(pair: tuple[float, float]) -> list[float | int]:
    """Two numbers, whole ones without a fraction."""
    return [int(number) if number.is_integer() else number for number in pair]


def _is_coordinate(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
