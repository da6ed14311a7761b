"""Losses between whole vectors: their direction, or how they spread over classes."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.losses.base import Loss, TargetForm
from nnstudio.catalog.losses.probabilities import EPSILON


class CosineSimilarity(Loss, frozen=True, kw_only=True):
    """For vectors whose direction matters and not their length: -1 for the same one, 1 for the opposite.

    It is the negative cosine, since a training makes its loss small. A prediction of zeros has no direction: its loss
    is 0, and it gets no gradient.
    """

    formula: ClassVar[str] = "L = -Σⱼ yⱼ · pⱼ / (‖y‖ · ‖p‖)"
    label: ClassVar[str] = "Cosine similarity"
    note_on_pytorch: ClassVar[str] = (
        "CosineEmbeddingLoss is 1 minus the similarity; here the loss is its negative, from -1 for the same "
        "direction to 1."
    )

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = -Σ y · p, both divided by their norms."""
        norm, direction = ctx.keep("loss/norm", out.shape), ctx.keep("loss/direction", p.shape)
        norm_of_target, target = ctx.empty(out.shape), ctx.keep("loss/target", y.shape)
        for vector, size, unit in ((p, norm, direction), (y, norm_of_target, target)):
            yield partial(np.vecdot, vector, vector, size)
            yield partial(np.sqrt, size, size)
            yield partial(np.maximum, size, ctx.constant(EPSILON), out=size)
            yield partial(np.divide, vector, size[..., None], unit)
        yield partial(np.vecdot, target, direction, out)
        yield partial(np.negative, out, out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · (cosine · direction of p - direction of y) / ‖p‖."""
        norm, direction = ctx.keep("loss/norm", dout.shape), ctx.keep("loss/direction", p.shape)
        target, each = ctx.keep("loss/target", y.shape), ctx.empty(dout.shape)
        counts = ctx.empty(dout.shape, bool)
        yield partial(np.vecdot, target, direction, each)
        yield partial(np.multiply, direction, each[..., None], dp)
        yield partial(np.subtract, dp, target, dp)
        yield partial(np.divide, dout, norm, each)
        yield partial(np.greater, norm, ctx.constant(EPSILON), counts)
        yield partial(np.multiply, each, counts, each)
        yield partial(np.multiply, dp, each[..., None], dp)


class KLDivergence(Loss, frozen=True, kw_only=True):
    """For whole distributions over classes: how much is lost when the prediction stands for the target.

    Both are kept between 1e-7 and 1; beyond that no gradient comes back.
    """

    formula: ClassVar[str] = "L = Σⱼ yⱼ · log(yⱼ / pⱼ)"
    label: ClassVar[str] = "Kullback-Leibler divergence"
    aliases: ClassVar[tuple[str, ...]] = ("kld", "KLD")
    note_on_pytorch: ClassVar[str] = (
        "KLDivLoss takes the logarithms of the predictions, and its mean divides by all values; here both are"
        " probabilities, and the mean is that over samples (reduction “batchmean” there)."
    )
    target_form: ClassVar[TargetForm] = "probabilities"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = Σ y · log(y / p)."""
        inside, target = ctx.keep("loss/inside", p.shape), ctx.keep("loss/target", y.shape)
        ratio = ctx.empty(p.shape)
        for source, clipped in ((p, inside), (y, target)):
            yield partial(np.clip, source, ctx.constant(EPSILON), ctx.constant(1), clipped)
        yield partial(np.divide, target, inside, ratio)
        yield partial(np.log, ratio, ratio)
        yield partial(np.vecdot, target, ratio, out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = -dout · y / p."""
        inside, counts = ctx.keep("loss/inside", p.shape), ctx.empty(p.shape, bool)
        yield partial(np.divide, ctx.keep("loss/target", y.shape), inside, dp)
        yield partial(np.equal, inside, p, counts)
        yield partial(np.multiply, dp, counts, dp)
        yield partial(np.negative, dp, dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
