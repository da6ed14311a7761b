"""Layers that sum up a whole sequence or picture, channel by channel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, require_leading_mask, require_rank
from nnstudio.catalog.layers.windows import INPUT_AXES

KeepStep: TypeAlias = Annotated[
    bool, Meta(title="Keep dimensions", description="Keep the steps, as an axis of length 1.")
]
KeepPicture: TypeAlias = Annotated[
    bool, Meta(title="Keep dimensions", description="Keep height and width, as axes of length 1.")
]


class _GlobalPooling(Layer, frozen=True, kw_only=True):
    """One value for every channel."""

    category: ClassVar[str] = "Pooling"
    rank: ClassVar[int]
    """The number of axes before the channels."""

    keepdims: bool = False

    def output_shape(self, *inputs: Shape) -> Shape:
        """(channels,), with axes of length 1 before them where dimensions are kept."""
        (shape,) = inputs
        require_rank(shape, self.rank + 1, INPUT_AXES[self.rank])
        return (1,) * self.rank * self.keepdims + shape[-1:]


class _GlobalAveragePooling(_GlobalPooling, frozen=True, kw_only=True):
    """The mean of every channel."""

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the product of 1 / positions with all positions."""
        positions = _positions(x)
        share = ctx.empty((1, positions.shape[1]))
        share.fill(1 / share.size)
        yield partial(np.matmul, share, positions, _positions(out))

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout / positions at every position."""
        if dx is not None:
            positions = _positions(dx)
            yield partial(np.multiply, _positions(dout), ctx.constant(1 / positions.shape[1]), positions)


class _GlobalMaxPooling(_GlobalPooling, frozen=True, kw_only=True):
    """The largest value of every channel."""

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = max x over all positions."""
        yield partial(np.maximum.reduce, _positions(x), 1, None, _positions(out), True)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout / k at the k positions that hold the maximum."""
        if dx is None:
            return
        values, largest, share, parts = (_positions(array) for array in (x, out, dout, dx))
        is_largest, count = ctx.empty(values.shape, bool), ctx.empty(largest.shape)
        yield partial(np.equal, values, largest, is_largest)
        yield partial(np.add.reduce, is_largest, 1, ctx.dtype, count, True)
        yield partial(np.divide, share, count, count)
        yield partial(np.multiply, count, is_largest, parts)


class GlobalAveragePooling1D(_GlobalAveragePooling, frozen=True, kw_only=True):
    """Averages every channel over the whole sequence, but for the steps that a mask hides.

    A sequence of which everything is masked has no mean, as in Keras.
    """

    rank: ClassVar[int] = 1
    formula: ClassVar[str] = "y[k] = mean over t of x[t, k]"
    aliases: ClassVar[tuple[str, ...]] = ("GlobalAvgPool1D",)

    keepdims: KeepStep = False

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """Masked steps are left out of the mean; the result has no steps."""
        require_leading_mask(masks[0], inputs[0])
        return None

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the product of 1 / steps with all steps that are not masked."""
        if ctx.mask is None:
            yield from super().forward(x, out, w, ctx)
            return
        shares = ctx.keep("shares", (len(x), 1, x.shape[1]))
        count = ctx.empty((len(x), 1, 1))
        yield partial(np.copyto, shares, ctx.mask[:, None])
        yield partial(np.add.reduce, shares, 2, None, count, True)
        yield partial(np.divide, shares, count, shares)
        yield partial(np.matmul, shares, x, out.reshape(len(x), 1, -1))

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout / steps at every step that is not masked."""
        if ctx.mask is None:
            yield from super().backward(x, out, dout, dx, w, dw, ctx)
        elif dx is not None:
            shares = ctx.keep("shares", (len(x), 1, x.shape[1]))
            yield partial(np.multiply, shares.transpose(0, 2, 1), dout.reshape(len(x), 1, -1), dx)


class GlobalAveragePooling2D(_GlobalAveragePooling, frozen=True, kw_only=True):
    """Averages every channel over the whole picture.

    Often stands in the place of Flatten before the last Dense layer, which then needs far fewer weights.
    """

    rank: ClassVar[int] = 2
    formula: ClassVar[str] = "y[k] = mean over r, c of x[r, c, k]"
    aliases: ClassVar[tuple[str, ...]] = ("GlobalAvgPool2D",)

    keepdims: KeepPicture = False


class GlobalMaxPooling1D(_GlobalMaxPooling, frozen=True, kw_only=True):
    """Keeps the largest value of every channel of the whole sequence.

    It tells whether something occurs in the sequence, wherever that is. In the backward pass the gradient goes to the
    largest value; several equal ones share it.
    """

    rank: ClassVar[int] = 1
    formula: ClassVar[str] = "y[k] = max over t of x[t, k]"
    aliases: ClassVar[tuple[str, ...]] = ("GlobalMaxPool1D",)

    keepdims: KeepStep = False


class GlobalMaxPooling2D(_GlobalMaxPooling, frozen=True, kw_only=True):
    """Keeps the largest value of every channel of the whole picture.

    It tells whether something is in the picture, wherever that is. In the backward pass the gradient goes to the
    largest value; several equal ones share it.
    """

    rank: ClassVar[int] = 2
    formula: ClassVar[str] = "y[k] = max over r, c of x[r, c, k]"
    aliases: ClassVar[tuple[str, ...]] = ("GlobalMaxPool2D",)

    keepdims: KeepPicture = False


def _positions(values: Array) -> Array:
    """All axes before the channels as one: (batch, positions, channels)."""
    return values.reshape(len(values), -1, values.shape[-1])
