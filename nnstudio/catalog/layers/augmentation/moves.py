"""Layers that turn, shift and zoom pictures at random while training."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.augmentation.base import _Augmentation
from nnstudio.catalog.layers.augmentation.factors import Part, drawn, interval, interval_text
from nnstudio.catalog.layers.augmentation.resampling import Resampling
from nnstudio.catalog.layers.regularization.base import Seed
from nnstudio.sentence import Sentence, listed

FillMode: TypeAlias = Annotated[
    Literal["reflect", "wrap", "constant", "nearest"],
    Meta(
        title="Fill mode",
        description="What is beyond the border: the picture mirrored, the picture again, the fill value, or its edge.",
    ),
]
Interpolation: TypeAlias = Annotated[
    Literal["nearest", "bilinear"],
    Meta(title="Interpolation", description="What is between pixels: the nearest one, or a mixture of four."),
]
FillValue: TypeAlias = Annotated[
    float, Meta(title="Fill value", description="What is beyond the border with the fill mode constant.")
]


class _Moving(_Augmentation, frozen=True, kw_only=True):
    """Reads every picture at places that a random affine matrix gives."""

    fill_mode: FillMode = "reflect"
    interpolation: Interpolation = "bilinear"
    seed: Seed | None = None
    fill_value: FillValue = 0.0

    def move(self, matrix: Array, height: int, width: int, ctx: Context) -> Calls:
        """Draw a new matrix for every sample; columns that nothing is said of are those of a picture left as it is."""
        raise NotImplementedError

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """out = x at other places."""
        resampling = self._resampling(x.shape, ctx)
        resampling.matrix[...] = (1, 0, 0, 0, 1, 0)
        yield from self.move(resampling.matrix, x.shape[1], x.shape[2], ctx)
        yield from resampling.forward(x, out)

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """Every pixel gives its gradient to those that it was mixed of."""
        return self._resampling(dx.shape, ctx).backward(dout, dx)

    def _resampling(self, shape: Shape, ctx: Context) -> Resampling:
        is_bilinear = self.interpolation == "bilinear"
        return Resampling(shape, ctx, fill_mode=self.fill_mode, fill_value=self.fill_value, is_bilinear=is_bilinear)


class RandomRotation(_Moving, frozen=True, kw_only=True):
    """Turns every picture around its middle by a random angle while training.

    The factor is a part of a full turn: 0.1 turns by up to 36° either way. A positive angle turns against the clock.
    """

    formula: ClassVar[str] = "y = x turned by 2π · U(factor)"

    factor: Annotated[
        tuple[Part, ...],
        Meta(title="Factor", description="Parts of a full turn: a number f for -f to f, or the ends of an interval."),
    ]
    fill_mode: FillMode = "reflect"

    @property
    def summary(self) -> str:
        """The factor."""
        return Sentence("{factor} turns", factor=interval_text(self.factor))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.factor, "factor")
        return super().output_shape(*inputs)

    def move(self, matrix: Array, height: int, width: int, ctx: Context) -> Calls:
        """x' = cos · x - sin · y and y' = sin · x + cos · y, seen from the middle."""
        least, most = interval(self.factor, "factor")
        angle, part = ctx.empty((len(matrix),)), ctx.empty((len(matrix),))
        a0, a1, a2, b0, b1, b2 = matrix.T
        x, y = ctx.constant((width - 1) / 2), ctx.constant((height - 1) / 2)
        yield from drawn(2 * math.pi * least, 2 * math.pi * most, angle, ctx)
        yield partial(np.cos, angle, a0)
        yield partial(np.copyto, b1, a0)
        yield partial(np.sin, angle, b0)
        yield partial(np.negative, b0, a1)
        for along, across, offset, middle in ((a0, a1, a2, x), (b0, b1, b2, y)):
            yield partial(np.multiply, along, x, part)
            yield partial(np.subtract, middle, part, offset)
            yield partial(np.multiply, across, y, part)
            yield partial(np.subtract, offset, part, offset)


class RandomTranslation(_Moving, frozen=True, kw_only=True):
    """Shifts every picture by a random distance while training.

    Factors are parts of the height and the width; positive ones shift down and to the right.
    """

    formula: ClassVar[str] = "y[r, c] = x[r - height · U(height_factor), c - width · U(width_factor)]"

    height_factor: Annotated[
        tuple[Part, ...],
        Meta(title="Height factor", description="How far up (-) and down: f for -f to f, or the ends of an interval."),
    ]
    width_factor: Annotated[
        tuple[Part, ...],
        Meta(
            title="Width factor", description="How far left (-) and right: f for -f to f, or the ends of an interval."
        ),
    ]
    fill_mode: FillMode = "reflect"

    @property
    def summary(self) -> str:
        """The factors."""
        return listed((interval_text(self.height_factor), interval_text(self.width_factor)), "{first}, {last}")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.height_factor, "height_factor")
        interval(self.width_factor, "width_factor")
        return super().output_shape(*inputs)

    def move(self, matrix: Array, height: int, width: int, ctx: Context) -> Calls:
        """x' = x - distance, and the same for y."""
        for offset, factor, field, length in (
            (matrix[:, 5], self.height_factor, "height_factor", height),
            (matrix[:, 2], self.width_factor, "width_factor", width),
        ):
            least, most = interval(factor, field)
            yield from drawn(-length * most, -length * least, offset, ctx)


class RandomZoom(_Moving, frozen=True, kw_only=True):
    """Zooms every picture in or out by a random factor while training.

    Positive factors zoom out: 0.2 shows up to 20% more of what is around, -0.2 shows 20% less. Without a width factor
    height and width go together.
    """

    formula: ClassVar[str] = "y = x seen from (1 + U(factor)) times as far"

    height_factor: Annotated[
        tuple[Part, ...],
        Meta(title="Height factor", description="In (-) and out: a number f for -f to f, or the ends of an interval."),
    ]
    width_factor: (
        Annotated[
            tuple[Part, ...],
            Meta(title="Width factor", description="The same for the width; none: that of the height."),
        ]
        | None
    ) = None
    fill_mode: FillMode = "reflect"

    @property
    def summary(self) -> str:
        """The factors."""
        factors = (self.height_factor,) if self.width_factor is None else (self.height_factor, self.width_factor)
        return listed(map(interval_text, factors), "{first}, {last}")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        interval(self.height_factor, "height_factor")
        interval(self.height_factor if self.width_factor is None else self.width_factor, "width_factor")
        return super().output_shape(*inputs)

    def move(self, matrix: Array, height: int, width: int, ctx: Context) -> Calls:
        """x' = zoom · x, seen from the middle, and the same for y."""
        least, most = interval(self.height_factor, "height_factor")
        a0, _, a2, _, b1, b2 = matrix.T
        yield from drawn(1 + least, 1 + most, b1, ctx)
        if self.width_factor is None:
            yield partial(np.copyto, a0, b1)
        else:
            least, most = interval(self.width_factor, "width_factor")
            yield from drawn(1 + least, 1 + most, a0, ctx)
        for zoom, offset, length in ((a0, a2, width), (b1, b2, height)):
            yield partial(np.subtract, ctx.constant(1), zoom, offset)
            yield partial(np.multiply, offset, ctx.constant((length - 1) / 2), offset)
