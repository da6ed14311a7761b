"""Straight for positive values, exponential for negative ones; and the plain exponential."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.kernels import Array, Call, Calls, Context


class _Bend:
    """f(z) = rise · z for z > 0, and depth · (exp(z / width) - 1) below."""

    def __init__(self, *, depth: float, width: float = 1.0, rise: float = 1.0) -> None:
        self.depth = depth
        self.width = width
        self.rise = rise

    def forward(self, z: Array, out: Array, ctx: Context) -> Iterator[Call]:
        below, zeros = ctx.empty(z.shape), ctx.zeros(z.shape)
        yield partial(np.minimum, z, zeros, out=below)
        if self.width != 1:
            yield partial(np.divide, below, ctx.constant(self.width), below)
        yield partial(np.expm1, below, below)
        if self.depth != 1:
            yield partial(np.multiply, below, ctx.constant(self.depth), below)
        yield partial(np.maximum, z, zeros, out=out)
        if self.rise != 1:
            yield partial(np.multiply, out, ctx.constant(self.rise), out)
        yield partial(np.add, out, below, out)

    def backward(self, out: Array, dout: Array, dz: Array, ctx: Context) -> Iterator[Call]:
        """The slope is `rise` where out > 0, and (out + depth) / width below."""
        slope, base = ctx.empty(out.shape), self.depth / self.width
        yield partial(np.minimum, out, ctx.zeros(out.shape), out=slope)
        if self.width != 1:
            yield partial(np.divide, slope, ctx.constant(self.width), slope)
        yield partial(np.add, slope, ctx.constant(base), slope)
        if self.rise != base:
            difference = ctx.empty(out.shape)
            yield partial(np.greater, out, ctx.constant(0), difference)
            yield partial(np.multiply, difference, ctx.constant(self.rise - base), difference)
            yield partial(np.add, slope, difference, slope)
        yield partial(np.multiply, dout, slope, dz)


class Elu(ActivationFunction, frozen=True, kw_only=True):
    """Bends negative values smoothly towards -alpha (Clevert et al., 2015)."""

    label: ClassVar[str] = "ELU"
    formula: ClassVar[str] = "f(z) = z if z > 0, else alpha · (exp(z) - 1)"
    from_output: ClassVar[bool] = True

    alpha: Annotated[
        float, Meta(ge=0, title="Alpha", description="The depth that large negative values come close to.")
    ] = 1.0

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = max(z, 0) + alpha · (exp(min(z, 0)) - 1)."""
        yield from _Bend(depth=self.alpha).forward(z, out, ctx)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout, or dout · (out + alpha) where out ≤ 0."""
        yield from _Bend(depth=self.alpha).backward(out, dout, dz, ctx)


class Selu(ActivationFunction, frozen=True, kw_only=True):
    """A scaled ELU that keeps mean 0 and variance 1 through many layers (Klambauer et al., 2017).

    Goes with the initializer LecunNormal.
    """

    label: ClassVar[str] = "SELU"
    formula: ClassVar[str] = "f(z) = 1.0507 · z if z > 0, else 1.7581 · (exp(z) - 1)"
    from_output: ClassVar[bool] = True
    scale: ClassVar[float] = 1.0507009873554804934193349852946
    alpha: ClassVar[float] = 1.6732632423543772848170429916717

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = scale · (max(z, 0) + alpha · (exp(min(z, 0)) - 1))."""
        yield from self._bend.forward(z, out, ctx)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · scale, or dout · (out + scale · alpha) where out ≤ 0."""
        yield from self._bend.backward(out, dout, dz, ctx)

    @property
    def _bend(self) -> _Bend:
        return _Bend(depth=self.scale * self.alpha, rise=self.scale)


class Celu(ActivationFunction, frozen=True, kw_only=True):
    """An ELU without a kink, whatever alpha is (Barron, 2017)."""

    label: ClassVar[str] = "CELU"
    formula: ClassVar[str] = "f(z) = z if z > 0, else alpha · (exp(z / alpha) - 1)"
    from_output: ClassVar[bool] = True

    alpha: Annotated[
        float, Meta(gt=0, title="Alpha", description="The depth that large negative values come close to.")
    ] = 1.0

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = max(z, 0) + alpha · (exp(min(z, 0) / alpha) - 1)."""
        yield from _Bend(depth=self.alpha, width=self.alpha).forward(z, out, ctx)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout, or dout · (out / alpha + 1) where out ≤ 0."""
        yield from _Bend(depth=self.alpha, width=self.alpha).backward(out, dout, dz, ctx)


class Exponential(ActivationFunction, frozen=True, kw_only=True):
    """The exponential function: for outputs that are positive and span several orders of magnitude."""

    formula: ClassVar[str] = "f(z) = exp(z)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = exp(z)."""
        yield partial(np.exp, z, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · out."""
        yield partial(np.multiply, dout, out, dz)
