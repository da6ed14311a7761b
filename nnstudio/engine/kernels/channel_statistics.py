"""Mean and variance of every channel over a batch whose slices are measured one by one.

Every slice leaves what it found for the others, and then takes what all have found; each does so in the same order
and finds the same numbers. The sums of a slice are taken about the mean of its first samples: its variance is then
right also where it is small beside the mean, without knowing the mean before.

T. F. Chan, G. H. Golub and R. J. LeVeque, Algorithms for Computing the Sample Variance, 1983 (how parts add up).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context

_VALUES_AT_A_TIME = 128 * 1024
"""A block and what is computed from it about fill the second cache; calls on smaller ones get into each other's way."""


class Blocks:
    """Some samples of a slice at a time, and two sums for each channel over all of them."""

    def __init__(self, x: Array, ctx: Context) -> None:
        self._ctx, self._shape = ctx, x.shape[1:]
        at_a_time = max(1, _VALUES_AT_A_TIME // math.prod(self._shape))
        starts = range(0, len(x), at_a_time)
        self.rows = [slice(start, min(start + at_a_time, len(x))) for start in starts]
        self._sums = ctx.keep("sums of blocks", (2, len(starts), x.shape[-1]))

    def room(self, name: str, rows: slice) -> Array:
        """An array as large as a block."""
        shape = (rows.stop - rows.start, *self._shape)
        return self._ctx.keep(f"{name} {shape}", shape)

    def add_up(self, rows: slice, first: Array, second: Array) -> Calls:
        """The two sums of a block, of an array each."""
        number = self.rows.index(rows)
        yield self.total(first, self._sums[0, number])
        yield self.total(second, self._sums[1, number])

    def write_sums(self, first: Array, second: Array) -> Calls:
        """The two sums of the slice."""
        yield self.total(self._sums[0], first)
        yield self.total(self._sums[1], second)

    def total(self, values: Array, total: Array) -> Call:
        """The sum over all axes but the last, as a product with ones."""
        matrix = values.reshape(-1, values.shape[-1])
        return partial(np.dot, self._ctx.ones(len(matrix)), matrix, total)


class ChannelStatistics:
    """What is known of the channels; `meeting` arrays have a row for every slice of the batch."""

    def __init__(self, x: Array, ctx: Context) -> None:
        self._ctx, self._channels = ctx, x.shape[-1:]
        self._values = x.size // x.shape[-1]
        self.mean, self.variance = self.vector("mean"), self.vector("variance")
        self._means, self._own = ctx.meeting("means", self._channels)
        self._variances, _ = ctx.meeting("variances", self._channels)
        self._first_sums, _ = ctx.meeting("first sums", self._channels)
        self._second_sums, _ = ctx.meeting("second sums", self._channels)
        self._counts, _ = ctx.meeting("values of a channel", ())
        self._counts[self._own] = self._values
        self._total, self._shares = ctx.keep("all values of a channel", ()), ctx.keep("shares", self._counts.shape)

    @property
    def is_of_first_slice(self) -> bool:
        """Whether it is up to this slice to do what is done once."""
        return self._own == 0

    def vector(self, name: str) -> Array:
        """An array with a value for every channel."""
        return self._ctx.keep(name, self._channels)

    def measure(self, x: Array, blocks: Blocks, plane: Array) -> Calls:
        """Mean and variance of the slice; `plane` is an array as large as a sample to work in."""
        first, shift = x[blocks.rows[0]], self.vector("mean of the first block")
        yield blocks.total(first, shift)
        yield partial(np.multiply, shift, self._ctx.constant(len(shift) / first.size), shift)
        yield spread(shift, plane)
        for rows in blocks.rows:
            centered, squares = blocks.room("centered", rows), blocks.room("squares", rows)
            yield partial(np.subtract, x[rows], plane, centered)
            yield partial(np.multiply, centered, centered, squares)
            yield from blocks.add_up(rows, centered, squares)
        mean, variance, square = self._means[self._own], self._variances[self._own], self.vector("square")
        yield from blocks.write_sums(mean, variance)
        for sums in (mean, variance):
            yield partial(np.multiply, sums, self._ctx.constant(1 / self._values), sums)
        yield partial(np.multiply, mean, mean, square)
        yield partial(np.subtract, variance, square, variance)
        yield partial(np.add, mean, shift, mean)

    def join(self) -> Calls:
        """Mean and variance of the batch: those of the slices by their shares, and how far their means lie apart."""
        apart, between = self._ctx.keep("apart", self._means.shape), self.vector("variance of the means")
        yield partial(np.add.reduce, self._counts, 0, None, self._total)
        yield partial(np.divide, self._counts, self._total, self._shares)
        yield partial(np.dot, self._shares, self._means, self.mean)
        yield partial(np.dot, self._shares, self._variances, self.variance)
        yield partial(np.subtract, self._means, self.mean, apart)
        yield partial(np.multiply, apart, apart, apart)
        yield partial(np.dot, self._shares, apart, between)
        yield partial(np.add, self.variance, between, self.variance)

    def leave_sums(self, blocks: Blocks) -> tuple[Array, Array, Iterator[Call]]:
        """The two sums of the slice, and the calls that leave them for the others."""
        first, second = self._first_sums[self._own], self._second_sums[self._own]
        return first, second, blocks.write_sums(first, second)

    def join_sums(self, first: Array, second: Array) -> Calls:
        """The two sums of the batch, divided by the number of values."""
        ones = self._ctx.ones(len(self._counts))
        for sums, mean in ((self._first_sums, first), (self._second_sums, second)):
            yield partial(np.dot, ones, sums, mean)
            yield partial(np.divide, mean, self._total, mean)


def spread(vector: Array, plane: Array) -> Call:
    """Write the value of every channel to all its places in a sample."""
    return partial(np.copyto, plane.reshape(-1, len(vector)), vector)
