"""Metrics of all thresholds between no and yes: what can be had of one figure while another is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric
from nnstudio.catalog.metrics.selection import ClassId, objection_to_class, of_class

ThresholdCount: TypeAlias = Annotated[
    int, Meta(ge=1, title="Thresholds", description="How many thresholds from 0 to 1 are tried.")
]


@dataclass(frozen=True)
class Curve:
    """The four counts at every threshold, along the last axis."""

    true_positives: Array
    false_positives: Array
    true_negatives: Array
    false_negatives: Array

    @classmethod
    def of(cls, histogram: Array) -> Curve:
        """From how many no and yes exceed 0, 1, 2, ... thresholds: a histogram (..., 2, thresholds + 1)."""
        above = histogram[..., ::-1].cumsum(-1)[..., -2::-1]
        negatives, positives = np.moveaxis(histogram.sum(-1, keepdims=True), -2, 0)
        false_positives, true_positives = np.moveaxis(above, -2, 0)
        return cls(true_positives, false_positives, negatives - false_positives, positives - true_positives)

    @property
    def recall(self) -> Array:
        """The share of yes that was found: the sensitivity."""
        return share(self.true_positives, self.true_positives + self.false_negatives)

    @property
    def precision(self) -> Array:
        """The share of right ones among what was said to be yes."""
        return share(self.true_positives, self.true_positives + self.false_positives)

    @property
    def specificity(self) -> Array:
        """The share of no that was found."""
        return share(self.true_negatives, self.true_negatives + self.false_positives)

    @property
    def fall_out(self) -> Array:
        """The share of false alarms among no."""
        return share(self.false_positives, self.true_negatives + self.false_positives)


def share(part: Array, whole: Array) -> Array:
    """part / whole, and 0 where there is nothing of it."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def bind_exceeded(p: Array, thresholds: Array, exceeded: Array, ctx: Context) -> Iterator[Call]:
    """Write how many thresholds lie below every prediction, one by one."""
    is_above = ctx.empty(p.shape, bool)
    yield partial(exceeded.fill, 0)
    for threshold in thresholds:
        yield partial(np.greater, p, ctx.constant(threshold), is_above)
        yield partial(np.add, exceeded, is_above, exceeded)


def bind_exceeded_evenly(p: Array, count: int, exceeded: Array, ctx: Context, *, least: int) -> Iterator[Call]:
    """Write how many of evenly spread thresholds from 0 to 1 lie below every prediction; `least` is no fewer."""
    place = ctx.empty(p.shape)
    yield partial(np.fmax, p, ctx.constant(0), out=place)  # what is not a number exceeds none
    yield partial(np.fmin, place, ctx.constant(1), out=place)
    yield partial(np.multiply, place, ctx.constant(count - 1), place)
    yield partial(np.ceil, place, place)
    yield partial(np.maximum, place, ctx.constant(least), out=place)
    yield partial(np.copyto, exceeded, place, "unsafe")


def bind_histogram(
    y: Array, exceeded: Array, totals: Array, labels: int, ctx: Context, weights: Array | None
) -> Iterator[Call]:
    """Add a batch to a histogram (labels, 2, thresholds + 1), of one label or of those along the last axis."""
    bins = len(totals) // (2 * labels)
    is_yes, offset = ctx.empty(y.shape, bool), ctx.empty(y.shape, np.intp)
    yield partial(np.not_equal, y, ctx.constant(0), is_yes)
    yield partial(np.multiply, is_yes, np.intp(bins), offset)
    yield partial(np.add, exceeded, offset, exceeded)
    if labels > 1:
        yield partial(np.add, exceeded, np.arange(labels) * 2 * bins, exceeded)
    yield from bind_counts(exceeded, totals, weights, ctx)


