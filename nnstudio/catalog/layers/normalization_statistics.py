"""Means, deviations, scales and offsets along some axes of a sample: what normalizations are made of."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape

_NO_COUNT = 1e-7
"""Keras' own: added to the number of values that count, against division by zero."""


class Sample:
    """One sample, and what there is one value of for each place along some of its axes, such as a gamma or a mean."""

    def __init__(self, shape: Shape, axes: tuple[int, ...]) -> None:
        self._shape = shape
        self._own = tuple(shape[axis - 1] for axis in axes)
        self._spread = tuple(length if axis in axes else 1 for axis, length in enumerate(shape, start=1))
        self._others = tuple(axis - 1 for axis in range(1, len(shape) + 1) if axis not in axes)

    @property
    def count(self) -> int:
        """How many values there are of it."""
        return math.prod(self._own)

    def spread(self, values: Array, plane: Array) -> Call:
        """The call that repeats the values over a whole sample, which arithmetic then takes at full speed."""
        return partial(np.copyto, plane, values.reshape(self._spread))

    def total(self, samples: Array, out: Array, ctx: Context) -> Calls:
        """out = the sum over the batch and over the other axes."""
        plane = ctx.empty(self._shape)
        yield partial(np.dot, ctx.ones(len(samples)), samples.reshape(len(samples), -1), plane.reshape(-1))
        yield partial(np.add.reduce, plane, self._others, None, out.reshape(self._own))

    def mean(self, samples: Array, out: Array, ctx: Context) -> Calls:
        """out = the mean over the batch and over the other axes."""
        yield from self.total(samples, out, ctx)
        yield partial(np.multiply, out, ctx.constant(self.count / samples.size), out)


class BatchAverage:
    """Means over a batch and the other axes of a sample, without what a mask hides."""

    def __init__(self, sample: Sample, x: Array, ctx: Context) -> None:
        self._sample, self._ctx = sample, ctx
        self._counts = None if ctx.mask is None else ctx.keep("counts", x.shape)
        self.share = ctx.constant(sample.count / x.size)
        """The part that each value has in a mean: one number, or one for each mean."""
        if self._counts is not None:
            self.share = ctx.keep("share", (sample.count,))

    def count(self) -> Calls:
        """Find out what counts in a batch, where there is a mask."""
        if self._counts is not None and self._ctx.mask is not None:
            yield partial(np.copyto, self._counts, self._ctx.mask[..., None])
            yield from self._sample.total(self._counts, self.share, self._ctx)
            yield partial(np.add, self.share, self._ctx.constant(_NO_COUNT), self.share)
            yield partial(np.divide, self._ctx.constant(1), self.share, self.share)

    def mean(self, samples: Array, out: Array) -> Calls:
        """out = the mean of what counts."""
        if self._counts is None:
            yield from self._sample.mean(samples, out, self._ctx)
            return
        counted = self._ctx.empty(samples.shape)
        yield partial(np.multiply, samples, self._counts, counted)
        yield from self._sample.total(counted, out, self._ctx)
        yield partial(np.multiply, out, self.share, out)

    def leave_out(self, values: Array) -> Calls:
        """Zeros where a mask hides values."""
        if self._counts is not None:
            yield partial(np.multiply, values, self._counts, values)


class Standardization:
    """Divides every sample by its deviation along some axes, after taking away its mean there if it is `centered`.

    The result, x̂, is remembered from pass to pass. Without a center, the deviation is that from zero.
    """

    def __init__(
        self, like: Array, axes: tuple[int, ...], epsilon: float, ctx: Context, *, centered: bool = True
    ) -> None:
        self._axes, self._epsilon, self._ctx, self._centered = axes, epsilon, ctx, centered
        kept = tuple(1 if axis in axes else length for axis, length in enumerate(like.shape))
        self.normalized = ctx.keep("normalized", like.shape)
        self._inverse = ctx.keep("inverse", kept)

    def forward(self, x: Array) -> Calls:
        """x̂ = (x - mean) / √(variance + epsilon)."""
        ctx, normalized, inverse = self._ctx, self.normalized, self._inverse
        squares, source = ctx.empty(x.shape), x
        if self._centered:
            yield from self._mean(x, inverse)
            yield partial(np.subtract, x, inverse, normalized)
            source = normalized
        yield partial(np.multiply, source, source, squares)
        yield from self._mean(squares, inverse)
        yield partial(np.add, inverse, ctx.constant(self._epsilon), inverse)
        yield partial(np.sqrt, inverse, inverse)
        yield partial(np.divide, ctx.constant(1), inverse, inverse)
        yield partial(np.multiply, source, inverse, normalized)

    def backward(self, g: Array, dx: Array) -> Calls:
        """dx = (g - mean(g) - x̂ · mean(g · x̂)) / deviation; without a center, mean(g) is left out."""
        mean = self._ctx.empty(self._inverse.shape)
        yield partial(np.multiply, g, self.normalized, dx)
        yield from self._mean(dx, mean)
        yield partial(np.multiply, self.normalized, mean, dx)
        if self._centered:
            yield from self._mean(g, mean)
            yield partial(np.add, dx, mean, dx)
        yield partial(np.subtract, g, dx, dx)
        yield partial(np.multiply, dx, self._inverse, dx)

    def _mean(self, values: Array, out: Array) -> Calls:
        yield partial(np.add.reduce, values, self._axes, None, out, True)
        yield partial(np.multiply, out, self._ctx.constant(out.size / values.size), out)


class ScaleAndOffset:
    """A learned scale and a learned offset for each place along some axes of a sample; either may be absent."""

    def __init__(self, sample: Sample, plane: Array, scale: Array | None, offset: Array | None) -> None:
        self._sample, self._plane, self._scale, self._offset = sample, plane, scale, offset

    def forward(self, x: Array, out: Array) -> Calls:
        """out = x · scale + offset."""
        yield partial(np.copyto, out, x)
        if self._scale is not None:
            yield self._sample.spread(self._scale, self._plane)
            yield partial(np.multiply, out, self._plane, out)
        if self._offset is not None:
            yield self._sample.spread(self._offset, self._plane)
            yield partial(np.add, out, self._plane, out)

    def backward(
        self, x: Array, dout: Array, dscale: Array | None, doffset: Array | None, product: Array, ctx: Context
    ) -> Calls:
        """dscale = Σ dout · x, doffset = Σ dout; `product` is an array of their shape to work in."""
        if doffset is not None:
            yield from self._sample.total(dout, doffset, ctx)
        if dscale is not None:
            yield partial(np.multiply, dout, x, product)
            yield from self._sample.total(product, dscale, ctx)

    def input_gradient(self, dout: Array) -> Calls:
        """dout = dout · scale."""
        if self._scale is not None:
            yield self._sample.spread(self._scale, self._plane)
            yield partial(np.multiply, dout, self._plane, dout)
