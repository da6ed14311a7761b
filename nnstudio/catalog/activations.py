"""Functions that bend what a layer computes, by Keras' short names."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls, Context


class ActivationFunction(Declaration, frozen=True, kw_only=True):
    """A function of a layer's result z, value by value or along the last axis."""

    kind: ClassVar[str] = "activation"
    from_output: ClassVar[bool] = False
    """Whether `backward` reads only `out`, so that z and out may be the same array."""

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """Write the function of `z` to `out`; `out` may be `z` where `from_output` holds."""
        raise NotImplementedError

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """Write the gradient for `z` to `dz`, which may be `dout` itself."""
        raise NotImplementedError


class Linear(ActivationFunction, frozen=True, kw_only=True):
    """Leaves values as they are."""

    formula: ClassVar[str] = "f(z) = z"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z."""
        if out is not z:
            yield partial(np.copyto, out, z)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout."""
        if dz is not dout:
            yield partial(np.copyto, dz, dout)


class Relu(ActivationFunction, frozen=True, kw_only=True):
    """Cuts off negative values: the usual choice between layers."""

    formula: ClassVar[str] = "f(z) = max(z, 0)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = max(z, 0)."""
        yield partial(np.maximum, z, ctx.zeros(z.shape), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where out > 0."""
        positive = ctx.empty(out.shape, bool)
        yield partial(np.greater, out, ctx.constant(0), positive)
        yield partial(np.multiply, dout, positive, dz)


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
