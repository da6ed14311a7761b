"""Vectors brought to length 1: what UnitNormalization and a normalized Dot share."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape


class UnitLength:
    """Divides all vectors along some axes of an array by their length, which is remembered from pass to pass.

    A vector not longer than epsilon is divided by epsilon, and its gradient is zero: it has no direction.
    """

    def __init__(self, name: str, like: Array, axes: tuple[int, ...], epsilon: float, ctx: Context) -> None:
        self._axes = axes
        shape: Shape = tuple(1 if axis in axes else length for axis, length in enumerate(like.shape))
        self._inverse = ctx.keep(name, shape)
        self._along = ctx.empty(shape)
        self._is_long = ctx.empty(shape, bool)
        self._squares = ctx.empty(like.shape)
        self._epsilon, self._longest = ctx.constant(epsilon), ctx.constant(1 / epsilon)
        self._one = ctx.constant(1)

    def forward(self, x: Array, out: Array) -> Calls:
        """out = x / max(length, epsilon); `out` may be `x`."""
        yield partial(np.multiply, x, x, self._squares)
        yield partial(np.add.reduce, self._squares, self._axes, None, self._inverse, True)
        yield partial(np.sqrt, self._inverse, self._inverse)
        yield partial(np.maximum, self._inverse, self._epsilon, out=self._inverse)
        yield partial(np.divide, self._one, self._inverse, self._inverse)
        yield partial(np.multiply, x, self._inverse, out)

    def backward(self, out: Array, dout: Array, dx: Array) -> Calls:
        """dx = (dout - out · Σ dout · out) / length; `dx` may be `dout`."""
        yield partial(np.multiply, dout, out, self._squares)
        yield partial(np.add.reduce, self._squares, self._axes, None, self._along, True)
        yield partial(np.multiply, out, self._along, self._squares)
        yield partial(np.subtract, dout, self._squares, dx)
        yield partial(np.less, self._inverse, self._longest, self._is_long)
        yield partial(np.multiply, self._inverse, self._is_long, self._along)
        yield partial(np.multiply, dx, self._along, dx)
