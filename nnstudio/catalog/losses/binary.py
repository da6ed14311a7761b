"""Losses for yes or no."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Sigmoid, Softplus
from nnstudio.catalog.kernels import Array, Call, Calls, Context
from nnstudio.catalog.losses.base import Loss, TargetForm
from nnstudio.catalog.losses.probabilities import (
    Focus,
    FromLogits,
    LabelSmoothing,
    bind_clip,
    bind_power,
    bind_smoothing,
)


class BinaryCrossentropy(Loss, frozen=True, kw_only=True):
    """For yes or no: the surprise at what is true, given the predicted probability.

    With label smoothing s, the targets 0 and 1 become s / 2 and 1 - s / 2.
    """

    formula: ClassVar[str] = "L = -mean(y · log p + (1 - y) · log(1 - p))"
    label: ClassVar[str] = "Binary crossentropy"
    aliases: ClassVar[tuple[str, ...]] = ("bce", "BCE")
    note_on_pytorch: ClassVar[str] = (
        "BCELoss lets no logarithm fall below -100; here probabilities are kept 1e-7 away from 0 and 1, so "
        "that no value costs more than 16.2."
    )
    target_form: ClassVar[TargetForm] = "probabilities"

    from_logits: FromLogits = False
    label_smoothing: LabelSmoothing = 0.0

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean over the last axis of the crossentropy of every value."""
        target, each = self._target(y, ctx), ctx.empty(p.shape)
        yield from self._smooth(y, target, ctx)
        yield from (self._of_logits if self.from_logits else self._of_probabilities)(target, p, each, ctx)
        yield partial(np.vecdot, each, ctx.ones(p.shape[-1]), out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · (p - y) / (p (1 - p) k), or (sigmoid(p) - y) / k for logits."""
        target = self._target(y, ctx)
        if self.from_logits:
            yield from _surplus(target, p, dp, ctx)
        else:
            yield from _clipped_back(target, p, dp, ctx)
        yield partial(np.multiply, dp, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)

    def _target(self, y: Array, ctx: Context) -> Array:
        return ctx.keep("loss/target", y.shape) if self.label_smoothing else y

    def _smooth(self, y: Array, target: Array, ctx: Context) -> Iterator[Call]:
        if self.label_smoothing:
            yield from bind_smoothing(self.label_smoothing, 0.5, y, target, ctx)

    def _of_logits(self, target: Array, p: Array, each: Array, ctx: Context) -> Iterator[Call]:
        """each = log(1 + exp(p)) - target · p."""
        rest = ctx.empty(p.shape)
        yield from Softplus().forward(p, each, ctx)
        yield partial(np.multiply, target, p, rest)
        yield partial(np.subtract, each, rest, each)

    def _of_probabilities(self, target: Array, p: Array, each: Array, ctx: Context) -> Iterator[Call]:
        """each = -(target · log p + (1 - target) · log(1 - p))."""
        inside, other, absent = ctx.keep("loss/inside", p.shape), ctx.empty(p.shape), ctx.empty(p.shape)
        yield bind_clip(p, inside, ctx)
        yield partial(np.log, inside, each)
        yield partial(np.multiply, each, target, each)
        yield partial(np.subtract, ctx.constant(1), inside, other)
        yield partial(np.log, other, other)
        yield partial(np.subtract, ctx.constant(1), target, absent)
        yield partial(np.multiply, other, absent, other)
        yield partial(np.add, each, other, each)
        yield partial(np.negative, each, each)


class BinaryFocalCrossentropy(BinaryCrossentropy, frozen=True, kw_only=True):
    """For yes or no where one is rare: the crossentropy, with little weight on what is predicted well (Lin, 2017).

    A value whose true answer has the probability q counts (1 - q) to the power of gamma as much. With class balancing,
    yes counts alpha and no 1 - alpha times that; in Keras it is off until it is asked for.
    """

    formula: ClassVar[str] = "L = mean((1 - q)^gamma · -log q), q = p where y = 1, else 1 - p"
    label: ClassVar[str] = "Binary focal crossentropy"

    apply_class_balancing: Annotated[
        bool, Meta(title="Class balancing", description="Let yes count alpha and no 1 - alpha.")
    ] = False
    alpha: Annotated[
        float, Meta(ge=0, le=1, title="Alpha", description="How much yes counts, with class balancing.")
    ] = 0.25
    gamma: Focus = 2.0

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean over the last axis of weight · (1 - q)^gamma · crossentropy."""
        target, probability = self._target(y, ctx), self._probability(p, ctx)
        surprise, missed = ctx.keep("loss/surprise", p.shape), ctx.keep("loss/missed", p.shape)
        factor = ctx.empty(p.shape)
        yield from self._smooth(y, target, ctx)
        if self.from_logits:
            yield from Sigmoid().forward(p, probability, ctx)
        yield from self._of_probabilities(target, probability, surprise, ctx)
        yield from _turn(target, missed, ctx)
        yield partial(np.multiply, missed, probability, missed)
        yield partial(np.add, missed, target, missed)
        yield bind_power(missed, self.gamma, factor, ctx)
        yield from self._weigh(target, factor, ctx)
        yield partial(np.vecdot, factor, surprise, out)
        yield partial(np.multiply, out, ctx.constant(1 / p.shape[-1]), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · weight · ((1 - q)^gamma · crossentropy)' / k, through the sigmoid for logits."""
        target, probability = self._target(y, ctx), self._probability(p, ctx)
        surprise, missed = ctx.keep("loss/surprise", p.shape), ctx.keep("loss/missed", p.shape)
        factor, turn = ctx.empty(p.shape), ctx.empty(p.shape)
        yield from _clipped_back(target, probability, dp, ctx)
        yield bind_power(missed, self.gamma, factor, ctx)
        yield partial(np.multiply, dp, factor, dp)
        if self.gamma:
            yield bind_power(missed, self.gamma - 1, factor, ctx)
            yield partial(np.multiply, factor, ctx.constant(self.gamma), factor)
            yield partial(np.multiply, factor, surprise, factor)
            yield from _turn(target, turn, ctx)
            yield partial(np.multiply, factor, turn, factor)
            yield partial(np.add, dp, factor, dp)
        yield from self._weigh(target, dp, ctx)
        yield partial(np.multiply, dp, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
        if self.from_logits:
            yield from Sigmoid().backward(p, probability, dp, dp, ctx)

    def _probability(self, p: Array, ctx: Context) -> Array:
        return ctx.keep("loss/probability", p.shape) if self.from_logits else p

    def _weigh(self, target: Array, values: Array, ctx: Context) -> Iterator[Call]:
        """values *= alpha for yes, 1 - alpha for no."""
        if self.apply_class_balancing:
            weight = ctx.empty(values.shape)
            yield partial(np.multiply, target, ctx.constant(2 * self.alpha - 1), weight)
            yield partial(np.add, weight, ctx.constant(1 - self.alpha), weight)
            yield partial(np.multiply, values, weight, values)


def _turn(target: Array, out: Array, ctx: Context) -> Iterator[Call]:
    """out = 1 - 2 · target: how the probability of what is not true changes with that of yes."""
    yield partial(np.multiply, target, ctx.constant(-2), out)
    yield partial(np.add, out, ctx.constant(1), out)


def _surplus(target: Array, p: Array, dp: Array, ctx: Context) -> Iterator[Call]:
    """dp = sigmoid(p) - target, where sigmoid(p) = ½ tanh(½ p) + ½, which is sooner computed than by exp."""
    half = ctx.constant(0.5)
    yield partial(np.multiply, p, half, dp)
    yield partial(np.tanh, dp, dp)
    yield partial(np.multiply, dp, half, dp)
    yield partial(np.subtract, dp, target, dp)
    yield partial(np.add, dp, half, dp)


def _clipped_back(target: Array, p: Array, dp: Array, ctx: Context) -> Iterator[Call]:
    """dp = (inside - target) / (inside · (1 - inside)), and 0 where p was clipped to `inside`."""
    inside, rest, counts = ctx.keep("loss/inside", p.shape), ctx.empty(p.shape), ctx.empty(p.shape, bool)
    yield partial(np.subtract, inside, target, dp)
    yield partial(np.subtract, ctx.constant(1), inside, rest)
    yield partial(np.multiply, rest, inside, rest)
    yield partial(np.divide, dp, rest, dp)
    yield partial(np.equal, inside, p, counts)
    yield partial(np.multiply, dp, counts, dp)
