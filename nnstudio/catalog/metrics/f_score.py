"""Metrics that make one figure of precision and recall."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric

_EPSILON = 1e-7

Average: TypeAlias = Annotated[
    Literal["micro", "macro", "weighted"],
    Meta(
        title="Average",
        description="How classes become one figure: all values counted together (micro), the plain mean of their "
        "scores (macro), or one that weighs them by how often they occur (weighted).",
    ),
]
Threshold: TypeAlias = Annotated[
    float,
    Meta(
        gt=0,
        le=1,
        title="Threshold",
        description="Probabilities above this mean yes; none lets the most probable class mean yes.",
    ),
]


class _FScore(Metric, frozen=True, kw_only=True):
    """A mean of precision and recall. Types say how much recall counts."""

    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"
    better: ClassVar[Literal["higher", "lower"]] = "higher"
    heeds_masks: ClassVar[bool] = False

    average: Average | None = None
    threshold: Threshold | None = None

    @property
    def _weight_of_recall(self) -> float:
        return 1.0

    def totals(self, prediction: Shape) -> int:
        """Right yeses, predicted yeses and actual yeses of every class."""
        return 3 * prediction[-1]

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the counts of every class."""
        classes = p.shape[-1]
        is_predicted, right = ctx.empty(p.shape), ctx.empty(p.shape)
        yield from self._predict(p, is_predicted, ctx)
        yield partial(np.multiply, y, is_predicted, right)
        shares, counts = (
            ctx.ones(p.size // classes) if weights is None else weights.reshape(-1),
            ctx.empty((3, classes)),
        )
        for values, count in zip((right, is_predicted, y), counts, strict=True):
            yield partial(np.dot, shares, values.reshape(-1, classes), count)
        yield partial(np.add, totals, counts.reshape(-1), totals)

    def result(self, totals: Array) -> float:
        """The score of all classes together, or the mean of theirs."""
        counts = totals.reshape(3, -1)
        if self.average == "micro":
            counts = counts.sum(1, keepdims=True)
        right, predicted, actual = counts
        precision, recall = right / (predicted + _EPSILON), right / (actual + _EPSILON)
        weight = self._weight_of_recall**2
        scores = (1 + weight) * precision * recall / (weight * precision + recall + _EPSILON)
        if self.average == "weighted":
            return float(scores @ actual / (actual.sum() + _EPSILON))
        return float(scores.mean())

    def _predict(self, p: Array, is_predicted: Array, ctx: Context) -> Iterator[Call]:
        """1 where the prediction means yes, else 0."""
        if self.threshold is not None:
            yield partial(np.greater, p, ctx.constant(self.threshold), is_predicted)
            return
        largest, size, counts = ctx.empty(p.shape[:-1]), ctx.empty(p.shape), ctx.empty(p.shape, bool)
        yield partial(np.maximum.reduce, p, -1, None, largest)
        yield partial(np.greater_equal, p, largest[..., None], is_predicted)
        yield partial(np.abs, p, size)
        yield partial(np.greater, size, ctx.constant(1e-9), counts)  # a sample of zeros says nothing, as in Keras
        yield partial(np.multiply, is_predicted, counts, is_predicted)


class F1Score(_FScore, frozen=True, kw_only=True):
    """The harmonic mean of precision and recall: high only where both are.

    Without an average Keras gives a score for every class; shown is their mean, as with macro. For a single output set
    a threshold, since its own value would always be the largest.
    """

    formula: ClassVar[str] = "2 · precision · recall / (precision + recall)"
    label: ClassVar[str] = "F1 score"


class FBetaScore(_FScore, frozen=True, kw_only=True):
    """A mean of precision and recall in which recall counts beta times as much.

    Without an average Keras gives a score for every class; shown is their mean, as with macro. For a single output set
    a threshold, since its own value would always be the largest.
    """

    formula: ClassVar[str] = "(1 + beta²) · precision · recall / (beta² · precision + recall)"
    label: ClassVar[str] = "F-beta score"
    aliases: ClassVar[tuple[str, ...]] = ("fbeta_score",)

    beta: Annotated[float, Meta(gt=0, title="Beta", description="How much recall counts against precision.")] = 1.0

    @property
    def key(self) -> str:
        """Keras' default name, which is not the one it is chosen by."""
        return "fbeta_score"

    @property
    def _weight_of_recall(self) -> float:
        return self.beta
