"""Losses for predicting numbers."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.losses.base import Loss
from nnstudio.catalog.losses.probabilities import EPSILON


class MeanSquaredError(Loss, frozen=True, kw_only=True):
    """The mean of squared differences: for predicting numbers."""

    formula: ClassVar[str] = "L = mean((y - p)²)"
    aliases: ClassVar[tuple[str, ...]] = ("mse", "MSE")
    label: ClassVar[str] = "Mean squared error"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of (p - y)² over the last axis."""
        difference = ctx.keep("loss/difference", p.shape)
        yield partial(np.subtract, p, y, difference)
        yield partial(np.vecdot, difference, difference, out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · 2 (p - y) / k, where k is the length of the last axis."""
        difference = ctx.keep("loss/difference", p.shape)
        yield partial(np.multiply, difference, ctx.constant(2 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class MeanAbsoluteError(Loss, frozen=True, kw_only=True):
    """The mean of absolute differences: for numbers with outliers that should not count more than others."""

    formula: ClassVar[str] = "L = mean(|y - p|)"
    aliases: ClassVar[tuple[str, ...]] = ("mae", "MAE")
    label: ClassVar[str] = "Mean absolute error"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of |p - y| over the last axis."""
        difference, distance = ctx.keep("loss/difference", p.shape), ctx.empty(p.shape)
        yield partial(np.subtract, p, y, difference)
        yield partial(np.abs, difference, distance)
        yield partial(np.vecdot, distance, ctx.ones(p.shape[-1]), out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · sign(p - y) / k, where k is the length of the last axis."""
        difference = ctx.keep("loss/difference", p.shape)
        yield partial(np.sign, difference, dp)
        yield partial(np.multiply, dp, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class Huber(Loss, frozen=True, kw_only=True):
    """Squares small differences and takes large ones as they are: for numbers with outliers."""

    formula: ClassVar[str] = "L = mean(½ e² if |e| ≤ delta, else delta · |e| - ½ delta²), e = y - p"
    label: ClassVar[str] = "Huber"
    aliases: ClassVar[tuple[str, ...]] = ("huber_loss",)

    delta: Annotated[
        float, Meta(gt=0, title="Delta", description="Where a difference stops being small, in the target's unit.")
    ] = 1.0

    @property
    def key(self) -> str:
        """Keras' default name, which is not the one it is chosen by."""
        return "huber_loss"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of c · (e - c / 2), where e = p - y and c is e cut to ± delta."""
        cut, rest, half_cut = ctx.keep("loss/cut", p.shape), ctx.empty(p.shape), ctx.empty(p.shape)
        yield partial(np.subtract, p, y, rest)
        yield partial(np.clip, rest, ctx.constant(-self.delta), ctx.constant(self.delta), cut)
        yield partial(np.multiply, cut, ctx.constant(0.5), half_cut)
        yield partial(np.subtract, rest, half_cut, rest)
        yield partial(np.vecdot, cut, rest, out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · c / k, where k is the length of the last axis."""
        cut = ctx.keep("loss/cut", p.shape)
        yield partial(np.multiply, cut, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class MeanAbsolutePercentageError(Loss, frozen=True, kw_only=True):
    """The mean distance in percent of the target: for numbers of very different sizes.

    Targets are taken for at least 1e-7, so that a target of 0 weighs enormously.
    """

    formula: ClassVar[str] = "L = 100 · mean(|y - p| / |y|)"
    aliases: ClassVar[tuple[str, ...]] = ("mape", "MAPE")
    label: ClassVar[str] = "Mean absolute percentage error"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = 100 · mean of |p - y| / max(|y|, 1e-7) over the last axis."""
        difference, size = ctx.keep("loss/difference", p.shape), ctx.keep("loss/size", p.shape)
        share = ctx.empty(p.shape)
        yield partial(np.subtract, p, y, difference)
        yield partial(np.abs, y, size)
        yield partial(np.maximum, size, ctx.constant(EPSILON), out=size)
        yield partial(np.divide, difference, size, share)
        yield partial(np.abs, share, share)
        yield partial(np.vecdot, share, ctx.ones(p.shape[-1]), out)
        yield partial(np.multiply, out, ctx.constant(100 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · 100 · sign(p - y) / (max(|y|, 1e-7) · k), where k is the length of the last axis."""
        yield partial(np.sign, ctx.keep("loss/difference", p.shape), dp)
        yield partial(np.divide, dp, ctx.keep("loss/size", p.shape), dp)
        yield partial(np.multiply, dp, ctx.constant(100 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class MeanSquaredLogarithmicError(Loss, frozen=True, kw_only=True):
    """The mean squared difference of logarithms: for numbers from 0 on whose order of magnitude matters.

    Numbers below 1e-7 count as 1e-7, and predictions there get no gradient.
    """

    formula: ClassVar[str] = "L = mean((log(1 + y) - log(1 + p))²)"
    aliases: ClassVar[tuple[str, ...]] = ("msle", "MSLE")
    label: ClassVar[str] = "Mean squared logarithmic error"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of (log(1 + p) - log(1 + y))² over the last axis."""
        difference, of_target = ctx.keep("loss/difference", p.shape), ctx.empty(p.shape)
        for source, logarithm in ((p, difference), (y, of_target)):
            yield partial(np.maximum, source, ctx.constant(EPSILON), out=logarithm)
            yield partial(np.log1p, logarithm, logarithm)
        yield partial(np.subtract, difference, of_target, difference)
        yield partial(np.vecdot, difference, difference, out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · 2 (log(1 + p) - log(1 + y)) / ((1 + p) k), where k is the length of the last axis."""
        larger, counts = ctx.empty(p.shape), ctx.empty(p.shape, bool)
        yield partial(np.maximum, p, ctx.constant(EPSILON), out=larger)
        yield partial(np.equal, larger, p, counts)
        yield partial(np.add, larger, ctx.constant(1), larger)
        yield partial(np.divide, ctx.keep("loss/difference", p.shape), larger, dp)
        yield partial(np.multiply, dp, counts, dp)
        yield partial(np.multiply, dp, ctx.constant(2 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class LogCosh(Loss, frozen=True, kw_only=True):
    """Squares small differences and takes large ones as they are, smoothly: for numbers with outliers."""

    formula: ClassVar[str] = "L = mean(log(cosh(p - y)))"
    label: ClassVar[str] = "Log-cosh"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of |e| + log(1 + exp(-2 |e|)) - log 2 over the last axis, where e = p - y."""
        difference = ctx.keep("loss/difference", p.shape)
        size, rest = ctx.empty(p.shape), ctx.empty(p.shape)
        yield partial(np.subtract, p, y, difference)
        yield partial(np.abs, difference, size)
        yield partial(np.multiply, size, ctx.constant(-2), rest)
        yield partial(np.exp, rest, rest)
        yield partial(np.log1p, rest, rest)
        yield partial(np.add, size, rest, size)
        yield partial(np.subtract, size, ctx.constant(math.log(2)), size)
        yield partial(np.vecdot, size, ctx.ones(p.shape[-1]), out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · tanh(p - y) / k, where k is the length of the last axis."""
        yield partial(np.tanh, ctx.keep("loss/difference", p.shape), dp)
        yield partial(np.multiply, dp, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class Poisson(Loss, frozen=True, kw_only=True):
    """For counts, such as visitors an hour: how unlikely they are when the prediction is their mean.

    Predictions must be positive: let the output end with softplus or exponential.
    """

    formula: ClassVar[str] = "L = mean(p - y · log p)"
    label: ClassVar[str] = "Poisson"
    note_on_pytorch: ClassVar[str] = (
        "PoissonNLLLoss takes the logarithms of the predictions unless told otherwise; here they are the "
        "rates themselves."
    )

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of p - y · log(p + 1e-7) over the last axis."""
        each = ctx.empty(p.shape)
        yield partial(np.add, p, ctx.constant(EPSILON), each)
        yield partial(np.log, each, each)
        yield partial(np.multiply, each, y, each)
        yield partial(np.subtract, p, each, each)
        yield partial(np.vecdot, each, ctx.ones(p.shape[-1]), out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · (1 - y / (p + 1e-7)) / k, where k is the length of the last axis."""
        yield partial(np.add, p, ctx.constant(EPSILON), dp)
        yield partial(np.divide, y, dp, dp)
        yield partial(np.subtract, ctx.constant(1), dp, dp)
        yield partial(np.multiply, dp, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
