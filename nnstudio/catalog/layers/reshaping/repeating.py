"""Layers that put every value several times, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, require_rank
from nnstudio.catalog.sums import total
from nnstudio.sentence import counted


class RepeatVector(Layer, frozen=True, kw_only=True):
    """Makes a sequence of a sample: the same values at every step.

    It stands between a layer that sums a sequence up and one that unrolls a new one, as in an autoencoder of sequences.
    """

    category: ClassVar[str] = "Reshaping"
    keeps_integers: ClassVar[bool] = True
    formula: ClassVar[str] = "y[t, k] = x[k], t = 1 … n"

    n: Annotated[int, Meta(ge=1, title="Repetitions", description="Number of steps of the sequence.")]

    @property
    def summary(self) -> str:
        """The number of steps."""
        return counted(self.n, "{count} step", "{count} steps")

    def output_shape(self, *inputs: Shape) -> Shape:
        """(n, values)."""
        require_rank(inputs[0], 1, "values")
        return (self.n, *inputs[0])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """Every step of out = x."""
        yield partial(np.copyto, out, x[:, None])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = the sum of dout over the steps."""
        if dx is not None:
            yield from total(dout, (1,), dx[:, None], ctx)


class UpSampling1D(Layer, frozen=True, kw_only=True):
    """Makes a sequence longer: every step is put several times."""

    category: ClassVar[str] = "Reshaping"
    formula: ClassVar[str] = "y[size · t + i, k] = x[t, k], i = 0 … size - 1"

    size: Annotated[int, Meta(ge=1, title="Size", description="How often every step is put.")] = 2

    @property
    def summary(self) -> str:
        """The factor."""
        return f"× {self.size}"

    def output_shape(self, *inputs: Shape) -> Shape:
        """(size · steps, channels)."""
        require_rank(inputs[0], 2, "steps, channels")
        steps, channels = inputs[0]
        return (self.size * steps, channels)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = every step of x several times."""
        yield from repeat(x, out, (self.size,), ctx)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = the sum of dout over the copies of a step."""
        if dx is not None:
            yield from collect(dout, dx, (self.size,), ctx)


def repeat(x: Array, out: Array, factors: Sequence[int], ctx: Context) -> Calls:
    """out = x with every value put so many times along the first axes of a sample: first along the last of them.

    What is put several times along the first axis, such as the rows of a picture, is then in long runs.
    """
    rows = x
    if len(factors) > 1:
        rows = ctx.empty((*x.shape[:2], *out.shape[2:]))
        for copy in _copies(rows, 2, factors[1]):
            yield partial(np.copyto, copy, x)
    for copy in _copies(out, 1, factors[0]):
        yield partial(np.copyto, copy, rows)


def collect(dout: Array, dx: Array, factors: Sequence[int], ctx: Context) -> Calls:
    """dx = the sum of dout over the copies of every value: first over those along the first axis."""
    copies = _copies(dout, 1, factors[0])
    if len(factors) == 1:
        yield from _summed(copies, dx)
        return
    rows = ctx.empty(copies[0].shape)
    yield from _summed(copies, rows)
    yield from _summed(_copies(rows, 2, factors[1]), dx)


def _copies(whole: Array, axis: int, factor: int) -> list[Array]:
    """Views with one copy of every value each: the first copies along an axis, the second ones, and so on."""
    before = (slice(None),) * axis
    return [whole[*before, start::factor] for start in range(factor)]


def _summed(copies: Sequence[Array], out: Array) -> Calls:
    """out = the sum of all copies."""
    if len(copies) == 1:
        yield partial(np.copyto, out, copies[0])
        return
    first, second, *others = copies
    yield partial(np.add, first, second, out)
    for copy in others:
        yield partial(np.add, out, copy, out)
