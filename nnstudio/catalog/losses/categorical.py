"""Losses for one of several classes, with a target that has a value for every class."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Softmax
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


class CategoricalCrossentropy(Loss, frozen=True, kw_only=True):
    """For one of several classes, with one-hot targets: the surprise at the true class, given its probability.

    Predictions are first divided by their sum. With label smoothing s and k classes, the targets 0 and 1 become s / k
    and 1 - s + s / k.
    """

    formula: ClassVar[str] = "L = -Σⱼ yⱼ · log pⱼ"
    label: ClassVar[str] = "Categorical crossentropy"
    note_on_pytorch: ClassVar[str] = (
        "CrossEntropyLoss takes logits only; here probabilities are expected, and divided by their sum, "
        "unless From logits is on. With class weights it divides by the sum of the weights; here the number "
        "of samples counts."
    )
    target_form: ClassVar[TargetForm] = "probabilities"

    from_logits: FromLogits = False
    label_smoothing: LabelSmoothing = 0.0

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = -Σ y · log p."""
        target = self._target(y, ctx)
        yield from self._smooth(y, target, ctx)
        yield from bind_surprise(target, p, out, ctx, from_logits=self.from_logits)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout · y / p, through the division by the sum; or dout · (softmax(p) - y) for logits."""
        yield from bind_surprise_back(self._target(y, ctx), p, dout, dp, ctx, from_logits=self.from_logits)

    def _target(self, y: Array, ctx: Context) -> Array:
        return ctx.keep("loss/target", y.shape) if self.label_smoothing else y

    def _smooth(self, y: Array, target: Array, ctx: Context) -> Iterator[Call]:
        if self.label_smoothing:
            yield from bind_smoothing(self.label_smoothing, 1 / y.shape[-1], y, target, ctx)


class CategoricalFocalCrossentropy(CategoricalCrossentropy, frozen=True, kw_only=True):
    """For classes of which some are rare: the crossentropy, with little weight on what is predicted well (Lin, 2017).

    Predictions are first divided by their sum. A class of the probability p counts alpha · (1 - p) to the power of
    gamma as much.
    """

    formula: ClassVar[str] = "L = -Σⱼ alpha · (1 - pⱼ)^gamma · yⱼ · log pⱼ"
    label: ClassVar[str] = "Categorical focal crossentropy"

    alpha: Annotated[float, Meta(ge=0, title="Alpha", description="How much every class counts.")] = 0.25
    gamma: Focus = 2.0

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = -Σ alpha · (1 - p)^gamma · y · log p."""
        target, probabilities = self._target(y, ctx), ctx.keep("loss/probabilities", p.shape)
        inside, logs, factor = ctx.keep("loss/inside", p.shape), ctx.keep("loss/logs", p.shape), ctx.empty(p.shape)
        yield from self._smooth(y, target, ctx)
        if self.from_logits:
            yield from Softmax().forward(p, probabilities, ctx)
        else:
            yield from _divide_by_sum(p, probabilities, ctx.keep("loss/sums", out.shape), ctx)
        yield bind_clip(probabilities, inside, ctx)
        yield partial(np.log, inside, logs)
        yield partial(np.subtract, ctx.constant(1), inside, factor)
        yield bind_power(factor, self.gamma, factor, ctx)
        yield partial(np.multiply, factor, target, factor)
        yield partial(np.vecdot, factor, logs, out)
        yield partial(np.multiply, out, ctx.constant(-self.alpha), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · alpha · y · (gamma (1 - p)^(gamma - 1) · log p - (1 - p)^gamma / p), through sum or softmax."""
        probabilities, inside = ctx.keep("loss/probabilities", p.shape), ctx.keep("loss/inside", p.shape)
        rest, factor, counts = ctx.empty(p.shape), ctx.empty(p.shape), ctx.empty(p.shape, bool)
        yield partial(np.subtract, ctx.constant(1), inside, rest)
        yield bind_power(rest, self.gamma, dp, ctx)
        yield partial(np.divide, dp, inside, dp)
        yield partial(np.negative, dp, dp)
        if self.gamma:
            yield bind_power(rest, self.gamma - 1, factor, ctx)
            yield partial(np.multiply, factor, ctx.constant(self.gamma), factor)
            yield partial(np.multiply, factor, ctx.keep("loss/logs", p.shape), factor)
            yield partial(np.add, dp, factor, dp)
        yield partial(np.multiply, dp, self._target(y, ctx), dp)
        yield partial(np.multiply, dp, ctx.constant(self.alpha), dp)
        yield partial(np.equal, inside, probabilities, counts)
        yield partial(np.multiply, dp, counts, dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
        if self.from_logits:
            yield from Softmax().backward(p, probabilities, dp, dp, ctx)
        else:
            yield from _divide_by_sum_back(probabilities, dp, ctx.keep("loss/sums", dout.shape), ctx)


def bind_surprise(target: Array, p: Array, out: Array, ctx: Context, *, from_logits: bool) -> Iterator[Call]:
    """out = -Σ target · log p along the last axis; leaves the probabilities for the way back."""
    probabilities, logs = ctx.keep("loss/probabilities", p.shape), ctx.empty(p.shape)
    sums, ones = ctx.keep("loss/sums", out.shape), ctx.ones(p.shape[-1])
    if from_logits:
        yield partial(np.maximum.reduce, p, -1, None, sums)
        yield partial(np.subtract, p, sums[..., None], logs)
        yield partial(np.exp, logs, probabilities)
        yield partial(np.vecdot, probabilities, ones, sums)
        yield partial(np.divide, probabilities, sums[..., None], probabilities)
        yield partial(np.log, sums, sums)
        yield partial(np.subtract, logs, sums[..., None], logs)
    else:
        yield from _divide_by_sum(p, probabilities, sums, ctx)
        yield bind_clip(probabilities, logs, ctx)
        yield partial(np.log, logs, logs)
    yield partial(np.vecdot, target, logs, out)
    yield partial(np.negative, out, out)


def bind_surprise_back(
    target: Array, p: Array, dout: Array, dp: Array, ctx: Context, *, from_logits: bool
) -> Iterator[Call]:
    """The gradient of `bind_surprise`, from what it left."""
    probabilities, sums = ctx.keep("loss/probabilities", p.shape), ctx.keep("loss/sums", dout.shape)
    if from_logits:
        each = ctx.empty(dout.shape)
        yield partial(np.vecdot, target, ctx.ones(p.shape[-1]), each)
        yield partial(np.multiply, probabilities, each[..., None], dp)
        yield partial(np.subtract, dp, target, dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
        return
    inside, counts = ctx.empty(p.shape), ctx.empty(p.shape, bool)
    yield bind_clip(probabilities, inside, ctx)
    yield partial(np.equal, inside, probabilities, counts)
    yield partial(np.divide, target, inside, dp)
    yield partial(np.multiply, dp, counts, dp)
    yield partial(np.negative, dp, dp)
    yield partial(np.multiply, dp, dout[..., None], dp)
    yield from _divide_by_sum_back(probabilities, dp, sums, ctx)


def _divide_by_sum(p: Array, probabilities: Array, sums: Array, ctx: Context) -> Iterator[Call]:
    yield partial(np.vecdot, p, ctx.ones(p.shape[-1]), sums)
    yield partial(np.divide, p, sums[..., None], probabilities)


def _divide_by_sum_back(probabilities: Array, dp: Array, sums: Array, ctx: Context) -> Iterator[Call]:
    """dp = (dp - Σ dp · probabilities) / sums, in place."""
    each = ctx.empty(sums.shape)
    yield partial(np.vecdot, dp, probabilities, each)
    yield partial(np.subtract, dp, each[..., None], dp)
    yield partial(np.divide, dp, sums[..., None], dp)
