"""Samples divided by their own deviation and then rescaled: what normalizations of single samples are made of."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.layers.normalization.statistics import Sample
from nnstudio.catalog.sums import kept_shape, mean


class Standardization:
    """Divides every sample by its deviation along some axes, after taking away its mean there if it is `centered`.

    The result, x̂, is remembered from pass to pass. Without a center, the deviation is that from zero. Statistics are
    spread out along all axes behind the first they are taken along, as arithmetic is slow where it changes its operand
    every few values, such as from one group of channels to the next.
    """

    def __init__(
        self, like: Array, axes: tuple[int, ...], epsilon: float, ctx: Context, *, centered: bool = True
    ) -> None:
        self._axes, self._epsilon, self._ctx, self._centered = axes, epsilon, ctx, centered
        self.normalized = ctx.keep("normalized", like.shape)
        self._each = ctx.empty(kept_shape(like.shape, axes))
        """One statistic for every place along the other axes."""
        spread = kept_shape(like.shape, axes[:1])
        self._mean, self._inverse = ctx.empty(spread), ctx.keep("inverse", spread)

    def forward(self, x: Array) -> Calls:
        """x̂ = (x - mean) / √(variance + epsilon)."""
        ctx, normalized, each = self._ctx, self.normalized, self._each
        squares, source = ctx.empty(x.shape), x
        if self._centered:
            yield from self._mean_of(x)
            yield partial(np.subtract, x, self._mean, normalized)
            source = normalized
        yield partial(np.multiply, source, source, squares)
        yield from mean(squares, self._axes, each, ctx)
        yield partial(np.add, each, ctx.constant(self._epsilon), each)
        yield partial(np.sqrt, each, each)
        yield partial(np.divide, ctx.constant(1), each, each)
        yield partial(np.copyto, self._inverse, each)
        yield partial(np.multiply, source, self._inverse, normalized)

    def backward(self, g: Array, dx: Array) -> Calls:
        """dx = (g - mean(g) - x̂ · mean(dx)) / deviation, where dx is g · x̂; without a center, mean(g) is left out."""
        yield from self._mean_of(dx)
        yield partial(np.multiply, self.normalized, self._mean, dx)
        if self._centered:
            yield from self._mean_of(g)
            yield partial(np.add, dx, self._mean, dx)
        yield partial(np.subtract, g, dx, dx)
        yield partial(np.multiply, dx, self._inverse, dx)

    def _mean_of(self, values: Array) -> Calls:
        yield from mean(values, self._axes, self._each, self._ctx)
        yield partial(np.copyto, self._mean, self._each)


class ScaleAndOffset:
    """A learned scale and a learned offset for each place along some axes of a sample; either may be absent."""

    def __init__(self, sample: Sample, plane: Array, scale: Array | None, offset: Array | None) -> None:
        self._sample, self._plane, self._scale, self._offset = sample, plane, scale, offset

    def forward(self, x: Array, out: Array) -> Calls:
        """out = x · scale + offset."""
        if self._scale is None:
            yield partial(np.copyto, out, x)
        else:
            yield self._sample.spread(self._scale, self._plane)
            yield partial(np.multiply, x, self._plane, out)
        if self._offset is not None:
            yield self._sample.spread(self._offset, self._plane)
            yield partial(np.add, out, self._plane, out)

    def backward(self, product: Array, dout: Array, dscale: Array | None, doffset: Array | None, ctx: Context) -> Calls:
        """dscale = Σ product, doffset = Σ dout, where product is dout · x."""
        if doffset is not None:
            yield from self._sample.total(dout, doffset, ctx)
        if dscale is not None:
            yield from self._sample.total(product, dscale, ctx)

    def rescale(self, *gradients: Array) -> Calls:
        """gradients = gradients · scale."""
        if self._scale is not None:
            yield self._sample.spread(self._scale, self._plane)
            for gradient in gradients:
                yield partial(np.multiply, gradient, self._plane, gradient)
