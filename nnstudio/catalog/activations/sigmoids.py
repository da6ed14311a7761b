"""S-shaped functions, which squeeze any value into an interval."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.kernels import Array, Call, Calls, Context


class Sigmoid(ActivationFunction, frozen=True, kw_only=True):
    """Squeezes values into (0, 1): the probability of yes.

    Small probabilities keep all their digits, which the logarithm of a loss brings to light.
    """

    formula: ClassVar[str] = "f(z) = 1 / (1 + exp(-z))"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = 1 / (1 + exp(-z)), where exp stops short of infinity."""
        one, highest = ctx.constant(1), ctx.empty(z.shape)
        highest.fill(np.log(np.finfo(ctx.dtype).max) - 1)
        # np.negative goes wrong in NumPy 2.4 where values lie four apart, such as the gates of a single unit
        yield partial(np.subtract, ctx.constant(0), z, out)
        yield partial(np.minimum, out, highest, out=out)
        yield partial(np.exp, out, out)
        yield partial(np.add, out, one, out)
        yield partial(np.divide, one, out, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · out · (1 - out)."""
        slope = ctx.empty(out.shape)
        yield partial(np.multiply, out, out, slope)
        yield partial(np.subtract, out, slope, slope)
        yield partial(np.multiply, dout, slope, dz)


class Tanh(ActivationFunction, frozen=True, kw_only=True):
    """Squeezes values into (-1, 1), odd around zero."""

    formula: ClassVar[str] = "f(z) = tanh(z)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = tanh(z)."""
        yield partial(np.tanh, z, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (1 - out²)."""
        slope = ctx.empty(out.shape)
        yield partial(np.multiply, out, out, slope)
        yield partial(np.subtract, ctx.constant(1), slope, slope)
        yield partial(np.multiply, dout, slope, dz)


class Softsign(ActivationFunction, frozen=True, kw_only=True):
    """Squeezes values into (-1, 1), and saturates more slowly than tanh."""

    formula: ClassVar[str] = "f(z) = z / (1 + |z|)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z / (1 + |z|)."""
        size = ctx.empty(z.shape)
        yield partial(np.abs, z, size)
        yield partial(np.add, size, ctx.constant(1), size)
        yield partial(np.divide, z, size, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (1 - |out|)²."""
        slope = ctx.empty(out.shape)
        yield partial(np.abs, out, slope)
        yield partial(np.subtract, ctx.constant(1), slope, slope)
        yield partial(np.multiply, slope, slope, slope)
        yield partial(np.multiply, dout, slope, dz)


class HardSigmoid(ActivationFunction, frozen=True, kw_only=True):
    """A sigmoid of straight lines, quick to compute.

    The line has the slope 1/6, as in Keras 3; in Keras 2 it was 0.2.
    """

    label: ClassVar[str] = "Hard sigmoid"
    formula: ClassVar[str] = "f(z) = min(max(z / 6 + ½, 0), 1)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z / 6 + ½, cut to [0, 1]."""
        yield partial(np.divide, z, ctx.constant(6), out)
        yield partial(np.add, out, ctx.constant(0.5), out)
        yield partial(np.clip, out, ctx.constant(0), ctx.constant(1), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout / 6 where 0 < out < 1."""
        yield from _inside(0, 1, out, dout, dz, ctx)
        yield partial(np.divide, dz, ctx.constant(6), dz)


class SparseSigmoid(ActivationFunction, frozen=True, kw_only=True):
    """A steep sigmoid of straight lines, exactly 0 below -1 and exactly 1 above 1."""

    label: ClassVar[str] = "Sparse sigmoid"
    formula: ClassVar[str] = "f(z) = min(max((z + 1) / 2, 0), 1)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = (z + 1) / 2, cut to [0, 1]."""
        yield partial(np.multiply, z, ctx.constant(0.5), out)
        yield partial(np.add, out, ctx.constant(0.5), out)
        yield partial(np.clip, out, ctx.constant(0), ctx.constant(1), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout / 2 where 0 < out < 1."""
        yield from _inside(0, 1, out, dout, dz, ctx)
        yield partial(np.multiply, dz, ctx.constant(0.5), dz)


class HardTanh(ActivationFunction, frozen=True, kw_only=True):
    """Cuts values to [-1, 1]."""

    label: ClassVar[str] = "Hard tanh"
    formula: ClassVar[str] = "f(z) = min(max(z, -1), 1)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z, cut to [-1, 1]."""
        yield partial(np.clip, z, ctx.constant(-1), ctx.constant(1), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where -1 < out < 1."""
        yield from _inside(-1, 1, out, dout, dz, ctx)


class LogSigmoid(ActivationFunction, frozen=True, kw_only=True):
    """The logarithm of the sigmoid: the log-probability of yes."""

    label: ClassVar[str] = "Log-sigmoid"
    formula: ClassVar[str] = "f(z) = -log(1 + exp(-z))"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = min(z, 0) - log(1 + exp(-|z|))."""
        rest = ctx.empty(z.shape)
        yield partial(np.abs, z, rest)
        yield partial(np.negative, rest, rest)
        yield partial(np.exp, rest, rest)
        yield partial(np.log1p, rest, rest)
        yield partial(np.minimum, z, ctx.zeros(z.shape), out=out)
        yield partial(np.subtract, out, rest, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (1 - exp(out))."""
        slope = ctx.empty(out.shape)
        yield partial(np.expm1, out, slope)
        yield partial(np.negative, slope, slope)
        yield partial(np.multiply, dout, slope, dz)


def _inside(low: float, high: float, out: Array, dout: Array, dz: Array, ctx: Context) -> Iterator[Call]:
    """dz = dout where low < out < high."""
    is_above, is_below = ctx.empty(out.shape, bool), ctx.empty(out.shape, bool)
    yield partial(np.greater, out, ctx.constant(low), is_above)
    yield partial(np.less, out, ctx.constant(high), is_below)
    yield partial(np.logical_and, is_above, is_below, is_above)
    yield partial(np.multiply, dout, is_above, dz)
