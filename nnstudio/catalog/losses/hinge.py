"""Losses that ask for a margin and are content once it is there, as support vector machines have them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context
from nnstudio.catalog.losses.base import Loss, TargetForm


class _Margin(Loss, frozen=True, kw_only=True):
    """What is missing to a margin of 1 between prediction and 0, on the side of the target."""

    target_form: ClassVar[TargetForm] = "probabilities"

    def _missing(self, y: Array, p: Array, ctx: Context) -> Iterator[Call]:
        """Keep the target as -1 and 1, and max(1 - y · p, 0)."""
        target, missing = ctx.keep("loss/target", y.shape), ctx.keep("loss/missing", p.shape)
        yield from _to_signs(y, target, ctx)
        yield partial(np.multiply, target, p, missing)
        yield partial(np.subtract, ctx.constant(1), missing, missing)
        yield partial(np.maximum, missing, ctx.constant(0), out=missing)


class Hinge(_Margin, frozen=True, kw_only=True):
    """For yes or no, as -1 and 1: how far the prediction is from the right side of a margin.

    Targets of 0 and 1 are taken for -1 and 1. Let the output be linear or tanh: a prediction above 0 means yes.
    """

    formula: ClassVar[str] = "L = mean(max(1 - y · p, 0))"
    label: ClassVar[str] = "Hinge"
    note_on_pytorch: ClassVar[str] = "HingeEmbeddingLoss is something else: it judges distances."

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of max(1 - y · p, 0) over the last axis."""
        yield from self._missing(y, p, ctx)
        yield partial(np.vecdot, ctx.keep("loss/missing", p.shape), ctx.ones(p.shape[-1]), out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout · y / k where the margin is missed, where k is the length of the last axis."""
        is_missed = ctx.empty(p.shape, bool)
        yield partial(np.greater, ctx.keep("loss/missing", p.shape), ctx.constant(0), is_missed)
        yield partial(np.multiply, ctx.keep("loss/target", y.shape), is_missed, dp)
        yield partial(np.multiply, dp, ctx.constant(-1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class SquaredHinge(_Margin, frozen=True, kw_only=True):
    """The hinge loss squared: lets predictions near the margin go, and pulls harder on those far off.

    Targets of 0 and 1 are taken for -1 and 1. Let the output be linear or tanh: a prediction above 0 means yes.
    """

    formula: ClassVar[str] = "L = mean(max(1 - y · p, 0)²)"
    label: ClassVar[str] = "Squared hinge"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of max(1 - y · p, 0)² over the last axis."""
        missing = ctx.keep("loss/missing", p.shape)
        yield from self._missing(y, p, ctx)
        yield partial(np.vecdot, missing, missing, out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout · 2 y · max(1 - y · p, 0) / k, where k is the length of the last axis."""
        yield partial(np.multiply, ctx.keep("loss/target", y.shape), ctx.keep("loss/missing", p.shape), dp)
        yield partial(np.multiply, dp, ctx.constant(-2 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)


class CategoricalHinge(Loss, frozen=True, kw_only=True):
    """For one of several classes, with one-hot targets: the true class is to lead the best other one by 1.

    The best other one counts as 0 where all others are below it, as in Keras.
    """

    formula: ClassVar[str] = "L = max(maxⱼ((1 - yⱼ) · pⱼ) - Σⱼ yⱼ · pⱼ + 1, 0)"
    label: ClassVar[str] = "Categorical hinge"
    target_form: ClassVar[TargetForm] = "probabilities"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = max(best other - true + 1, 0)."""
        others, best = ctx.keep("loss/others", p.shape), ctx.keep("loss/best", out.shape)
        missing = ctx.keep("loss/missing", out.shape)
        yield partial(np.subtract, ctx.constant(1), y, others)
        yield partial(np.multiply, others, p, others)
        yield partial(np.maximum.reduce, others, -1, None, best)
        yield partial(np.vecdot, y, p, missing)
        yield partial(np.subtract, best, missing, missing)
        yield partial(np.add, missing, ctx.constant(1), missing)
        yield partial(np.maximum, missing, ctx.constant(0), out=missing)
        yield partial(np.copyto, out, missing)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · ((1 - y) at the best other - y) where the lead is missed; equal ones share."""
        others, best = ctx.keep("loss/others", p.shape), ctx.keep("loss/best", dout.shape)
        is_best, is_missed, each = ctx.empty(p.shape), ctx.empty(dout.shape, bool), ctx.empty(dout.shape)
        yield partial(np.equal, others, best[..., None], is_best)
        yield partial(np.vecdot, is_best, ctx.ones(p.shape[-1]), each)
        yield partial(np.subtract, ctx.constant(1), y, dp)
        yield partial(np.multiply, dp, is_best, dp)
        yield partial(np.divide, dp, each[..., None], dp)
        yield partial(np.subtract, dp, y, dp)
        yield partial(np.greater, ctx.keep("loss/missing", dout.shape), ctx.constant(0), is_missed)
        yield partial(np.multiply, dout, is_missed, each)
        yield partial(np.multiply, dp, each[..., None], dp)


def _to_signs(y: Array, target: Array, ctx: Context) -> Iterator[Call]:
    """target = 2 y - 1 if the whole batch holds zeros and ones only, else y."""
    is_zero, is_one = ctx.empty(y.shape, bool), ctx.empty(y.shape, bool)
    is_binary, scale, shift = ctx.empty((), bool), ctx.empty(()), ctx.empty(())
    yield partial(np.equal, y, ctx.constant(0), is_zero)
    yield partial(np.equal, y, ctx.constant(1), is_one)
    yield partial(np.logical_or, is_zero, is_one, is_one)
    yield partial(np.logical_and.reduce, is_one, None, None, is_binary)
    yield partial(np.add, is_binary, ctx.constant(1), scale)
    yield partial(np.multiply, is_binary, ctx.constant(-1), shift)
    yield partial(np.multiply, y, scale, target)
    yield partial(np.add, target, shift, target)
