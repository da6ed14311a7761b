"""Metrics of predicted classes: how often they are right."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric, bind_mean

Best: TypeAlias = Annotated[
    int, Meta(ge=1, title="k", description="The target may be any of so many most probable classes.")
]


class _HitRate(Metric, frozen=True, kw_only=True):
    """The share of hits."""

    formula: ClassVar[str] = "hits / samples"
    better: ClassVar[Literal["higher", "lower"]] = "higher"


class Accuracy(_HitRate, frozen=True, kw_only=True):
    """How often the prediction equals the target to the last digit: for predictions that are class numbers themselves.

    For probabilities, choose “accuracy”, which finds the right kind by itself.
    """

    short_name: ClassVar[str] = "Accuracy"
    label: ClassVar[str] = "Exact equality"

    @property
    def key(self) -> str:
        """Keras' default name, which as a string means another metric."""
        return "accuracy"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count where y = p."""
        hits = ctx.empty(p.shape, bool)
        yield partial(np.equal, _like(y, p), p, hits)
        yield from bind_mean(hits, totals, ctx, weights)


class BinaryAccuracy(_HitRate, frozen=True, kw_only=True):
    """How often yes or no is right, a probability above the threshold meaning yes."""

    formula: ClassVar[str] = "mean(y = [p > threshold])"
    label: ClassVar[str] = "Binary accuracy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    threshold: Annotated[
        float, Meta(title="Threshold", description="Predictions above this mean yes; use 0 for logits.")
    ] = 0.5

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count where y = [p > threshold]."""
        hits = ctx.empty(p.shape, bool)
        yield partial(np.greater, p, ctx.constant(self.threshold), hits)
        yield partial(np.equal, _like(y, p), hits, hits)
        yield from bind_mean(hits, totals, ctx, weights)


class CategoricalAccuracy(_HitRate, frozen=True, kw_only=True):
    """How often the most probable class is the true one, with one-hot targets."""

    formula: ClassVar[str] = "mean(argmax y = argmax p)"
    label: ClassVar[str] = "Categorical accuracy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count where the classes agree; of several equal values the first is taken."""
        classes = ctx.empty(p.shape[:-1], np.intp)
        yield partial(np.argmax, y, -1, classes)
        yield from SparseCategoricalAccuracy().update(classes, p, totals, ctx, weights)


class SparseCategoricalAccuracy(_HitRate, frozen=True, kw_only=True):
    """How often the most probable class is the true one, with class numbers as targets."""

    formula: ClassVar[str] = "mean(y = argmax p)"
    label: ClassVar[str] = "Sparse categorical accuracy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "classes"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count where y = argmax p; of several equal values the first is taken."""
        predicted, hits = ctx.empty(p.shape[:-1], np.intp), ctx.empty(p.shape[:-1], bool)
        yield partial(np.argmax, p, -1, predicted)
        yield partial(np.equal, y, predicted, hits)
        yield from bind_mean(hits, totals, ctx, weights)


class TopKCategoricalAccuracy(_HitRate, frozen=True, kw_only=True):
    """How often the true class is among the k most probable ones, with one-hot targets."""

    formula: ClassVar[str] = "mean(argmax y among the k largest of p)"
    label: ClassVar[str] = "Top-k categorical accuracy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    k: Best = 5

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count where fewer than k classes are more probable than the true one."""
        classes = ctx.empty(p.shape[:-1], np.intp)
        yield partial(np.argmax, y, -1, classes)
        yield from SparseTopKCategoricalAccuracy(k=self.k).update(classes, p, totals, ctx, weights)


class SparseTopKCategoricalAccuracy(_HitRate, frozen=True, kw_only=True):
    """How often the true class is among the k most probable ones, with class numbers as targets."""

    formula: ClassVar[str] = "mean(y among the k largest of p)"
    label: ClassVar[str] = "Sparse top-k categorical accuracy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "classes"

    k: Best = 5

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Count where fewer than k classes are more probable than the true one; what is not a number is no hit."""
        classes = p.shape[-1]
        samples = p.size // classes
        places, of_target = ctx.empty((samples,), np.intp), ctx.empty((samples,))
        is_below, rank = ctx.empty((samples, classes), bool), ctx.empty((samples,), np.intp)
        hits = ctx.empty((samples,), bool)
        yield partial(np.add, y.reshape(-1), np.arange(0, p.size, classes), places)
        yield partial(np.take, p.reshape(-1), places, None, of_target, "clip")
        yield partial(np.less_equal, p.reshape(samples, classes), of_target[:, None], is_below)
        yield partial(np.add.reduce, is_below, -1, np.intp, rank)
        yield partial(np.greater, rank, np.full((), classes - self.k), hits)
        yield from bind_mean(hits, totals, ctx, weights)


class AutoAccuracy(_HitRate, frozen=True, kw_only=True):
    """How often the predicted class is right; finds out by itself whether it is yes or no, or one of several."""

    short_name: ClassVar[str] = "accuracy"
    aliases: ClassVar[tuple[str, ...]] = ("acc",)
    label: ClassVar[str] = "Accuracy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "any"
    string_only: ClassVar[bool] = True

    def resolved(self, target: TargetForm, prediction: Shape) -> Metric:
        """Binary for a single output, sparse for class numbers, else categorical; the key stays “accuracy”."""
        if prediction[-1:] in ((), (1,)):
            return _AccuracyOfBinary()
        return _AccuracyOfClasses() if target == "classes" else _AccuracyOfOneHot()


class _AccuracyOfBinary(BinaryAccuracy, frozen=True, kw_only=True):
    """What “accuracy” means for a single output."""

    short_name: ClassVar[str] = AutoAccuracy.short_name


class _AccuracyOfClasses(SparseCategoricalAccuracy, frozen=True, kw_only=True):
    """What “accuracy” means for class numbers."""

    short_name: ClassVar[str] = AutoAccuracy.short_name


class _AccuracyOfOneHot(CategoricalAccuracy, frozen=True, kw_only=True):
    """What “accuracy” means for one-hot targets."""

    short_name: ClassVar[str] = AutoAccuracy.short_name


def _like(y: Array, p: Array) -> Array:
    """The target with the prediction's axes: class numbers get the last one."""
    return y[..., None] if y.ndim < p.ndim else y
