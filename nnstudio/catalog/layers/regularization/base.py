"""What layers share that change values at random while training."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer

Seed: TypeAlias = Annotated[
    int, Meta(ge=0, title="Seed", description="Begins this layer's random numbers; none: the run's seed.")
]


class _InTraining(Layer, frozen=True, kw_only=True):
    """Changes values at random while training; evaluation and prediction use them as they are."""

    supports_mask: ClassVar[bool] = True
    category: ClassVar[str] = "Regularization"

    @property
    def strength(self) -> float:
        """How much it changes; at zero it changes nothing."""
        raise NotImplementedError

    @property
    def draws_numbers(self) -> bool:
        """For every value that it changes."""
        return True

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x, changed in training."""
        if self._acts(ctx):
            yield from self.change(x, out, ctx)
        else:
            yield partial(np.copyto, out, x)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout, changed in the same way."""
        if dx is None:
            return
        if self._acts(ctx):
            yield from self.change_back(dout, dx, ctx)
        else:
            yield partial(np.copyto, dx, dout)

    def change(self, x: Array, out: Array, ctx: Context) -> Calls:
        """Write x with new random changes to `out`, and keep what `change_back` needs of them."""
        raise NotImplementedError

    def change_back(self, dout: Array, dx: Array, ctx: Context) -> Calls:
        """Write the gradient to `dx`: dout times the factors that were kept, unless a type says otherwise."""
        yield partial(np.multiply, dout, ctx.keep("factors", self.factors_shape(dout.shape)), dx)

    def factors_shape(self, shape: Shape) -> Shape:
        """The shape of the factors for values of this shape: one for each."""
        return shape

    def _acts(self, ctx: Context) -> bool:
        return ctx.training and self.strength > 0
