"""Penalties on large weights, added to the loss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Call, Calls, Context

AbsoluteStrength: TypeAlias = Annotated[
    float, Meta(ge=0, title="L1", description="Strength of the penalty on absolute values.")
]
SquareStrength: TypeAlias = Annotated[float, Meta(ge=0, title="L2", description="Strength of the penalty on squares.")]


class Regularizer(Declaration, frozen=True, kw_only=True):
    """A penalty on a weight."""

    kind: ClassVar[str] = "regularizer"

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """Add the penalty of `w` to `penalty`, an array without axes."""
        raise NotImplementedError

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """Add the penalty's gradient to `dw`."""
        raise NotImplementedError


class L1(Regularizer, frozen=True, kw_only=True):
    """Pulls every weight towards zero by the same force, so that the useless ones end there (lasso)."""

    formula: ClassVar[str] = "penalty = l1 · Σ |w|"

    l1: AbsoluteStrength = 0.01

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """penalty += l1 · Σ |w|."""
        yield from _add_absolute(self.l1, w, penalty, ctx)

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """dw += l1 · sign(w)."""
        yield from _add_signs(self.l1, w, dw, ctx)


class L2(Regularizer, frozen=True, kw_only=True):
    """Pulls every weight towards zero in proportion to its size (ridge, weight decay in the loss).

    Keras adds l2 · Σ w², without the factor ½ of some textbooks.
    """

    formula: ClassVar[str] = "penalty = l2 · Σ w²"

    l2: SquareStrength = 0.01

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """penalty += l2 · Σ w²."""
        yield from _add_squares(self.l2, w, penalty, ctx)

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """dw += 2 · l2 · w."""
        yield from _add_values(self.l2, w, dw, ctx)


class L1L2(Regularizer, frozen=True, kw_only=True):
    """Both penalties together (elastic net).

    Both strengths are 0 until they are set, as in Keras.
    """

    label: ClassVar[str] = "L1 and L2"
    formula: ClassVar[str] = "penalty = l1 · Σ |w| + l2 · Σ w²"

    l1: AbsoluteStrength = 0.0
    l2: SquareStrength = 0.0

    @property
    def summary(self) -> str:
        """Both strengths."""
        return f"{self.l1:g} · {self.l2:g}"

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """penalty += l1 · Σ |w| + l2 · Σ w²."""
        yield from _add_absolute(self.l1, w, penalty, ctx)
        yield from _add_squares(self.l2, w, penalty, ctx)

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """dw += l1 · sign(w) + 2 · l2 · w."""
        yield from _add_signs(self.l1, w, dw, ctx)
        yield from _add_values(self.l2, w, dw, ctx)


def _add_absolute(strength: float, w: Array, penalty: Array, ctx: Context) -> Iterator[Call]:
    sizes, total = ctx.empty(w.shape), ctx.empty(())
    yield partial(np.abs, w, sizes)
    yield partial(np.add.reduce, sizes, None, None, total)
    yield from _add_share(strength, total, penalty, ctx)


def _add_squares(strength: float, w: Array, penalty: Array, ctx: Context) -> Iterator[Call]:
    flat, total = w.reshape(-1), ctx.empty(())
    yield partial(np.dot, flat, flat, total)
    yield from _add_share(strength, total, penalty, ctx)


def _add_share(strength: float, total: Array, penalty: Array, ctx: Context) -> Iterator[Call]:
    yield partial(np.multiply, total, ctx.constant(strength), total)
    yield partial(np.add, penalty, total, penalty)


def _add_signs(strength: float, w: Array, dw: Array, ctx: Context) -> Iterator[Call]:
    signs = ctx.empty(w.shape)
    yield partial(np.sign, w, signs)
    yield partial(np.multiply, signs, ctx.constant(strength), signs)
    yield partial(np.add, dw, signs, dw)


def _add_values(strength: float, w: Array, dw: Array, ctx: Context) -> Iterator[Call]:
    scaled = ctx.empty(w.shape)
    yield partial(np.multiply, w, ctx.constant(2 * strength), scaled)
    yield partial(np.add, dw, scaled, dw)
