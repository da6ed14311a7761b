"""Losses for predicting probabilities.

Probabilities are kept 1e-7 away from 0 and 1 before their logarithm is taken, as in Keras; beyond that no gradient
comes back. Logits (the values before sigmoid or softmax) need no such limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Sigmoid, Softplus
from nnstudio.catalog.kernels import Array, Call, Calls, Context
from nnstudio.catalog.losses.base import Loss, TargetForm

EPSILON = 1e-7

FromLogits: TypeAlias = Annotated[
    bool,
    Meta(title="From logits", description="The output is not a probability yet: it has no sigmoid or softmax."),
]
LabelSmoothing: TypeAlias = Annotated[
    float, Meta(ge=0, le=1, title="Label smoothing", description="How far targets are moved towards undecided.")
]


class BinaryCrossentropy(Loss, frozen=True, kw_only=True):
    """For yes or no: the surprise at what is true, given the predicted probability.

    With label smoothing s, the targets 0 and 1 become s / 2 and 1 - s / 2.
    """

    formula: ClassVar[str] = "L = -mean(y · log p + (1 - y) · log(1 - p))"
    label: ClassVar[str] = "Binary crossentropy"
    aliases: ClassVar[tuple[str, ...]] = ("bce", "BCE")
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
            yield from Sigmoid().forward(p, dp, ctx)
            yield partial(np.subtract, dp, target, dp)
        else:
            yield from _clipped_back(target, p, dp, ctx)
        yield partial(np.multiply, dp, ctx.constant(1 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)

    def _target(self, y: Array, ctx: Context) -> Array:
        return ctx.keep("loss/target", y.shape) if self.label_smoothing else y

    def _smooth(self, y: Array, target: Array, ctx: Context) -> Iterator[Call]:
        if self.label_smoothing:
            yield from _towards(self.label_smoothing, 0.5, y, target, ctx)

    def _of_logits(self, target: Array, p: Array, each: Array, ctx: Context) -> Iterator[Call]:
        """each = log(1 + exp(p)) - target · p."""
        rest = ctx.empty(p.shape)
        yield from Softplus().forward(p, each, ctx)
        yield partial(np.multiply, target, p, rest)
        yield partial(np.subtract, each, rest, each)

    def _of_probabilities(self, target: Array, p: Array, each: Array, ctx: Context) -> Iterator[Call]:
        """each = -(target · log p + (1 - target) · log(1 - p))."""
        inside, other, absent = ctx.keep("loss/inside", p.shape), ctx.empty(p.shape), ctx.empty(p.shape)
        yield partial(np.clip, p, ctx.constant(EPSILON), ctx.constant(1 - EPSILON), inside)
        yield partial(np.log, inside, each)
        yield partial(np.multiply, each, target, each)
        yield partial(np.subtract, ctx.constant(1), inside, other)
        yield partial(np.log, other, other)
        yield partial(np.subtract, ctx.constant(1), target, absent)
        yield partial(np.multiply, other, absent, other)
        yield partial(np.add, each, other, each)
        yield partial(np.negative, each, each)


class CategoricalCrossentropy(Loss, frozen=True, kw_only=True):
    """For one of several classes, with one-hot targets: the surprise at the true class, given its probability.

    Predictions are first divided by their sum. With label smoothing s and k classes, the targets 0 and 1 become s / k
    and 1 - s + s / k.
    """

    formula: ClassVar[str] = "L = -Σⱼ yⱼ · log pⱼ"
    label: ClassVar[str] = "Categorical crossentropy"
    target_form: ClassVar[TargetForm] = "probabilities"

    from_logits: FromLogits = False
    label_smoothing: LabelSmoothing = 0.0

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = -Σ y · log p."""
        target = self._target(y, ctx)
        if self.label_smoothing:
            yield from _towards(self.label_smoothing, 1 / p.shape[-1], y, target, ctx)
        yield from _surprise(target, p, out, ctx, from_logits=self.from_logits)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout · y / p, through the division by the sum; or dout · (softmax(p) - y) for logits."""
        yield from _surprise_back(self._target(y, ctx), p, dout, dp, ctx, from_logits=self.from_logits)

    def _target(self, y: Array, ctx: Context) -> Array:
        return ctx.keep("loss/target", y.shape) if self.label_smoothing else y


class SparseCategoricalCrossentropy(Loss, frozen=True, kw_only=True):
    """For one of several classes, with class numbers as targets: the surprise at the true class.

    Predictions are first divided by their sum. Samples of the ignored class have no loss, and the others weigh so much
    more that the mean over the batch is theirs.
    """

    formula: ClassVar[str] = "L = -log p[y]"
    label: ClassVar[str] = "Sparse categorical crossentropy"
    target_form: ClassVar[TargetForm] = "classes"

    from_logits: FromLogits = False
    ignore_class: (
        Annotated[
            int, Meta(title="Ignored class", description="Samples of this class do not count, such as those unlabeled.")
        ]
        | None
    ) = None

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = -log p[y], or 0 for the ignored class."""
        one_hot = ctx.keep("loss/one_hot", p.shape)
        yield partial(np.equal, y[..., None], np.arange(p.shape[-1]), one_hot)
        if self.ignore_class is None:
            yield from _surprise(one_hot, p, out, ctx, from_logits=self.from_logits)
            return
        weight, count = ctx.keep("loss/weight", y.shape), ctx.empty(())
        yield partial(np.not_equal, y, np.full((), self.ignore_class, y.dtype), weight)
        yield partial(np.multiply, one_hot, weight[..., None], one_hot)
        yield from _surprise(one_hot, p, out, ctx, from_logits=self.from_logits)
        yield partial(np.add.reduce, weight, None, None, count)
        yield partial(np.maximum, count, ctx.constant(1), out=count)
        yield partial(np.divide, ctx.constant(y.size), count, count)
        yield partial(np.multiply, weight, count, weight)
        yield partial(np.multiply, out, weight, out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout / p[y] at the true class, through the division by the sum; or softmax(p) - one_hot for logits."""
        one_hot = ctx.keep("loss/one_hot", p.shape)
        if self.ignore_class is not None:
            weighted = ctx.empty(dout.shape)
            yield partial(np.multiply, dout, ctx.keep("loss/weight", y.shape), weighted)
            dout = weighted
        yield from _surprise_back(one_hot, p, dout, dp, ctx, from_logits=self.from_logits)


def _towards(share: float, middle: float, y: Array, target: Array, ctx: Context) -> Iterator[Call]:
    """target = (1 - share) · y + share · middle."""
    yield partial(np.multiply, y, ctx.constant(1 - share), target)
    yield partial(np.add, target, ctx.constant(share * middle), target)


def _surprise(target: Array, p: Array, out: Array, ctx: Context, *, from_logits: bool) -> Iterator[Call]:
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
        yield partial(np.vecdot, p, ones, sums)
        yield partial(np.divide, p, sums[..., None], probabilities)
        yield partial(np.clip, probabilities, ctx.constant(EPSILON), ctx.constant(1 - EPSILON), logs)
        yield partial(np.log, logs, logs)
    yield partial(np.vecdot, target, logs, out)
    yield partial(np.negative, out, out)


def _surprise_back(
    target: Array, p: Array, dout: Array, dp: Array, ctx: Context, *, from_logits: bool
) -> Iterator[Call]:
    """The gradient of `_surprise`, from what it left."""
    probabilities, sums = ctx.keep("loss/probabilities", p.shape), ctx.keep("loss/sums", dout.shape)
    each = ctx.empty(dout.shape)
    if from_logits:
        yield partial(np.vecdot, target, ctx.ones(p.shape[-1]), each)
        yield partial(np.multiply, probabilities, each[..., None], dp)
        yield partial(np.subtract, dp, target, dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
        return
    inside, counts = ctx.empty(p.shape), ctx.empty(p.shape, bool)
    yield partial(np.clip, probabilities, ctx.constant(EPSILON), ctx.constant(1 - EPSILON), inside)
    yield partial(np.equal, inside, probabilities, counts)
    yield partial(np.divide, target, inside, inside)
    yield partial(np.multiply, inside, counts, inside)
    yield partial(np.vecdot, inside, probabilities, each)
    yield partial(np.subtract, each[..., None], inside, dp)
    yield partial(np.divide, dout, sums, each)
    yield partial(np.multiply, dp, each[..., None], dp)


def _clipped_back(target: Array, p: Array, dp: Array, ctx: Context) -> Iterator[Call]:
    """dp = (inside - target) / (inside · (1 - inside)), and 0 where p was clipped to `inside`."""
    inside, rest, counts = ctx.keep("loss/inside", p.shape), ctx.empty(p.shape), ctx.empty(p.shape, bool)
    yield partial(np.subtract, inside, target, dp)
    yield partial(np.subtract, ctx.constant(1), inside, rest)
    yield partial(np.multiply, rest, inside, rest)
    yield partial(np.divide, dp, rest, dp)
    yield partial(np.equal, inside, p, counts)
    yield partial(np.multiply, dp, counts, dp)
