"""Settings that count or name axes which the input does not have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.network.doctor.setting import Setting


class NaturalOrder(Setting):
    """An order of the axes that the input has."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """What was wanted as far as there are such axes, the others behind; or backwards."""
        if field == "dims" and shapes:
            axes = range(1, len(shapes[0]) + 1)
            wanted = dict.fromkeys(axis for axis in layer.dims if axis in axes)  # type: ignore[attr-defined]
            yield {"dims": (*wanted, *(axis for axis in axes if axis not in wanted))}
            yield {"dims": tuple(reversed(axes))}


class MatchingAxes(Setting):
    """Axes of two inputs that are of the same length."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """Every pair, the last axes first."""
        if field == "axes" and len(shapes) == 2:
            for pair in product(*(range(len(shape), 0, -1) for shape in shapes)):
                yield {"axes": pair}


class LastAxis(Setting):
    """The last axis, which every input has."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """As one number or several, whichever the layer takes."""
        if field == "axis":
            value = layer.axis  # type: ignore[attr-defined]  # declared by the layers that blame this field
            yield {"axis": (-1,) if isinstance(value, tuple) else -1}
