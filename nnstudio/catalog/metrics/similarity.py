"""Metrics of how alike two vectors are: the outputs of every sample, against its targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

import numpy as np

from nnstudio.catalog import losses
from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric, bind_mean, mean_of
from nnstudio.sentence import Sentence

_EPSILON = 1e-7


class CosineSimilarity(Metric, frozen=True, kw_only=True):
    """How much predictions point where targets point: 1 for the same direction, -1 for the opposite.

    It grows as predictions improve, while the loss of the same name falls.
    """

    formula: ClassVar[str] = "mean(Σⱼ yⱼ · pⱼ / (‖y‖ · ‖p‖))"
    label: ClassVar[str] = "Cosine similarity"
    better: ClassVar[Literal["higher", "lower"]] = "higher"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the negative cosine of every sample, and their number."""
        yield from mean_of(losses.CosineSimilarity(), y, p, totals, ctx, weights)

    def result(self, totals: Array) -> float:
        """The mean cosine."""
        return -super().result(totals)


@dataclass(frozen=True)
class _Sums:
    """What a correlation is made of, by sample: both means, and sums over what lies around them."""

    mean_of_target: Array
    mean_of_prediction: Array
    spread_of_target: Array
    spread_of_prediction: Array
    together: Array


class _Correlation(Metric, frozen=True, kw_only=True):
    """How far the outputs of a sample go up and down with its targets. Types declare `divide`."""

    better: ClassVar[Literal["higher", "lower"]] = "higher"

    def objection(self, target: TargetForm, prediction: Shape) -> str | None:
        """A single output has nothing to vary with."""
        if prediction[-1:] in ((), (1,)):
            return Sentence("compares the outputs of a sample with each other, and needs two or more of them")
        return None

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the correlation of every sample, and their number."""
        sums = _Sums(*(ctx.empty(p.shape[:-1]) for _ in range(5)))
        around_target, around_prediction = ctx.empty(p.shape), ctx.empty(p.shape)
        shares = np.full(p.shape[-1], 1 / p.shape[-1], ctx.dtype)
        for values, mean, around, spread in (
            (y, sums.mean_of_target, around_target, sums.spread_of_target),
            (p, sums.mean_of_prediction, around_prediction, sums.spread_of_prediction),
        ):
            yield partial(np.vecdot, values, shares, mean)
            yield partial(np.subtract, values, mean[..., None], around)
            yield partial(np.vecdot, around, around, spread)
        yield partial(np.vecdot, around_target, around_prediction, sums.together)
        yield from self.divide(sums, p.shape[-1], ctx)
        yield from bind_mean(sums.together, totals, ctx, weights)

    def divide(self, sums: _Sums, outputs: int, ctx: Context) -> Iterator[Call]:
        """Turn `sums.together` into the correlation of every sample."""
        raise NotImplementedError


class PearsonCorrelation(_Correlation, frozen=True, kw_only=True):
    """Whether the outputs of a sample lie on a rising line over its targets, whatever their scale: 1 where they do.

    It compares the outputs of one sample, such as the hours of a day, and not the samples with each other. Outputs
    that are all the same have no correlation, and make it no number.
    """

    formula: ClassVar[str] = "mean(Σⱼ (yⱼ - ȳ) (pⱼ - p̄) / √(Σⱼ (yⱼ - ȳ)² · Σⱼ (pⱼ - p̄)²))"
    label: ClassVar[str] = "Pearson correlation"

    def divide(self, sums: _Sums, outputs: int, ctx: Context) -> Iterator[Call]:
        """together / √(spread of y · spread of p)."""
        for spread in (sums.spread_of_target, sums.spread_of_prediction):
            yield partial(np.sqrt, spread, spread)
            yield partial(np.divide, sums.together, spread, sums.together)


class ConcordanceCorrelation(_Correlation, frozen=True, kw_only=True):
    """Whether the outputs of a sample are its targets: like Pearson's correlation, but scale and offset count (Lin).

    It compares the outputs of one sample, such as the hours of a day, and not the samples with each other.
    """

    formula: ClassVar[str] = "mean(2 · cov(y, p) / (var y + var p + (ȳ - p̄)²))"
    label: ClassVar[str] = "Concordance correlation"

    def divide(self, sums: _Sums, outputs: int, ctx: Context) -> Iterator[Call]:
        """2 · together / (spread of y + spread of p + outputs · (ȳ - p̄)²)."""
        whole, offset = sums.spread_of_target, sums.mean_of_target
        yield partial(np.subtract, offset, sums.mean_of_prediction, offset)
        yield partial(np.square, offset, offset)
        yield partial(np.add, offset, ctx.constant(_EPSILON), offset)
        yield partial(np.multiply, offset, ctx.constant(outputs), offset)
        yield partial(np.add, whole, sums.spread_of_prediction, whole)
        yield partial(np.add, whole, offset, whole)
        yield partial(np.divide, sums.together, whole, sums.together)
        yield partial(np.multiply, sums.together, ctx.constant(2), sums.together)
