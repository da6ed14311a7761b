"""Layers that keep a network from learning its training data by heart."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer


class Dropout(Layer, frozen=True, kw_only=True):
    """Sets random values to zero while training, so that the network relies on no single one.

    The values that stay are made larger by 1 / (1 - rate), which keeps their sum as it was on average; evaluation and
    prediction use all values as they are (Srivastava et al., 2014).
    """

    category: ClassVar[str] = "Regularization"
    formula: ClassVar[str] = "y = x · mask / (1 - rate), mask = 0 with probability rate, else 1"

    rate: Annotated[float, Meta(ge=0, le=1, title="Rate", description="The part of the values that is dropped.")]
    seed: (
        Annotated[
            int, Meta(ge=0, title="Seed", description="Begins this layer's random numbers; none: the run's seed.")
        ]
        | None
    ) = None

    @property
    def summary(self) -> str:
        """The rate."""
        return f"{self.rate:.4g} dropped"

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x · mask, with a new mask at every step."""
        if not self._drops(ctx):
            yield partial(np.copyto, out, x)
            return
        draws, stays = ctx.empty(x.shape, np.float32), ctx.empty(x.shape, bool)
        mask = ctx.keep("mask", x.shape)
        yield partial(ctx.rng.random, None, np.float32, draws)
        yield partial(np.greater_equal, draws, np.full((), self.rate, np.float32), stays)
        yield partial(np.multiply, stays, ctx.constant(1 / (1 - self.rate) if self.rate < 1 else 0), mask)
        yield partial(np.multiply, x, mask, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout · mask, with the mask of the forward pass."""
        if dx is None:
            return
        if self._drops(ctx):
            yield partial(np.multiply, dout, ctx.keep("mask", x.shape), dx)
        else:
            yield partial(np.copyto, dx, dout)

    def _drops(self, ctx: Context) -> bool:
        return ctx.training and self.rate > 0
