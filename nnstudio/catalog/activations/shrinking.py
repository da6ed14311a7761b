"""Functions that pull values towards zero."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.kernels import Array, Calls, Context

ShrinkThreshold: TypeAlias = Annotated[
    float, Meta(ge=0, title="Threshold", description="Values between minus and plus this become zero.")
]


class HardShrink(ActivationFunction, frozen=True, kw_only=True):
    """Sets small values to zero and leaves the others."""

    label: ClassVar[str] = "Hard shrink"
    formula: ClassVar[str] = "f(z) = z if |z| > threshold, else 0"
    from_output: ClassVar[bool] = True

    threshold: ShrinkThreshold = 0.5

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z where |z| > threshold."""
        size, is_large = ctx.empty(z.shape), ctx.empty(z.shape, bool)
        yield partial(np.abs, z, size)
        yield partial(np.greater, size, ctx.constant(self.threshold), is_large)
        yield partial(np.multiply, z, is_large, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where out ≠ 0."""
        passes = ctx.empty(out.shape, bool)
        yield partial(np.not_equal, out, ctx.constant(0), passes)
        yield partial(np.multiply, dout, passes, dz)


class SoftShrink(ActivationFunction, frozen=True, kw_only=True):
    """Moves every value towards zero by the threshold, and not beyond."""

    label: ClassVar[str] = "Soft shrink"
    formula: ClassVar[str] = "f(z) = z - threshold if z > threshold, z + threshold if z < -threshold, else 0"
    from_output: ClassVar[bool] = True

    threshold: ShrinkThreshold = 0.5

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z minus z cut to ± threshold."""
        inner = ctx.empty(z.shape)
        yield partial(np.clip, z, ctx.constant(-self.threshold), ctx.constant(self.threshold), inner)
        yield partial(np.subtract, z, inner, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where out ≠ 0."""
        passes = ctx.empty(out.shape, bool)
        yield partial(np.not_equal, out, ctx.constant(0), passes)
        yield partial(np.multiply, dout, passes, dz)


class TanhShrink(ActivationFunction, frozen=True, kw_only=True):
    """What is left of a value when its tanh is taken away."""

    label: ClassVar[str] = "Tanh shrink"
    formula: ClassVar[str] = "f(z) = z - tanh(z)"

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z - tanh(z)."""
        yield partial(np.tanh, z, out)
        yield partial(np.subtract, z, out, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · tanh²(z) = dout · (z - out)²."""
        slope = ctx.empty(z.shape)
        yield partial(np.subtract, z, out, slope)
        yield partial(np.multiply, slope, slope, slope)
        yield partial(np.multiply, dout, slope, dz)
