"""A layer to record: its type, its config in document form, and input shapes without the batch axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LayerCase:
    type: str
    config: dict[str, Any]
    shapes: list[tuple[int, ...]]
    random: bool = False  # draws numbers while training: recorded in inference mode only
    dtype: str = "float32"  # of the inputs
    masked: tuple[int, ...] = ()  # the ports whose inputs have a mask, one value for each step
    hides_all: bool = True  # whether a mask hides one sample entirely
    in_use: bool = True  # recorded in inference mode: not where Keras then gives another shape


def on(*shapes: tuple[int, ...]) -> list[tuple[int, ...]]:
    return list(shapes)
