"""Windows that do not fit their input: kernels, pools, borders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.network.doctor.setting import Setting

_SIZES = ("kernel_size", "pool_size")
_LARGEST_BORDER = 8


class SamePadding(Setting):
    """Zeros around the input, so that any window fits."""

    order = 5

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """Padding same, where the layer has a choice."""
        if field in _SIZES and "same" in getattr(fields_of(type(layer)).get("padding"), "choices", ()):
            yield {"padding": "same"}


class SmallerWindow(Setting):
    """The largest window that fits."""

    order = 8

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """As much of the window as there is input, if need be without holes in it."""
        if field in _SIZES and len(shapes) == 1 and len(shapes[0]) == len(getattr(layer, field)) + 1:
            fitting = tuple(map(min, getattr(layer, field), shapes[0]))
            yield {field: fitting}
            if max(getattr(layer, "dilation_rate", (1,))) > 1:
                yield {field: fitting, "dilation_rate": (1,) * len(fitting)}


class SmallerPart(Setting):
    """The largest part that can be cut out of a picture."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """No higher and no wider than the picture."""
        if field in {"height", "width"} and len(shapes[0]) == 3:
            wanted = {"height": shapes[0][0], "width": shapes[0][1]}
            yield {name: min(length, getattr(layer, name)) for name, length in wanted.items()}


class SingleSteps(Setting):
    """Strides or dilation, not both."""

    order = 8

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """The dilation first: strides change the size of what follows."""
        if field in {"dilation_rate", "strides"}:
            for name in ("dilation_rate", "strides"):
                yield {name: (1,) * len(getattr(layer, name))}


class SmallerCrop(Setting):
    """Less cut off, until something is left."""

    def values(self, layer: Layer, field: str | None, shapes: tuple[Shape, ...]) -> Iterator[dict[str, Any]]:
        """As much as can be cut off every side, down to nothing."""
        if field == "cropping":
            borders = layer.cropping  # type: ignore[attr-defined]  # declared by the layers that blame this field
            is_flat = isinstance(borders[0], int)
            for most in range(min(max(shapes[0]), _LARGEST_BORDER), -1, -1):
                yield {field: _bounded(borders, most) if is_flat else tuple(_bounded(pair, most) for pair in borders)}


def _bounded(borders: tuple[int, ...], most: int) -> tuple[int, ...]:
    return tuple(min(border, most) for border in borders)
