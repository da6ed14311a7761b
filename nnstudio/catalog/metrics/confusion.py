"""Metrics that count how often yes and no are right and wrong, at one threshold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric
from nnstudio.catalog.metrics.selection import ClassId, objection_to_class, of_class
from nnstudio.sentence import Sentence

Threshold: TypeAlias = Annotated[
    float,
    Meta(ge=0, le=1, title="Threshold", description="Probabilities above this mean yes; none stands for 0.5."),
]
Candidates: TypeAlias = Annotated[
    int, Meta(ge=1, title="Top k", description="Only so many most probable classes of a sample can mean yes.")
]


class _Confusion(Metric, frozen=True, kw_only=True):
    """A figure of four counts: right yeses, all that was said to be yes, all that is yes, and all values."""

    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"
    heeds_masks: ClassVar[bool] = False

    thresholds: Threshold | None = None

    def totals(self, prediction: Shape) -> int:
        """Right yeses, predicted yeses, actual yeses, values."""
        return 4

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count yeses among predictions, targets, and both."""
        is_predicted, is_actual = ctx.empty(p.shape, bool), ctx.empty(y.shape, bool)
        yield from self.predict(p, is_predicted, ctx)
        yield partial(np.not_equal, y, ctx.constant(0), is_actual)
        is_predicted, is_actual = self.counted(is_predicted), self.counted(is_actual)
        is_both, every = ctx.empty(is_actual.shape, bool), np.ones(is_actual.shape, bool)
        yield partial(np.logical_and, is_predicted, is_actual, is_both)
        counts = ctx.empty((4,), np.float64)
        for number, values in enumerate((is_both, is_predicted, is_actual, every)):
            yield from _sum(values, counts[number : number + 1].reshape(()), weights, ctx)
        yield partial(np.add, totals, counts, totals)

    def predict(self, p: Array, is_predicted: Array, ctx: Context) -> Iterator[Call]:
        """Write where the prediction means yes."""
        threshold = 0.5 if self.thresholds is None else self.thresholds
        yield partial(np.greater, p, ctx.constant(threshold), is_predicted)

    def counted(self, values: Array) -> Array:
        """Those of the values that count."""
        return values


class TruePositives(_Confusion, frozen=True, kw_only=True):
    """How many values are yes and were said to be.

    A prediction above the threshold means yes.
    """

    formula: ClassVar[str] = "Σ [p > threshold] · [y = 1]"
    label: ClassVar[str] = "True positives"
    better: ClassVar[Literal["higher", "lower"]] = "higher"

    def result(self, totals: Array) -> float:
        """Right yeses."""
        return float(totals[0])


class TrueNegatives(_Confusion, frozen=True, kw_only=True):
    """How many values are no and were said to be.

    A prediction above the threshold means yes.
    """

    formula: ClassVar[str] = "Σ [p ≤ threshold] · [y = 0]"
    label: ClassVar[str] = "True negatives"
    better: ClassVar[Literal["higher", "lower"]] = "higher"

    def result(self, totals: Array) -> float:
        """All values but the yeses, predicted or actual."""
        both, predicted, actual, values = totals
        return float(values - predicted - actual + both)


class FalsePositives(_Confusion, frozen=True, kw_only=True):
    """How many values are no and were said to be yes: false alarms.

    A prediction above the threshold means yes.
    """

    formula: ClassVar[str] = "Σ [p > threshold] · [y = 0]"
    label: ClassVar[str] = "False positives"

    def result(self, totals: Array) -> float:
        """Predicted yeses that are none."""
        return float(totals[1] - totals[0])


class FalseNegatives(_Confusion, frozen=True, kw_only=True):
    """How many values are yes and were said to be no: what was missed.

    A prediction above the threshold means yes.
    """

    formula: ClassVar[str] = "Σ [p ≤ threshold] · [y = 1]"
    label: ClassVar[str] = "False negatives"

    def result(self, totals: Array) -> float:
        """Actual yeses that were not predicted."""
        return float(totals[2] - totals[0])


class _OfYeses(_Confusion, frozen=True, kw_only=True):
    """A share of right yeses, of one class or of all, perhaps among the most probable classes only."""

    better: ClassVar[Literal["higher", "lower"]] = "higher"

    top_k: Candidates | None = None
    class_id: ClassId | None = None

    def objection(self, target: TargetForm, prediction: Shape) -> str | None:
        """There must be so many classes."""
        if self.top_k is not None and prediction and self.top_k > prediction[-1]:
            return Sentence(
                "looks at the {top_k} most probable classes, but the output has {prediction} only",
                top_k=self.top_k,
                prediction=prediction[-1],
            )
        return objection_to_class(self.class_id, prediction)

    def predict(self, p: Array, is_predicted: Array, ctx: Context) -> Iterator[Call]:
        """Above the threshold, among the most probable classes; without a threshold these are enough."""
        if self.top_k is None:
            yield from super().predict(p, is_predicted, ctx)
            return
        yield from _most_probable(self.top_k, p, is_predicted, ctx)
        if self.thresholds is not None:
            is_above = ctx.empty(p.shape, bool)
            yield from super().predict(p, is_above, ctx)
            yield partial(np.logical_and, is_predicted, is_above, is_predicted)

    def counted(self, values: Array) -> Array:
        """Those of the class."""
        return of_class(self.class_id, values)


class Precision(_OfYeses, frozen=True, kw_only=True):
    """How many of the values that were said to be yes are: low where there are false alarms.

    A prediction above the threshold means yes. With several outputs, those of all classes count together, unless one
    is chosen. Without any predicted yes it is 0.
    """

    formula: ClassVar[str] = "true positives / (true positives + false positives)"

    def result(self, totals: Array) -> float:
        """Right yeses of the predicted ones."""
        return float(totals[0] / totals[1]) if totals[1] else 0.0


class Recall(_OfYeses, frozen=True, kw_only=True):
    """How many of the values that are yes were said to be: low where something is missed.

    A prediction above the threshold means yes. With several outputs, those of all classes count together, unless one
    is chosen. Without any actual yes it is 0.
    """

    formula: ClassVar[str] = "true positives / (true positives + false negatives)"

    def result(self, totals: Array) -> float:
        """Right yeses of the actual ones."""
        return float(totals[0] / totals[2]) if totals[2] else 0.0


def _sum(values: Array, total: Array, weights: Array | None, ctx: Context) -> Iterator[Call]:
    """Write how many of the values there are, or the sum of their weights."""
    if weights is not None:
        counted, weighted = values.reshape(weights.size, -1), ctx.empty((weights.size, values.size // weights.size))
        yield partial(np.multiply, counted, weights.reshape(-1, 1), weighted)
        values = weighted
    yield partial(np.add.reduce, values, None, np.float64, total)


def _most_probable(count: int, p: Array, is_chosen: Array, ctx: Context) -> Iterator[Call]:
    """Mark the largest values of every sample, of equal ones the first."""
    classes = p.shape[-1]
    samples = p.size // classes
    rest, best = ctx.empty((samples, classes)), ctx.empty((samples,), np.intp)
    starts = np.arange(0, p.size, classes)
    yield partial(np.copyto, rest, p.reshape(rest.shape))
    yield partial(is_chosen.fill, False)
    for _ in range(min(count, classes)):
        yield partial(np.argmax, rest, -1, best)
        yield partial(np.add, best, starts, best)
        yield partial(is_chosen.put, best, True)
        yield partial(rest.put, best, -np.inf)
