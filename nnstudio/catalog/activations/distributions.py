"""Functions along an axis, which turn scores into a distribution over classes."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.kernels import Array, Calls, Context, Shape


class _AlongAxis(ActivationFunction, frozen=True, kw_only=True):
    """A function of all values along one axis. Types declare `forward_last` and `backward_last` for the last one."""

    from_output: ClassVar[bool] = True

    axis: Annotated[
        int, Meta(title="Axis", description="The axis to work along: -1 is the last one, 1 the first after the batch.")
    ] = -1

    def objection(self, shape: Shape) -> str | None:
        """The axis must be one of the sample's own."""
        if -len(shape) <= self.axis < 0 or 0 < self.axis <= len(shape):
            return None
        return f"works along axis {self.axis}, but a sample has {len(shape)} axes only; set the axis to -1, the last"

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """The function, with its axis moved to the end."""
        yield from self.forward_last(self._last(z), self._last(out), ctx)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """Its gradient, with its axis moved to the end."""
        yield from self.backward_last(self._last(out), self._last(dout), self._last(dz), ctx)

    def forward_last(self, z: Array, out: Array, ctx: Context) -> Calls:
        """Write the function along the last axis to `out`, which may be `z`."""
        raise NotImplementedError

    def backward_last(self, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """Write the gradient along the last axis to `dz`, which may be `dout`."""
        raise NotImplementedError

    def _last(self, array: Array) -> Array:
        return np.moveaxis(array, self.axis, -1)


class Softmax(_AlongAxis, frozen=True, kw_only=True):
    """Turns scores into probabilities that sum to 1: for choosing one of several classes."""

    formula: ClassVar[str] = "f(z)ᵢ = exp(zᵢ) / Σⱼ exp(zⱼ)"

    def forward_last(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = exp(z - max z) / Σ exp(z - max z)."""
        each = ctx.empty(z.shape[:-1])
        yield partial(np.maximum.reduce, z, -1, None, each)
        yield partial(np.subtract, z, each[..., None], out)
        yield partial(np.exp, out, out)
        yield partial(np.vecdot, out, ctx.ones(z.shape[-1]), each)
        yield partial(np.divide, out, each[..., None], out)

    def backward_last(self, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = out · (dout - Σ dout · out)."""
        each = ctx.empty(out.shape[:-1])
        yield partial(np.vecdot, dout, out, each)
        yield partial(np.subtract, dout, each[..., None], dz)
        yield partial(np.multiply, dz, out, dz)


class LogSoftmax(_AlongAxis, frozen=True, kw_only=True):
    """The logarithms of softmax, without the loss of digits in between."""

    label: ClassVar[str] = "Log-softmax"
    formula: ClassVar[str] = "f(z)ᵢ = zᵢ - log Σⱼ exp(zⱼ)"

    def forward_last(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = (z - max z) - log Σ exp(z - max z)."""
        each, powers = ctx.empty(z.shape[:-1]), ctx.empty(z.shape)
        yield partial(np.maximum.reduce, z, -1, None, each)
        yield partial(np.subtract, z, each[..., None], out)
        yield partial(np.exp, out, powers)
        yield partial(np.vecdot, powers, ctx.ones(z.shape[-1]), each)
        yield partial(np.log, each, each)
        yield partial(np.subtract, out, each[..., None], out)

    def backward_last(self, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout - exp(out) · Σ dout."""
        each, share = ctx.empty(out.shape[:-1]), ctx.empty(out.shape)
        yield partial(np.vecdot, dout, ctx.ones(out.shape[-1]), each)
        yield partial(np.exp, out, share)
        yield partial(np.multiply, share, each[..., None], share)
        yield partial(np.subtract, dout, share, dz)
