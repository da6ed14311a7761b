"""Windows that do not fit their input: kernels, pools, borders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.network.doctor.setting import Setting

_SIZES = ("kernel_size", "pool_size")


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
        """As much of the window as there is input, or of what is cut off as leaves something."""
        if field in _SIZES and len(shapes) == 1 and len(shapes[0]) == len(getattr(layer, field)) + 1:
            fitting = tuple(map(min, getattr(layer, field), shapes[0]))
            yield {field: fitting}
            if _is_dilated(layer):
                yield {field: fitting, "dilation_rate": (1,) * len(fitting)}
        if field in {"height", "width"} and len(shapes) == 1 and len(shapes[0]) == 3:
            smaller = {"height": min(getattr(layer, "height", 1), shapes[0][0])}
            yield smaller | {"width": min(getattr(layer, "width", 1), shapes[0][1])}


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
        """One off each side, or nothing."""
        if field == "cropping":
            borders = layer.cropping  # type: ignore[attr-defined]  # declared by the layers that blame this field
            one = isinstance(borders[0], int)
            for most in range(min(max(shapes[0]), 8), -1, -1):
                yield {field: _bounded(borders, most) if one else tuple(_bounded(pair, most) for pair in borders)}


def _bounded(borders: tuple[int, ...], most: int) -> tuple[int, ...]:
    return tuple(min(border, most) for border in borders)


def _is_dilated(layer: Layer) -> bool:
    return max(getattr(layer, "dilation_rate", (1,))) > 1
