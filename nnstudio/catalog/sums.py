"""Sums along some axes of an array, as products with ones: several times faster than to add value by value."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape


def kept_shape(shape: Shape, axes: tuple[int, ...]) -> Shape:
    """The shape of a sum along these axes, which stay with length 1."""
    return tuple(1 if axis in axes else length for axis, length in enumerate(shape))


def mean(values: Array, axes: tuple[int, ...], out: Array, ctx: Context) -> Calls:
    """out = the mean along these axes, which out keeps with length 1."""
    share = math.prod(out.shape) / math.prod(values.shape) if values.size else 1.0
    return total(values, axes, out, ctx, share)


def total(values: Array, axes: tuple[int, ...], out: Array, ctx: Context, factor: float = 1.0) -> Calls:
    """out = the sum along these axes, which out keeps with length 1, times a factor.

    Neighboring axes are summed over together, one such group after the other.
    """
    start = axes[0]
    stop = next(axis for axis in range(start + 1, values.ndim + 1) if axis not in axes)
    here = range(start, stop)
    left = tuple(axis for axis in axes if axis not in here)
    sums = ctx.empty(kept_shape(values.shape, tuple(here))) if left else out
    weights = ctx.empty((math.prod(values.shape[start:stop]),))
    weights.fill(1.0 if left else factor)
    yield _product(weights, values, start, stop, sums)
    if left:
        yield from total(sums, left, out, ctx, factor)


def _product(weights: Array, values: Array, start: int, stop: int, sums: Array) -> partial[Array]:
    """sums = Σ weights · values along the axes from start to stop."""
    before, behind = math.prod(values.shape[:start]), math.prod(values.shape[stop:])
    if behind == 1:
        return partial(np.dot, values.reshape(before, len(weights)), weights, sums.reshape(before))
    if before == 1:
        return partial(np.dot, weights, values.reshape(len(weights), behind), sums.reshape(behind))
    return partial(
        np.matmul, weights[None], values.reshape(before, len(weights), behind), sums.reshape(before, 1, behind)
    )
