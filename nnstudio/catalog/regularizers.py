"""Penalties on large weights, added to the loss."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.sentence import Sentence

AbsoluteStrength: TypeAlias = Annotated[
    float, Meta(ge=0, title="L1", description="Strength of the penalty on absolute values.")
]
SquareStrength: TypeAlias = Annotated[float, Meta(ge=0, title="L2", description="Strength of the penalty on squares.")]


class Regularizer(Declaration, frozen=True, kw_only=True):
    """A penalty on a weight."""

    kind: ClassVar[str] = "regularizer"

    def objection(self, shape: Shape) -> str | None:
        """Why it cannot judge a weight of this shape, as the end of a sentence; None if it can."""
        return None

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """Add the penalty of `w` to `penalty`, an array without axes."""
        raise NotImplementedError

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """Add the penalty's gradient to `dw`."""
        raise NotImplementedError


ActivityRegularizer: TypeAlias = Annotated[
    Regularizer, Meta(title="Activity regularizer", description="Penalty on the results, averaged over the batch.")
]


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
    aliases: ClassVar[tuple[str, ...]] = ("l1_l2",)
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


class OrthogonalRegularizer(Regularizer, frozen=True, kw_only=True):
    """Pulls the rows or columns of a weight apart, until they stand at right angles.

    Only directions count: it is the mean of the absolute cosines between any two of them.
    """

    label: ClassVar[str] = "Orthogonal"
    formula: ClassVar[str] = "penalty = factor · mean |cos(wᵢ, wⱼ)|, i ≠ j"

    factor: Annotated[float, Meta(ge=0, title="Factor", description="Strength of the penalty.")] = 0.01
    mode: Annotated[Literal["rows", "columns"], Meta(title="Mode", description="What is to stand at right angles.")] = (
        "rows"
    )

    @property
    def summary(self) -> str:
        """What it pulls apart."""
        return self.mode

    def objection(self, shape: Shape) -> str | None:
        """It takes matrices with two rows or columns at least."""
        if len(shape) != 2:
            return Sentence("needs a weight of two axes, a matrix")
        if shape[0 if self.mode == "rows" else 1] < 2:
            return Sentence(
                "needs two rows or more to compare" if self.mode == "rows" else "needs two columns or more to compare"
            )
        return None

    def forward(self, w: Array, penalty: Array, ctx: Context) -> Calls:
        """penalty += factor · Σ |cosine| / pairs."""
        vectors = self._vectors(w)
        directions, cosines, total = ctx.empty(vectors.shape), self._cosines(w, ctx), ctx.empty(())
        yield from _to_directions(vectors, directions, ctx.empty((len(vectors),)), ctx)
        yield from _compare(directions, cosines)
        yield partial(np.abs, cosines, cosines)
        yield partial(np.add.reduce, cosines, None, None, total)
        yield from _add_share(self._share(w), total, penalty, ctx)

    def backward(self, w: Array, dw: Array, ctx: Context) -> Calls:
        """dw += (d - direction · Σ d · direction) / norm, where d = 2 · factor / pairs · Σ sign(cosine) · direction."""
        vectors = self._vectors(w)
        directions, pull, along = (ctx.empty(vectors.shape) for _ in range(3))
        cosines, norms, each = self._cosines(w, ctx), ctx.empty((len(vectors),)), ctx.empty((len(vectors),))
        yield from _to_directions(vectors, directions, norms, ctx)
        yield from _compare(directions, cosines)
        yield partial(np.sign, cosines, cosines)
        yield partial(np.dot, cosines, directions, pull)
        yield partial(np.vecdot, pull, directions, each)
        yield partial(np.multiply, directions, each[:, None], along)
        yield partial(np.subtract, pull, along, pull)
        yield partial(np.divide, pull, norms[:, None], pull)
        yield partial(np.multiply, pull, ctx.constant(2 * self._share(w)), pull)
        yield partial(np.add, self._vectors(dw), pull, self._vectors(dw))

    def _vectors(self, w: Array) -> Array:
        """The vectors to compare, one a row."""
        return w if self.mode == "rows" else w.T

    def _cosines(self, w: Array, ctx: Context) -> Array:
        count = len(self._vectors(w))
        return ctx.empty((count, count))

    def _share(self, w: Array) -> float:
        """The factor for the sum over all ordered pairs."""
        count = len(self._vectors(w))
        return self.factor / (count * (count - 1))


def _to_directions(vectors: Array, directions: Array, norms: Array, ctx: Context) -> Iterator[Call]:
    yield partial(np.vecdot, vectors, vectors, norms)
    yield partial(np.sqrt, norms, norms)
    yield partial(np.maximum, norms, ctx.constant(1e-7), out=norms)
    yield partial(np.divide, vectors, norms[:, None], directions)


def _compare(directions: Array, cosines: Array) -> Iterator[Call]:
    """cosines between any two, and 0 of each with itself."""
    yield partial(np.dot, directions, directions.T, cosines)
    yield partial(cosines.reshape(-1)[:: len(cosines) + 1].fill, 0)


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
