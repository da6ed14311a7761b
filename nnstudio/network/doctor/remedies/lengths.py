"""Settings that name lengths which the input does not have."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.network.doctor.setting import Setting


class PossibleShape(Setting):
    """A target shape that has as many values as the input."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """As wanted but for one axis, whose length follows; else a picture, a sequence or a row of the values."""
        if field != "target_shape" or len(shapes) != 1:
            return
        count = math.prod(shapes[0])
        wanted: Shape = layer.target_shape  # type: ignore[attr-defined]  # declared by the layer that blames this field
        for place in range(len(wanted)):
            rest = math.prod(wanted[:place] + wanted[place + 1 :])
            if rest > 0 and count % rest == 0:
                yield {field: (*wanted[:place], count // rest, *wanted[place + 1 :])}
        if len(wanted) == len(shapes[0]):
            yield {field: shapes[0]}
        side = math.isqrt(count)
        if len(wanted) == 3:
            yield {field: (side, side, 1) if side * side == count else (count, 1, 1)}
        yield {field: (count, *(1,) * (len(wanted) - 1))}


class EveryPosition(Setting):
    """As many positions as the sequence has."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """The last axis but one."""
        if field == "sequence_length" and len(shapes[0]) > 1:
            yield {field: shapes[0][-2]}


class PlainEquation(Setting):
    """The equation of a Dense layer, which works along the last axis of any input."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """With as many units as were asked for last; first a mere correction of the lengths or the bias."""
        if field not in {"equation", "output_shape", "bias_axes"}:
            return
        output: tuple[int | None, ...] = layer.output_shape  # type: ignore[assignment]  # Keras' name of a setting
        units = next((length for length in reversed(output) if length is not None), 1)
        if field == "bias_axes":
            yield {"bias_axes": None}
        if field == "output_shape" and shapes:
            for rank in range(1, len(shapes[0]) + 2):
                yield {"output_shape": (*(None,) * (rank - 1), units)}
        plain = {"equation": "...x,xy->...y", "output_shape": (*(None,) * (len(shapes[0]) - 1), units)}
        yield plain
        yield plain | {"bias_axes": None}
