"""Metrics of what is missing to a margin between yes and no, or between classes."""

from __future__ import annotations

from typing import ClassVar, Literal

from nnstudio.catalog import losses
from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.losses import TargetForm
from nnstudio.catalog.metrics.base import Metric, mean_of


class Hinge(Metric, frozen=True, kw_only=True):
    """How far predictions are from the right side of a margin, with targets of -1 and 1.

    Targets of 0 and 1 are taken for -1 and 1.
    """

    formula: ClassVar[str] = "mean(max(1 - y · p, 0))"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.Hinge(), y, p, totals, ctx, weights)


class SquaredHinge(Metric, frozen=True, kw_only=True):
    """The square of how far predictions are from the right side of a margin, with targets of -1 and 1.

    Targets of 0 and 1 are taken for -1 and 1.
    """

    formula: ClassVar[str] = "mean(max(1 - y · p, 0)²)"
    label: ClassVar[str] = "Squared hinge"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.SquaredHinge(), y, p, totals, ctx, weights)


class CategoricalHinge(Metric, frozen=True, kw_only=True):
    """By how much the true class fails to lead the best other one by 1, with one-hot targets.

    The best other one counts as 0 where all others are below it, as in Keras.
    """

    formula: ClassVar[str] = "mean(max(maxⱼ((1 - yⱼ) · pⱼ) - Σⱼ yⱼ · pⱼ + 1, 0))"
    label: ClassVar[str] = "Categorical hinge"
    target_form: ClassVar[TargetForm | Literal["any"]] = "probabilities"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.CategoricalHinge(), y, p, totals, ctx, weights)
