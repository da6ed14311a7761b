"""Penalties on large weights, added to the loss."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls, Context


class Regularizer(Declaration, frozen=True, kw_only=True):
    """A penalty on a weight."""

    kind: ClassVar[str] = "regularizer"

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """Add the penalty of `w` to `penalty`, an array without axes."""
        raise NotImplementedError

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """Add the penalty's gradient to `dw`."""
        raise NotImplementedError


class L2(Regularizer, frozen=True, kw_only=True):
    """Pulls every weight towards zero in proportion to its size (ridge, weight decay in the loss).

    Keras adds l2 · Σ w², without the factor ½ of some textbooks.
    """

    formula: ClassVar[str] = "penalty = l2 · Σ w²"

    l2: Annotated[float, Meta(ge=0, title="L2", description="Strength of the penalty on squares.")] = 0.01

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """penalty += l2 · Σ w²."""
        flat, total = w.reshape(-1), ctx.empty(())
        yield partial(np.dot, flat, flat, total)
        yield partial(np.multiply, total, ctx.constant(self.l2), total)
        yield partial(np.add, penalty, total, penalty)

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """dw += 2 · l2 · w."""
        scaled = ctx.empty(w.shape)
        yield partial(np.multiply, w, ctx.constant(2 * self.l2), scaled)
        yield partial(np.add, dw, scaled, dw)
