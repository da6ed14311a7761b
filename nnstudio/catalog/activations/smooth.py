"""Smooth relatives of the rectifier."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.activations.normal_distribution import bind_cumulative
from nnstudio.catalog.activations.sigmoids import HardSigmoid, Sigmoid
from nnstudio.catalog.kernels import Array, Calls, Context


class Softplus(ActivationFunction, frozen=True, kw_only=True):
    """A smooth rectifier: always positive, and close to z where z is large."""

    formula: ClassVar[str] = "f(z) = log(1 + exp(z))"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = max(z, 0) + log(1 + exp(-|z|)), which cannot overflow."""
        rest = ctx.empty(z.shape)
        yield partial(np.abs, z, rest)
        yield partial(np.negative, rest, rest)
        yield partial(np.exp, rest, rest)
        yield partial(np.log1p, rest, rest)
        yield partial(np.maximum, z, ctx.zeros(z.shape), out=out)
        yield partial(np.add, out, rest, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (1 - exp(-out))."""
        slope = ctx.empty(out.shape)
        yield partial(np.subtract, ctx.constant(0), out, slope)
        yield partial(np.expm1, slope, slope)
        yield partial(np.negative, slope, slope)
        yield partial(np.multiply, dout, slope, dz)


class Squareplus(ActivationFunction, frozen=True, kw_only=True):
    """A smooth rectifier without exponentials (Barron, 2021)."""

    formula: ClassVar[str] = "f(z) = (z + √(z² + b)) / 2"
    from_output: ClassVar[bool] = True

    b: Annotated[float, Meta(gt=0, title="b", description="How wide the bend is.")] = 4.0

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = (z + √(z² + b)) / 2."""
        root = ctx.empty(z.shape)
        yield partial(np.multiply, z, z, root)
        yield partial(np.add, root, ctx.constant(self.b), root)
        yield partial(np.sqrt, root, root)
        yield partial(np.add, z, root, out)
        yield partial(np.multiply, out, ctx.constant(0.5), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · out² / (out² + b / 4)."""
        square, slope = ctx.empty(out.shape), ctx.empty(out.shape)
        yield partial(np.multiply, out, out, square)
        yield partial(np.add, square, ctx.constant(self.b / 4), slope)
        yield partial(np.divide, square, slope, slope)
        yield partial(np.multiply, dout, slope, dz)


class SparsePlus(ActivationFunction, frozen=True, kw_only=True):
    """A smooth rectifier that is exactly 0 below -1 and exactly z above 1."""

    label: ClassVar[str] = "Sparse plus"
    formula: ClassVar[str] = "f(z) = 0 if z ≤ -1, (z + 1)² / 4 up to z = 1, then z"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = c² + max(z - 1, 0), where c = (z + 1) / 2 cut to [0, 1]."""
        bend = ctx.empty(z.shape)
        yield partial(np.multiply, z, ctx.constant(0.5), bend)
        yield partial(np.add, bend, ctx.constant(0.5), bend)
        yield partial(np.clip, bend, ctx.constant(0), ctx.constant(1), bend)
        yield partial(np.multiply, bend, bend, bend)
        yield partial(np.subtract, z, ctx.constant(1), out)
        yield partial(np.maximum, out, ctx.zeros(z.shape), out=out)
        yield partial(np.add, out, bend, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · √min(out, 1)."""
        slope = ctx.empty(out.shape)
        yield partial(np.clip, out, ctx.constant(0), ctx.constant(1), slope)
        yield partial(np.sqrt, slope, slope)
        yield partial(np.multiply, dout, slope, dz)


class Silu(ActivationFunction, frozen=True, kw_only=True):
    """z times its own sigmoid, also called swish: smooth, and slightly negative below zero."""

    label: ClassVar[str] = "SiLU"
    formula: ClassVar[str] = "f(z) = z · sigmoid(z)"
    aliases: ClassVar[tuple[str, ...]] = ("swish",)

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z · sigmoid(z)."""
        yield from Sigmoid().forward(z, out, ctx)
        yield partial(np.multiply, z, out, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (out + s · (1 - out)), where s = sigmoid(z)."""
        s, slope = ctx.empty(z.shape), ctx.empty(z.shape)
        yield from Sigmoid().forward(z, s, ctx)
        yield partial(np.subtract, ctx.constant(1), out, slope)
        yield partial(np.multiply, slope, s, slope)
        yield partial(np.add, slope, out, slope)
        yield partial(np.multiply, dout, slope, dz)


class HardSilu(ActivationFunction, frozen=True, kw_only=True):
    """z times its hard sigmoid, also called hard swish: SiLU from straight lines (Howard et al., 2019)."""

    label: ClassVar[str] = "Hard SiLU"
    formula: ClassVar[str] = "f(z) = z · min(max(z / 6 + ½, 0), 1)"
    aliases: ClassVar[tuple[str, ...]] = ("hard_swish",)

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z · hard_sigmoid(z)."""
        yield from HardSigmoid().forward(z, out, ctx)
        yield partial(np.multiply, z, out, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (h + z · h'), where h is the hard sigmoid of z and h' its slope."""
        h, slope = ctx.empty(z.shape), ctx.empty(z.shape)
        yield from HardSigmoid().forward(z, h, ctx)
        yield from HardSigmoid().backward(z, h, z, slope, ctx)
        yield partial(np.add, slope, h, slope)
        yield partial(np.multiply, dout, slope, dz)


class Mish(ActivationFunction, frozen=True, kw_only=True):
    """z times the tanh of its softplus: smooth, and slightly negative below zero (Misra, 2019)."""

    formula: ClassVar[str] = "f(z) = z · tanh(log(1 + exp(z)))"

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z · tanh(softplus(z))."""
        yield from self._gate(z, out, ctx)
        yield partial(np.multiply, z, out, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (t + z · sigmoid(z) · (1 - t²)), where t = tanh(softplus(z))."""
        t, slope, rest = ctx.empty(z.shape), ctx.empty(z.shape), ctx.empty(z.shape)
        yield from self._gate(z, t, ctx)
        yield from Sigmoid().forward(z, slope, ctx)
        yield partial(np.multiply, slope, z, slope)
        yield partial(np.multiply, t, t, rest)
        yield partial(np.subtract, ctx.constant(1), rest, rest)
        yield partial(np.multiply, slope, rest, slope)
        yield partial(np.add, slope, t, slope)
        yield partial(np.multiply, dout, slope, dz)

    def _gate(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = tanh(softplus(z))."""
        yield from Softplus().forward(z, out, ctx)
        yield partial(np.tanh, out, out)


class Gelu(ActivationFunction, frozen=True, kw_only=True):
    """Weights every value by the probability that a normal variable is smaller (Hendrycks and Gimpel, 2016)."""

    label: ClassVar[str] = "GELU"
    formula: ClassVar[str] = "f(z) = z · Φ(z) = z · (1 + erf(z / √2)) / 2"

    approximate: Annotated[
        bool,
        Meta(title="Approximate", description="Use ½ z (1 + tanh(√(2/π) (z + 0.044715 z³))), which is quicker."),
    ] = False

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z · Φ(z)."""
        yield from self._cumulative(z, out, ctx)
        yield partial(np.multiply, z, out, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout · (Φ(z) + z · Φ'(z))."""
        phi, slope = ctx.empty(z.shape), ctx.empty(z.shape)
        yield from self._cumulative(z, phi, ctx)
        yield from self._density(z, phi, slope, ctx)
        yield partial(np.multiply, slope, z, slope)
        yield partial(np.add, slope, phi, slope)
        yield partial(np.multiply, dout, slope, dz)

    def _cumulative(self, z: Array, phi: Array, ctx: Context) -> Calls:
        """Φ(z), or ½ + ½ tanh(√(2/π) · (z + 0.044715 z³))."""
        if not self.approximate:
            yield from bind_cumulative(z, phi, ctx)
            return
        yield partial(np.multiply, z, z, phi)
        yield partial(np.multiply, phi, ctx.constant(_SCALE * 0.044715), phi)
        yield partial(np.add, phi, ctx.constant(_SCALE), phi)
        yield partial(np.multiply, phi, z, phi)
        yield partial(np.tanh, phi, phi)
        yield partial(np.multiply, phi, ctx.constant(0.5), phi)
        yield partial(np.add, phi, ctx.constant(0.5), phi)

    def _density(self, z: Array, phi: Array, density: Array, ctx: Context) -> Calls:
        """Φ'(z) = exp(-z² / 2) / √(2π), or the derivative of its approximation, 2 · Φ · (1 - Φ) · √(2/π) · (...)."""
        yield partial(np.multiply, z, z, density)
        if not self.approximate:
            yield partial(np.multiply, density, ctx.constant(-0.5), density)
            yield partial(np.exp, density, density)
            yield partial(np.multiply, density, ctx.constant(1 / math.sqrt(2 * math.pi)), density)
            return
        rest = ctx.empty(z.shape)
        yield partial(np.multiply, density, ctx.constant(2 * _SCALE * 3 * 0.044715), density)
        yield partial(np.add, density, ctx.constant(2 * _SCALE), density)
        yield partial(np.multiply, density, phi, density)
        yield partial(np.subtract, ctx.constant(1), phi, rest)
        yield partial(np.multiply, density, rest, density)


_SCALE = math.sqrt(2 / math.pi)
