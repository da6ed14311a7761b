"""Groups of channels divided by their deviation and rescaled, in as few passes over the values as there can be."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context
from nnstudio.catalog.sums import mean, total


class GroupStandardization:
    """Takes mean and deviation of each group of channels, which are the last axis, and applies a scale and an offset.

    Deviation and scale are one factor for each channel of a sample; so are what the gradients are multiplied by. These
    few numbers stand side by side along a row of the sample, as products of long rows are faster.
    """

    def __init__(
        self, like: Array, groups: int, epsilon: float, scale: Array | None, offset: Array | None, ctx: Context
    ) -> None:
        batch, channels, columns = len(like), like.shape[-1], like.shape[-2] if like.ndim > 2 else 1
        self._positions = math.prod(like.shape[1:-1])
        self._epsilon, self._scale, self._offset, self._ctx = epsilon, scale, offset, ctx
        self._by_group = (batch, groups, channels // groups)
        self._by_row = (batch, self._positions // columns, columns * channels)
        self._row = ctx.empty((batch, 1, columns * channels))
        self._centered = ctx.keep("centered", self._by_row)
        self._inverse = ctx.keep("inverse", (batch, groups, 1))
        self._factor = ctx.keep("factor", self._by_group)

    def forward(self, x: Array, out: Array) -> Calls:
        """out = (x - mean) · factor + offset, where factor = scale / √(variance + epsilon)."""
        ctx, inverse, centered, result = self._ctx, self._inverse, self._centered, out.reshape(self._by_row)
        yield from self._mean(x, inverse)
        yield self._put_along_rows(inverse)
        yield partial(np.subtract, x.reshape(self._by_row), self._row, centered)
        yield partial(np.multiply, centered, centered, result)
        yield from self._mean(result, inverse)
        yield partial(np.add, inverse, ctx.constant(self._epsilon), inverse)
        yield partial(np.sqrt, inverse, inverse)
        yield partial(np.divide, ctx.constant(1), inverse, inverse)
        yield partial(np.copyto, self._factor, inverse)
        yield from self._rescale(self._factor)
        yield self._put_along_rows(self._factor)
        yield partial(np.multiply, centered, self._row, result)
        if self._offset is not None:
            yield self._put_along_rows(self._offset.reshape(1, *self._by_group[1:]))
            yield partial(np.add, result, self._row, result)

    def backward(self, dout: Array, dx: Array | None, dscale: Array | None, doffset: Array | None) -> Calls:
        """dx = dout · factor - x̂ · mean(dout · scale · x̂) / deviation - mean(dout · scale) / deviation.

        dscale = Σ dout · x̂, doffset = Σ dout.
        """
        ctx, given = self._ctx, dout.reshape(self._by_row)
        product, sums, products = ctx.empty(given.shape), ctx.empty(self._by_group), ctx.empty(self._by_group)
        yield partial(np.multiply, given, self._centered, product)
        yield from self._over_positions(given, sums)
        yield from self._over_positions(product, products)
        yield partial(np.multiply, products, self._inverse, products)
        for gradient, found in ((dscale, products), (doffset, sums)):
            if gradient is not None:
                yield partial(np.dot, ctx.ones(len(found)), found.reshape(len(found), -1), gradient)
        if dx is None:
            return
        result = dx.reshape(self._by_row)
        yield self._put_along_rows(self._factor)
        yield partial(np.multiply, given, self._row, result)
        share = ctx.empty(self._inverse.shape)
        yield from self._mean_over_deviation(products, share)
        yield partial(np.multiply, share, self._inverse, share)  # as x̂ is what is centered, over the deviation
        yield self._put_along_rows(share)
        yield partial(np.multiply, self._centered, self._row, product)
        yield partial(np.subtract, result, product, result)
        yield from self._mean_over_deviation(sums, share)
        yield self._put_along_rows(share)
        yield partial(np.subtract, result, self._row, result)

    def _mean(self, values: Array, out: Array) -> Calls:
        """out = the mean of every group."""
        batch, groups, members = self._by_group
        grouped = values.reshape(batch, self._positions, groups, members)
        return mean(grouped, (1, 3), out.reshape(batch, 1, groups, 1), self._ctx)

    def _mean_over_deviation(self, sums: Array, out: Array) -> Calls:
        """out = the mean of every group, whose sums over positions these are, times scale and over the deviation."""
        yield from self._rescale(sums)
        yield from total(sums, (2,), out, self._ctx, 1 / (self._by_group[2] * self._positions))
        yield partial(np.multiply, out, self._inverse, out)

    def _over_positions(self, values: Array, out: Array) -> Calls:
        """out = the sum of every channel."""
        batch, groups, members = self._by_group
        channels = groups * members
        by_channel = values.reshape(batch, self._positions, channels)
        return total(by_channel, (1,), out.reshape(batch, 1, channels), self._ctx)

    def _rescale(self, values: Array) -> Calls:
        if self._scale is not None:
            yield partial(np.multiply, values, self._scale.reshape(self._by_group[1:]), values)

    def _put_along_rows(self, values: Array) -> Call:
        """What there is one of for every channel or group, side by side with itself."""
        row = self._row.reshape(len(self._row), -1, *self._by_group[1:])
        return partial(np.copyto, row, values[:, None])
