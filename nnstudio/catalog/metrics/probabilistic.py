"""Metrics of predicted probabilities: how surprising the truth is to those who believe them."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog import losses
from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.losses.probabilities import FromLogits, LabelSmoothing
from nnstudio.catalog.metrics.base import Metric, mean_of


class BinaryCrossentropy(Metric, frozen=True, kw_only=True):
    """The surprise at what is true, given the predicted probability of yes: the loss without penalties on weights.

    With label smoothing s, the targets 0 and 1 become s / 2 and 1 - s / 2.
    """

    formula: ClassVar[str] = "-mean(y · log p + (1 - y) · log(1 - p))"
    label: ClassVar[str] = "Binary crossentropy"
    aliases: ClassVar[tuple[str, ...]] = ("bce", "BCE")
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    from_logits: FromLogits = False
    label_smoothing: LabelSmoothing = 0.0

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the crossentropy of every sample, and their number."""
        loss = losses.BinaryCrossentropy(from_logits=self.from_logits, label_smoothing=self.label_smoothing)
        yield from mean_of(loss, y, p, totals, ctx, weights)


class CategoricalCrossentropy(Metric, frozen=True, kw_only=True):
    """The surprise at the true class, given its probability, with one-hot targets: the loss without penalties.

    Predictions are first divided by their sum. With label smoothing s and k classes, the targets 0 and 1 become s / k
    and 1 - s + s / k.
    """

    formula: ClassVar[str] = "-mean(Σⱼ yⱼ · log pⱼ)"
    label: ClassVar[str] = "Categorical crossentropy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    from_logits: FromLogits = False
    label_smoothing: LabelSmoothing = 0.0

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the crossentropy of every sample, and their number."""
        loss = losses.CategoricalCrossentropy(from_logits=self.from_logits, label_smoothing=self.label_smoothing)
        yield from mean_of(loss, y, p, totals, ctx, weights)


class SparseCategoricalCrossentropy(Metric, frozen=True, kw_only=True):
    """The surprise at the true class, given its probability, with class numbers as targets: the loss without penalties.

    Predictions are first divided by their sum. A sample of the ignored class counts as one that does not surprise at
    all, as in Keras; the loss leaves it out, and so does this where samples have weights.
    """

    formula: ClassVar[str] = "-mean(log p[y])"
    label: ClassVar[str] = "Sparse categorical crossentropy"
    target_form: ClassVar[TargetForm | Literal["any"]] = "classes"

    from_logits: FromLogits = False
    ignore_class: (
        Annotated[int, Meta(title="Ignored class", description="Samples of this class count as if they were met.")]
        | None
    ) = None

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the crossentropy of every sample, and their number."""
        classes = y
        if self.ignore_class is not None:
            classes, is_ignored = ctx.empty(y.shape, y.dtype), ctx.empty(y.shape, bool)
            yield partial(np.copyto, classes, y)
            yield partial(np.equal, y, np.full((), self.ignore_class, y.dtype), is_ignored)
            yield partial(np.copyto, classes, np.full((), -1, y.dtype), "same_kind", is_ignored)  # no class at all
            if weights is not None:
                counted, weights = weights, ctx.empty(weights.shape)
                yield partial(np.copyto, weights, counted)
                yield partial(np.copyto, weights, ctx.constant(0), "same_kind", is_ignored)
        loss = losses.SparseCategoricalCrossentropy(from_logits=self.from_logits)
        yield from mean_of(loss, classes, p, totals, ctx, weights)


class KLDivergence(Metric, frozen=True, kw_only=True):
    """How much is lost when the predicted distribution stands for that of the target.

    Both are kept between 1e-7 and 1.
    """

    formula: ClassVar[str] = "mean(Σⱼ yⱼ · log(yⱼ / pⱼ))"
    label: ClassVar[str] = "Kullback-Leibler divergence"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the divergence of every sample, and their number."""
        yield from mean_of(losses.KLDivergence(), y, p, totals, ctx, weights)


class Poisson(Metric, frozen=True, kw_only=True):
    """How unlikely counts are when the prediction is their mean.

    Predictions must be positive.
    """

    formula: ClassVar[str] = "mean(p - y · log p)"
    label: ClassVar[str] = "Poisson"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.Poisson(), y, p, totals, ctx, weights)
