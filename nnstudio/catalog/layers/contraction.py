"""Sums of products over named axes, as the matrix products that BLAS computes."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from functools import partial
from typing import TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context

Axes: TypeAlias = tuple[str, ...]
"""A name for each axis of an array; axes of one name have one length."""


def contract(a: Array, a_axes: Axes, b: Array, b_axes: Axes, out: Array, out_axes: Axes, ctx: Context) -> Calls:
    """out = Σ a · b over all axes that out does not have.

    Every place along the axes that all three have is a matrix product; the axes that only a and out have are its rows,
    those that only b and out have its columns, and it sums over those that only a and b have.
    """
    a, a_axes = yield from _summed(a, a_axes, {*b_axes, *out_axes}, ctx)
    b, b_axes = yield from _summed(b, b_axes, {*a_axes, *out_axes}, ctx)
    places = tuple(axis for axis in out_axes if axis in a_axes and axis in b_axes)
    rows = tuple(axis for axis in out_axes if axis not in b_axes)
    columns = tuple(axis for axis in out_axes if axis not in a_axes)
    inner = tuple(axis for axis in a_axes if axis not in out_axes)
    left = yield from _gathered(_Matrices(a, a_axes, places, rows, inner), ctx)
    right = yield from _gathered(_Matrices(b, b_axes, places, inner, columns), ctx)
    result = _Matrices(out, out_axes, places, rows, columns)
    if result.is_view:
        yield partial(np.matmul, left, right, result.array)
    else:
        product = ctx.empty(result.array.shape)
        yield partial(np.matmul, left, right, product)
        yield partial(np.copyto, result.ordered, product.reshape(result.ordered.shape))


class _Matrices:
    """An array with its axes in groups: one of three axes, a matrix for each place, which may have to be a copy."""

    def __init__(self, array: Array, axes: Axes, *groups: Axes) -> None:
        self.ordered = array.transpose([axes.index(axis) for group in groups for axis in group])
        lengths = dict(zip(axes, array.shape, strict=True))
        self.array = self.ordered.reshape([math.prod(lengths[axis] for axis in group) for group in groups])
        self.is_view = np.may_share_memory(self.array, array)


def _gathered(matrices: _Matrices, ctx: Context) -> Generator[Call, None, Array]:
    """The matrices, copied in every pass if they are no view of the array."""
    if matrices.is_view:
        return matrices.array
    gathered = ctx.empty(matrices.ordered.shape)
    yield partial(np.copyto, gathered, matrices.ordered)
    return gathered.reshape(matrices.array.shape)


def _summed(array: Array, axes: Axes, needed: Iterable[str], ctx: Context) -> Generator[Call, None, tuple[Array, Axes]]:
    """The array summed over the axes that nothing else has."""
    surplus = tuple(place for place, axis in enumerate(axes) if axis not in needed)
    if not surplus:
        return array, axes
    left = [place for place in range(len(axes)) if place not in surplus]
    total = ctx.empty(tuple(array.shape[place] for place in left))
    yield partial(np.add.reduce, array, surplus, None, total)
    return total, tuple(axes[place] for place in left)
