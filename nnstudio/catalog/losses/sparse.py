"""Losses for one of several classes, with class numbers as targets."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.losses.base import Loss, TargetForm
from nnstudio.catalog.losses.categorical import bind_surprise, bind_surprise_back
from nnstudio.catalog.losses.probabilities import FromLogits


class SparseCategoricalCrossentropy(Loss, frozen=True, kw_only=True):
    """For one of several classes, with class numbers as targets: the surprise at the true class.

    Predictions are first divided by their sum. Samples of the ignored class have no loss, and the others weigh so much
    more that the mean over the batch is theirs.
    """

    formula: ClassVar[str] = "L = -log p[y]"
    label: ClassVar[str] = "Sparse categorical crossentropy"
    note_on_pytorch: ClassVar[str] = (
        "CrossEntropyLoss takes logits only, with the classes on axis 1; here probabilities are expected, "
        "with the classes on the last axis, unless From logits is on. With class weights it divides by the "
        "sum of the weights; here the number of samples counts. The ignored class is -100 there, and none "
        "here."
    )
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
            yield from bind_surprise(one_hot, p, out, ctx, from_logits=self.from_logits)
            return
        weight, count = ctx.keep("loss/weight", y.shape), ctx.empty(())
        yield partial(np.not_equal, y, np.full((), self.ignore_class, y.dtype), weight)
        yield partial(np.multiply, one_hot, weight[..., None], one_hot)
        yield from bind_surprise(one_hot, p, out, ctx, from_logits=self.from_logits)
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
        yield from bind_surprise_back(one_hot, p, dout, dp, ctx, from_logits=self.from_logits)


class CategoricalGeneralizedCrossEntropy(Loss, frozen=True, kw_only=True):
    """For classes of which some are labeled wrongly: between the crossentropy and the absolute error (Zhang, 2018).

    The smaller q is, the closer it is to the crossentropy; at 1 it would be the chance of being wrong, which hardly
    heeds single wrong labels. Predictions are taken as they are: let the output end with softmax.
    """

    formula: ClassVar[str] = "L = (1 - p[y]^q) / q"
    label: ClassVar[str] = "Generalized crossentropy"
    target_form: ClassVar[TargetForm] = "classes"

    q: Annotated[
        float, Meta(gt=0, lt=1, title="q", description="How little single samples count that are far off.")
    ] = 0.5

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = (1 - p[y]^q) / q."""
        one_hot, of_class = ctx.keep("loss/one_hot", p.shape), ctx.keep("loss/of_class", y.shape)
        yield partial(np.equal, y[..., None], np.arange(p.shape[-1]), one_hot)
        yield partial(np.vecdot, p, one_hot, of_class)
        yield partial(np.power, of_class, ctx.constant(self.q), out)
        yield partial(np.subtract, ctx.constant(1), out, out)
        yield partial(np.multiply, out, ctx.constant(1 / self.q), out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout · p[y]^(q - 1) at the true class, finite also where p[y] is 0."""
        of_class, slope = ctx.keep("loss/of_class", y.shape), ctx.empty(y.shape)
        yield partial(np.maximum, of_class, ctx.constant(np.finfo(ctx.dtype).tiny), out=slope)
        yield partial(np.power, slope, ctx.constant(self.q - 1), slope)
        yield partial(np.multiply, slope, dout, slope)
        yield partial(np.negative, slope, slope)
        yield partial(np.multiply, ctx.keep("loss/one_hot", p.shape), slope[..., None], dp)
