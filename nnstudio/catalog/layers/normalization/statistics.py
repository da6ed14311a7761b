"""What there is one value of for each place along some axes of a sample, and its means over a batch."""

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
