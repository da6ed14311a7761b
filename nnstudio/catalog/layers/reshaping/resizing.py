"""Layers that bring pictures to another size."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, require_rank, shape_text
from nnstudio.catalog.layers.reshaping.repeating import collect, repeat
from nnstudio.catalog.layers.reshaping.resizing_weights import Interpolation, Resampling, resizing_weights
from nnstudio.catalog.layers.windows import Pair

_IN_PYTORCH = "interpolate mixes bicubic by the kernel with a = -3/4, unless it is antialiased; here a is -1/2."


class UpSampling2D(Layer, frozen=True, kw_only=True):
    """Makes pictures larger by whole factors: pixels are put several times, or mixed in between."""

    category: ClassVar[str] = "Reshaping"
    formula: ClassVar[str] = "y[h · r + i, w · c + j] = x[r, c], i = 0 … h - 1, j = 0 … w - 1 (nearest)"
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    size: Annotated[Pair, Meta(title="Size", description="The factors for height and width.")] = (2, 2)
    interpolation: Interpolation = "nearest"

    @property
    def summary(self) -> str:
        """The factors, and the interpolation where pixels are mixed."""
        factors = f"× {self.size[0]}, {self.size[1]}"
        return factors if self.interpolation == "nearest" else f"{factors} · {self.interpolation}"

    def output_shape(self, *inputs: Shape) -> Shape:
        """(factor · height, factor · width, channels)."""
        require_rank(inputs[0], 3, "height, width, channels")
        height, width, channels = inputs[0]
        return (self.size[0] * height, self.size[1] * width, channels)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = every pixel several times, or a mixture of those around each place."""
        if self.interpolation == "nearest":
            return repeat(x, out, self.size, ctx)
        return self._resampling(x.shape, ctx).forward(x, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = the sum of dout over all pixels that x has a part in, by its part."""
        if dx is None:
            return iter(())
        if self.interpolation == "nearest":
            return collect(dout, dx, self.size, ctx)
        return self._resampling(x.shape, ctx).backward(dout, dx)

    def _resampling(self, shape: Shape, ctx: Context) -> Resampling:
        rows, columns = (
            resizing_weights(length, factor * length, self.interpolation)
            for length, factor in zip(shape[1:3], self.size, strict=True)
        )
        return Resampling(rows, columns, ctx)


class Resizing(Layer, frozen=True, kw_only=True):
    """Brings pictures to a size, whatever theirs is.

    Where the proportions differ, the picture is stretched, unless it is first cropped or padded to the new ones. When
    it gets much smaller, antialiasing keeps fine patterns from turning into coarse ones.
    """

    category: ClassVar[str] = "Reshaping"
    formula: ClassVar[str] = "y = R · x · Cᵀ, R and C the weights of rows and columns"
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    height: Annotated[int, Meta(ge=1, title="Height", description="The new height.")]
    width: Annotated[int, Meta(ge=1, title="Width", description="The new width.")]
    interpolation: Interpolation = "bilinear"
    crop_to_aspect_ratio: Annotated[
        bool, Meta(title="Crop to proportions", description="First cut off what does not fit the new proportions.")
    ] = False
    pad_to_aspect_ratio: Annotated[
        bool, Meta(title="Pad to proportions", description="First fill the picture up to the new proportions.")
    ] = False
    fill_mode: Annotated[Literal["constant"], Meta(title="Fill mode", description="What padding consists of.")] = (
        "constant"
    )
    fill_value: Annotated[float, Meta(title="Fill value", description="The value of what is padded.")] = 0.0
    antialias: Annotated[
        bool, Meta(title="Antialias", description="Average over all pixels that one covers when it gets smaller.")
    ] = False

    @property
    def summary(self) -> str:
        """The new size."""
        return shape_text((self.height, self.width))

    def output_shape(self, *inputs: Shape) -> Shape:
        """(height, width, channels)."""
        require_rank(inputs[0], 3, "height, width, channels")
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            raise ShapeError(
                "cannot both crop and pad to the new proportions; turn one of them off", "pad_to_aspect_ratio"
            )
        return (self.height, self.width, inputs[0][-1])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = rows · x · columnsᵀ, and the fill value by its own part."""
        rows, columns = self._weights(x.shape)
        yield from Resampling(rows, columns, ctx).forward(x, out)
        if self.pad_to_aspect_ratio and self.fill_value:
            filled = ctx.empty((*out.shape[1:3], 1))
            filled[..., 0] = self.fill_value * (1 - np.outer(rows.sum(1), columns.sum(1)))
            yield partial(np.add, out, filled, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = rowsᵀ · dout · columns."""
        if dx is not None:
            yield from Resampling(*self._weights(x.shape), ctx).backward(dout, dx)

    def _weights(self, shape: Shape) -> tuple[Array, Array]:
        """The weights of rows and columns in the result."""
        height, width = shape[1:3]
        return (
            self._weights_along(height, self.height, width * self.height // self.width),
            self._weights_along(width, self.width, height * self.width // self.height),
        )

    def _weights_along(self, length: int, count: int, fitting: int) -> Array:
        """The weights (count, length) along an axis that would fit the new proportions with another length."""
        start, stop = self._section(length, fitting)
        inside = slice(max(start, 0), min(stop, length))
        weights = np.zeros((count, length))
        of_section = resizing_weights(stop - start, count, self.interpolation, antialias=self.antialias)
        weights[:, inside] = of_section[:, inside.start - start : inside.stop - start]
        return weights

    def _section(self, length: int, fitting: int) -> tuple[int, int]:
        """Where the part of an axis begins and ends that is resized, beyond its ends where it is padded."""
        if self.crop_to_aspect_ratio:
            kept = max(min(length, fitting), 1)
            return (length - kept) // 2, (length - kept) // 2 + kept
        padded = max(fitting - length, 0) // 2 if self.pad_to_aspect_ratio else 0
        return -padded, length + padded
