"""Metrics of predicted numbers."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog import losses
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.metrics.base import Metric, bind_mean, mean_of


class MeanAbsoluteError(Metric, frozen=True, kw_only=True):
    """The mean distance between prediction and target, in the target's unit."""

    formula: ClassVar[str] = "mean(|y - p|)"
    aliases: ClassVar[tuple[str, ...]] = ("mae", "MAE")
    label: ClassVar[str] = "Mean absolute error"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add Σ |y - p| and the number of values."""
        distance = ctx.empty(p.shape)
        yield partial(np.subtract, y, p, distance)
        yield partial(np.abs, distance, distance)
        yield from bind_mean(distance, totals, ctx, weights)


class MeanSquaredError(Metric, frozen=True, kw_only=True):
    """The mean of squared differences, in the square of the target's unit."""

    formula: ClassVar[str] = "mean((y - p)²)"
    aliases: ClassVar[tuple[str, ...]] = ("mse", "MSE")
    label: ClassVar[str] = "Mean squared error"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add Σ (y - p)² and the number of values."""
        square = ctx.empty(p.shape)
        yield partial(np.subtract, y, p, square)
        yield partial(np.multiply, square, square, square)
        yield from bind_mean(square, totals, ctx, weights)


class MeanAbsolutePercentageError(Metric, frozen=True, kw_only=True):
    """The mean distance between prediction and target in percent of the target.

    Targets are taken for at least 1e-7, so that a target of 0 weighs enormously.
    """

    formula: ClassVar[str] = "100 · mean(|y - p| / |y|)"
    aliases: ClassVar[tuple[str, ...]] = ("mape", "MAPE")
    label: ClassVar[str] = "Mean absolute percentage error"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.MeanAbsolutePercentageError(), y, p, totals, ctx, weights)


class MeanSquaredLogarithmicError(Metric, frozen=True, kw_only=True):
    """The mean squared difference of logarithms: by how many times predictions are off.

    Numbers below 1e-7 count as 1e-7.
    """

    formula: ClassVar[str] = "mean((log(1 + y) - log(1 + p))²)"
    aliases: ClassVar[tuple[str, ...]] = ("msle", "MSLE")
    label: ClassVar[str] = "Mean squared logarithmic error"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.MeanSquaredLogarithmicError(), y, p, totals, ctx, weights)


class LogCoshError(Metric, frozen=True, kw_only=True):
    """The mean of a distance that is squared while it is small and taken as it is when large."""

    formula: ClassVar[str] = "mean(log(cosh(p - y)))"
    aliases: ClassVar[tuple[str, ...]] = ("logcosh",)
    label: ClassVar[str] = "Log-cosh"

    @property
    def key(self) -> str:
        """Keras' default name, which is not the one it is chosen by."""
        return "logcosh"

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the loss of every sample, and their number."""
        yield from mean_of(losses.LogCosh(), y, p, totals, ctx, weights)


class RootMeanSquaredError(Metric, frozen=True, kw_only=True):
    """The root of the mean squared error, in the target's unit: large errors count more."""

    formula: ClassVar[str] = "√mean((y - p)²)"
    label: ClassVar[str] = "Root mean squared error"
    heeds_masks: ClassVar[bool] = False

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add Σ (y - p)² and the number of values."""
        yield from MeanSquaredError().update(y, p, totals, ctx, weights)

    def result(self, totals: Array) -> float:
        """The root of the mean over all batches."""
        return math.sqrt(super().result(totals))


class R2Score(Metric, frozen=True, kw_only=True):
    """How much better the predictions are than always saying the mean: 1 is perfect, 0 is no better.

    A target that never changes scores 1 where it is met exactly, else 0. With regressors the score is the adjusted
    one, as long as there are enough samples for it.
    """

    formula: ClassVar[str] = "1 - Σ (y - p)² / Σ (y - mean y)²"
    label: ClassVar[str] = "R² score"
    heeds_masks: ClassVar[bool] = False
    better: ClassVar[Literal["higher", "lower"]] = "higher"

    class_aggregation: Annotated[
        Literal["uniform_average", "variance_weighted_average"],
        Meta(title="Average", description="How the scores of several outputs become one."),
    ] = "uniform_average"
    num_regressors: Annotated[
        int, Meta(ge=0, title="Regressors", description="How many input columns to adjust the score for; 0 for none.")
    ] = 0

    def totals(self, prediction: Shape) -> int:
        """The numbers of samples and of values, and three sums for every output."""
        return 2 + 3 * prediction[-1]

    def update(self, y: Array, p: Array, totals: Array, ctx: Context, weights: Array | None = None) -> Calls:
        """Add the numbers of samples and of values and, by output, Σ y, Σ y² and Σ (y - p)²."""
        outputs = p.shape[-1]
        samples = p.size // outputs
        target, rest = (ctx.empty((samples, outputs), np.float64) for _ in range(2))
        batch, shares = ctx.zeros(totals.shape, np.float64), np.ones(samples)
        batch[:2] = samples, p.size
        sums, squares, residuals = batch[2:].reshape(3, outputs)
        if weights is not None:
            yield partial(np.copyto, shares, weights.reshape(-1))
            yield partial(np.add.reduce, shares, None, np.float64, batch[:1].reshape(()))
        yield partial(np.copyto, target, y.reshape(target.shape))
        yield partial(np.subtract, target, p.reshape(target.shape), rest)
        yield partial(np.dot, shares, target, sums)
        yield partial(np.multiply, target, target, target)
        yield partial(np.multiply, rest, rest, rest)
        yield partial(np.dot, shares, target, squares)
        yield partial(np.dot, shares, rest, residuals)
        yield partial(np.add, totals, batch, totals)

    def result(self, totals: Array) -> float:
        """The score of every output, averaged and adjusted."""
        samples, (sums, squares, residuals) = float(totals[0]), totals[2:].reshape(3, -1)
        if not samples:
            return 0.0
        spread = squares - sums * sums / samples
        is_constant = spread <= 1e-14 * squares
        scores = 1 - residuals / np.where(is_constant, 1, spread)
        scores = np.where(is_constant, residuals == 0, scores)
        if self.class_aggregation == "variance_weighted_average" and not is_constant.all():
            score = float(spread @ scores / spread.sum())
        else:
            score = float(scores.mean())
        return self._adjusted(score, float(totals[1]))

    def _adjusted(self, score: float, values: float) -> float:
        """1 - (1 - R²) · (n - 1) / (n - regressors - 1), where n counts the values of all outputs, as in Keras."""
        freedom = values - self.num_regressors - 1
        return 1 - (1 - score) * (values - 1) / freedom if self.num_regressors and freedom > 0 else score