def bind_counts(places: Array, totals: Array, weights: Array | None, ctx: Context) -> Iterator[Call]:
    """Count how often every place of the totals is named, or add the weights of those who name it.

    Places beyond the totals do not count.
    """
    if weights is None:
        yield partial(_count, places.reshape(-1), totals)
        return
    of_places = ctx.empty((weights.size, places.size // weights.size), np.float64)
    yield partial(np.copyto, of_places, weights.reshape(-1, 1))
    yield partial(_count, places.reshape(-1), totals, of_places.reshape(-1))


def _count(places: Array, totals: Array, weights: Array | None = None) -> None:
    totals += np.bincount(places, weights, len(totals))[: len(totals)]


class _AtThreshold(Metric, frozen=True, kw_only=True):
    """The best of one figure at any threshold at which another is large enough."""

    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"
    better: ClassVar[Literal["higher", "lower"]] = "higher"
    heeds_masks: ClassVar[bool] = False

    num_thresholds: ThresholdCount = 200
    class_id: ClassId | None = None

    def objection(self, target: TargetForm, prediction: Shape) -> str | None:
        """There must be so many classes."""
        return objection_to_class(self.class_id, prediction)

    def totals(self, prediction: Shape) -> int:
        """How many no, and how many yes, exceed 0, 1, 2, ... thresholds."""
        return 2 * (self.num_thresholds + 1)

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the batch to the histograms."""
        y, p = of_class(self.class_id, y), of_class(self.class_id, p)
        exceeded = ctx.empty(p.shape, np.intp)
        if self.num_thresholds == 1:
            yield from bind_exceeded(p, np.array([0.5]), exceeded, ctx)
        else:
            yield from bind_exceeded_evenly(p, self.num_thresholds, exceeded, ctx, least=0)
        yield from bind_histogram(y, exceeded, totals, 1, ctx, weights)

    def _best(self, wanted: Array, kept: Array, least: float) -> float:
        return float(np.max(wanted, where=kept >= least, initial=0))

    def _curve(self, totals: Array) -> Curve:
        return Curve.of(totals.reshape(2, -1))


class SensitivityAtSpecificity(_AtThreshold, frozen=True, kw_only=True):
    """How much of yes is found while enough of no is kept.

    The best threshold is chosen anew every time it is asked for, here among evenly spread ones.
    """

    formula: ClassVar[str] = "max TP / (TP + FN) where TN / (TN + FP) ≥ specificity"
    label: ClassVar[str] = "Sensitivity at specificity"

    specificity: Annotated[
        float, Meta(ge=0, le=1, title="Specificity", description="The share of no that is to be kept.")
    ]

    def result(self, totals: Array) -> float:
        """The largest sensitivity."""
        curve = self._curve(totals)
        return self._best(curve.recall, curve.specificity, self.specificity)


class SpecificityAtSensitivity(_AtThreshold, frozen=True, kw_only=True):
    """How much of no is kept while enough of yes is found.

    The best threshold is chosen anew every time it is asked for, here among evenly spread ones.
    """

    formula: ClassVar[str] = "max TN / (TN + FP) where TP / (TP + FN) ≥ sensitivity"
    label: ClassVar[str] = "Specificity at sensitivity"

    sensitivity: Annotated[
        float, Meta(ge=0, le=1, title="Sensitivity", description="The share of yes that is to be found.")
    ]

    def result(self, totals: Array) -> float:
        """The largest specificity."""
        curve = self._curve(totals)
        return self._best(curve.specificity, curve.recall, self.sensitivity)


class PrecisionAtRecall(_AtThreshold, frozen=True, kw_only=True):
    """How few false alarms there are while enough of yes is found.

    The best threshold is chosen anew every time it is asked for, here among evenly spread ones.
    """

    formula: ClassVar[str] = "max TP / (TP + FP) where TP / (TP + FN) ≥ recall"
    label: ClassVar[str] = "Precision at recall"

    recall: Annotated[float, Meta(ge=0, le=1, title="Recall", description="The share of yes that is to be found.")]

    def result(self, totals: Array) -> float:
        """The largest precision."""
        curve = self._curve(totals)
        return self._best(curve.precision, curve.recall, self.recall)


class RecallAtPrecision(_AtThreshold, frozen=True, kw_only=True):
    """How much of yes is found while there are few enough false alarms.

    The best threshold is chosen anew every time it is asked for, here among evenly spread ones.
    """

    formula: ClassVar[str] = "max TP / (TP + FN) where TP / (TP + FP) ≥ precision"
    label: ClassVar[str] = "Recall at precision"

    precision: Annotated[
        float, Meta(ge=0, le=1, title="Precision", description="The share of right ones among what is said to be yes.")
    ]

    def result(self, totals: Array) -> float:
        """The largest recall."""
        curve = self._curve(totals)
        return self._best(curve.recall, curve.precision, self.precision)
