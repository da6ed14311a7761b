"""Losses of overlapping regions, such as the masks of pictures: one value for many predictions together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.losses.base import Loss, TargetForm
from nnstudio.catalog.losses.probabilities import EPSILON
from nnstudio.sentence import Sentence

Together: TypeAlias = Annotated[
    tuple[int, ...],
    Meta(
        title="Axes",
        description="The axes of a batch that are summed over, of which 0 counts the samples; none means all of them.",
    ),
]


@dataclass(frozen=True)
class _Ratio:
    """overlap · Σ y p / (shared · Σ y p + target · Σ y + prediction · Σ p)."""

    overlap: float
    shared: float
    target: float
    prediction: float


class _Overlap(Loss, frozen=True, kw_only=True):
    """One minus a ratio of sums over some axes.

    Every sample of a batch gets the value of its region, so that the mean over the samples is that over all regions.
    """

    target_form: ClassVar[TargetForm] = "probabilities"

    axis: Together | None = None

    @property
    def _ratio(self) -> _Ratio:
        raise NotImplementedError

    def objection(self, prediction: Shape) -> str | None:
        """The axes must be those of a batch, each named once."""
        rank, axes = 1 + len(prediction), self.axis or ()
        wrong = [axis for axis in axes if not -rank <= axis < rank]
        if wrong:
            return Sentence(
                "sums over axis {wrong}, but a batch of predictions has the axes 0 to {rank} only",
                wrong=wrong[0],
                rank=rank - 1,
            )
        if len({axis % rank for axis in axes}) < len(axes):
            return Sentence("sums over an axis twice; name every axis once")
        return None

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = 1 - ratio, for the region of every sample."""
        ratio, axes = self._ratio, self._axes(p)
        shared, whole = self._kept(p, ctx)
        product, each = ctx.empty(p.shape), ctx.empty(shared.shape)
        yield partial(np.multiply, y, p, product)
        yield partial(np.add.reduce, product, axes, None, shared, keepdims=True)
        yield partial(np.multiply, shared, ctx.constant(ratio.shared), whole)
        for values, share in ((y, ratio.target), (p, ratio.prediction)):
            yield partial(np.add.reduce, values, axes, None, each, keepdims=True)
            yield partial(np.multiply, each, ctx.constant(share), each)
            yield partial(np.add, whole, each, whole)
        yield partial(np.add, whole, ctx.constant(EPSILON), whole)
        yield partial(np.divide, shared, whole, each)
        yield partial(np.multiply, each, ctx.constant(-ratio.overlap), each)
        yield partial(np.add, each, ctx.constant(1), each)
        of_region = ctx.empty(each.shape[:-1])
        yield partial(np.vecdot, each, ctx.ones(each.shape[-1]), of_region)
        yield partial(np.multiply, of_region, ctx.constant(1 / each.shape[-1]), of_region)
        yield partial(np.copyto, out, of_region)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = overlap · (y · (shared · Σ y p - whole) + prediction · Σ y p) / whole², for all samples of a region."""
        ratio = self._ratio
        shared, whole = self._kept(p, ctx)
        each, gradient = ctx.empty(shared.shape), ctx.empty((*shared.shape[:-1], 1))
        yield partial(np.multiply, shared, ctx.constant(ratio.shared), each)
        yield partial(np.subtract, each, whole, each)
        yield partial(np.multiply, y, each, dp)
        yield partial(np.multiply, shared, ctx.constant(ratio.prediction), each)
        yield partial(np.add, dp, each, dp)
        samples = tuple(axis for axis in self._axes(p) if axis < p.ndim - 1)
        yield partial(np.add.reduce, dout[..., None], samples, None, gradient, keepdims=True)
        yield partial(np.multiply, gradient, ctx.constant(ratio.overlap / shared.shape[-1]), gradient)
        yield partial(np.divide, gradient, whole, each)
        yield partial(np.divide, each, whole, each)
        yield partial(np.multiply, dp, each, dp)

    def _axes(self, p: Array) -> tuple[int, ...]:
        return tuple(range(p.ndim)) if self.axis is None else tuple(axis % p.ndim for axis in self.axis)

    def _kept(self, p: Array, ctx: Context) -> tuple[Array, Array]:
        """Σ y p and the denominator, with the axes that are summed over of length 1."""
        axes = self._axes(p)
        shape = tuple(1 if axis in axes else size for axis, size in enumerate(p.shape))
        return ctx.keep("loss/shared", shape), ctx.keep("loss/whole", shape)


class Dice(_Overlap, frozen=True, kw_only=True):
    """For regions, such as the mask of a picture: how little prediction and target overlap, whatever their size.

    By default a whole batch is one region; with the axes 1, 2 and 3 every picture is one of its own.
    """

    formula: ClassVar[str] = "L = 1 - 2 · Σ y p / (Σ y + Σ p)"
    label: ClassVar[str] = "Dice"

    @property
    def _ratio(self) -> _Ratio:
        return _Ratio(overlap=2, shared=0, target=1, prediction=1)


class Tversky(_Overlap, frozen=True, kw_only=True):
    """For regions where missing a spot and inventing one are not equally bad: the Dice loss with a weight for either.

    As Keras computes it, alpha weighs what is missed and beta what is invented, although Keras' own help has it the
    other way round. Both at 0.5 make it the Dice loss.
    """

    formula: ClassVar[str] = "L = 1 - Σ y p / (Σ y p + alpha · Σ y (1 - p) + beta · Σ p (1 - y))"
    label: ClassVar[str] = "Tversky"

    alpha: Annotated[float, Meta(ge=0, title="Alpha", description="How much counts what is missed.")] = 0.5
    beta: Annotated[float, Meta(ge=0, title="Beta", description="How much counts what is invented.")] = 0.5

    @property
    def _ratio(self) -> _Ratio:
        shared = 1 - self.alpha - self.beta
        return _Ratio(overlap=1, shared=shared, target=self.alpha, prediction=self.beta)
