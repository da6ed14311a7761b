"""Losses for predicting numbers."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.losses.base import Loss


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
