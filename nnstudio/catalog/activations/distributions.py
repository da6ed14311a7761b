"""Functions along an axis, which turn scores into a distribution over classes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.sentence import Sentence, counted

Axis: TypeAlias = Annotated[
    int, Meta(title="Axis", description="The axis to work along: -1 is the last one, 1 the first after the batch.")
]


def axis_objection(axis: int, shape: Shape) -> str | None:
    """Why a function cannot work along this axis of a sample; None if it can."""
    if -len(shape) <= axis < 0 or 0 < axis <= len(shape):
        return None
    axes = counted(len(shape), "{count} axis", "{count} axes")
    return Sentence(
        "works along axis {axis}, but a sample has {axes} only; set the axis to -1, the last", axis=axis, axes=axes
    )


class _AlongAxis(ActivationFunction, frozen=True, kw_only=True):
    """A function of all values along one axis. Types declare `forward_last` and `backward_last` for the last one."""

    from_output: ClassVar[bool] = True

    axis: Axis = -1

    def objection(self, shape: Shape) -> str | None:
        """The axis must be one of the sample's own."""
        return axis_objection(self.axis, shape)

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


_SHORT_ROW = 64
"""Up to this length, the largest of a row is found two to ten times faster where rows stand as columns."""


def _largest(z: Array, each: Array, ctx: Context) -> Iterator[Call]:
    """each = the largest value along the last axis of z."""
    if z.shape[-1] > _SHORT_ROW:
        yield partial(np.maximum.reduce, z, -1, None, each)
        return
    columns = ctx.empty((z.shape[-1], *each.shape))
    yield partial(np.copyto, columns, np.moveaxis(z, -1, 0))
    yield partial(np.maximum.reduce, columns, 0, None, each)


class Softmax(_AlongAxis, frozen=True, kw_only=True):
    """Turns scores into probabilities that sum to 1: for choosing one of several classes."""

    formula: ClassVar[str] = "f(z)ᵢ = exp(zᵢ) / Σⱼ exp(zⱼ)"

    def forward_last(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = exp(z - max z) / Σ exp(z - max z)."""
        each = ctx.empty(z.shape[:-1])
        yield from _largest(z, each, ctx)
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
        yield from _largest(z, each, ctx)
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


class Sparsemax(_AlongAxis, frozen=True, kw_only=True):
    """Turns scores into shares of which the low ones are exactly 0 (Martins and Astudillo, 2016).

    As in Keras, whose threshold adds up the running sums of the highest scores where the paper takes the last one only:
    with two high scores or more, the shares do not sum to 1. It is exact where a single class stands out.
    """

    formula: ClassVar[str] = "f(z)ᵢ = max(zᵢ - τ, 0);  τ = (Σᵣ (z₍₁₎ + … + z₍ᵣ₎) - 1) / k, r = 1 … k highest"
    from_output: ClassVar[bool] = False

    def forward_last(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = max(z - τ, 0)."""
        sums, is_high = ctx.empty(z.shape), ctx.empty(z.shape)
        count, threshold = ctx.empty(z.shape[:-1]), ctx.empty(z.shape[:-1])
        yield from self._mark_high(z, sums, is_high, ctx)
        yield partial(np.vecdot, is_high, ctx.ones(z.shape[-1]), count)
        yield partial(np.vecdot, sums, is_high, threshold)
        yield partial(np.subtract, threshold, ctx.constant(1), threshold)
        yield partial(np.divide, threshold, count, threshold)
        yield partial(np.subtract, z, threshold[..., None], out)
        yield partial(np.maximum, out, ctx.constant(0), out=out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout - (Σ dout) · ∂τ/∂z, both where out > 0, with ∂τ/∂z = (k - rank + 1) / k of the k highest."""
        z, out, dout, dz = (self._last(array) for array in (z, out, dout, dz))
        classes = z.shape[-1]
        sums, is_high, is_left, slopes = (ctx.empty(z.shape) for _ in range(4))
        count, each = ctx.empty(z.shape[:-1]), ctx.empty(z.shape[:-1])
        places = ctx.empty((z.size // classes, classes), np.intp)
        yield from self._mark_high(z, sums, is_high, ctx)
        yield partial(np.vecdot, is_high, ctx.ones(classes), count)
        yield partial(np.subtract, count[..., None], np.arange(classes, dtype=ctx.dtype), sums)
        yield partial(np.multiply, sums, is_high, sums)
        yield partial(np.divide, sums, count[..., None], sums)
        yield from _bind_order(z, places, ctx)
        yield partial(slopes.put, places, sums)
        yield partial(np.greater, out, ctx.constant(0), is_left)
        yield partial(np.multiply, dout, is_left, dz)
        yield partial(np.vecdot, dz, ctx.ones(classes), each)
        yield partial(np.multiply, slopes, each[..., None], slopes)
        yield partial(np.subtract, dz, slopes, dz)

    def _mark_high(self, z: Array, sums: Array, is_high: Array, ctx: Context) -> Iterator[Call]:
        """From the highest score on: the running sums, and 1 where a score is among the k highest, else 0."""
        ordered, rest = ctx.empty(z.shape), ctx.empty(z.shape)
        yield partial(np.subtract, ctx.constant(0), z, ordered)
        yield partial(ordered.sort, -1)
        yield partial(np.negative, ordered, ordered)
        yield partial(np.add.accumulate, ordered, -1, None, sums)
        yield partial(np.subtract, sums, ctx.constant(1), rest)
        yield partial(np.divide, rest, np.arange(1, z.shape[-1] + 1, dtype=ctx.dtype), rest)
        yield partial(np.subtract, ordered, rest, rest)
        yield partial(np.greater, rest, ctx.constant(0), is_high)


def _bind_order(z: Array, places: Array, ctx: Context) -> Iterator[Call]:
    """places = where the scores of every row lie in the whole array, from the highest on."""
    negative, classes = ctx.empty(places.shape), places.shape[1]
    few = max(1, _SORTED_AT_ONCE // classes)
    yield partial(np.subtract, ctx.constant(0), z, negative.reshape(z.shape))
    for start in range(0, len(places), few):
        yield partial(_sort, negative[start : start + few], places[start : start + few])
    yield partial(np.add, places, np.arange(0, places.size, classes)[:, None], places)


_SORTED_AT_ONCE = 4096
"""NumPy sorts places into an array of its own, which is to stay small."""


def _sort(values: Array, places: Array) -> None:
    places[...] = values.argsort(-1, kind="stable")
