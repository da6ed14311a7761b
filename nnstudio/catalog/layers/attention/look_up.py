"""Attention in its plain forms: every query looks up a mixture of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers import GlorotUniform, Ones
from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.attention.scores import DotScores, TanhScores
from nnstudio.catalog.layers.attention.weights import (
    AttentionDropout,
    AttentionWeights,
    CausalMask,
    HiddenPairs,
    give,
    require_position_masks,
    require_sequences,
    roles,
)
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec
from nnstudio.catalog.layers.regularization.base import Seed
from nnstudio.sentence import Sentence


class _LookUp(Layer, frozen=True, kw_only=True):
    """Query, value and key on its ports; types say how a key is scored."""

    category: ClassVar[str] = "Attention"
    most_inputs: ClassVar[int | None] = 3

    dropout: AttentionDropout = 0.0
    use_causal_mask: CausalMask = False

    @property
    def draws_numbers(self) -> bool:
        """For its dropout."""
        return self.dropout > 0

    def output_shape(self, *inputs: Shape) -> Shape:
        """(positions of the query, values of the value)."""
        query, value, key = require_sequences(inputs)
        if query[1] != key[1]:
            raise ShapeError(
                Sentence(
                    "compares query and key, which have {query} and {key} values; make them equal",
                    query=query[1],
                    key=key[1],
                )
            )
        return (query[0], value[1])

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """That of the query; what a mask hides of the value is not found."""
        require_position_masks(inputs, masks)
        return masks[0]

    def products(self, *inputs: Shape) -> int:
        """Every query meets every key and every value."""
        query, value, key = roles(inputs)
        return query[0] * value[0] * (key[1] + value[1])

    def score(self, query: Array, key: Array, scores: Array, w: Weights, ctx: Context) -> Calls:
        """Write the score of every query for every key."""
        raise NotImplementedError

    def score_back(
        self,
        query: Array,
        key: Array,
        dscores: Array,
        dquery: Array,
        dkey: Array,
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """Write the gradients of query, key and weights; `dscores` may be overwritten."""
        raise NotImplementedError

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """out = softmax(scores) · value."""
        query, value, key = roles(inputs)
        hidden = self._hidden(query, key, ctx)
        weights = self._attention(query, key, ctx)
        if hidden is not None:
            yield from hidden.forward()
        yield from self.score(query, key, weights.scores, w, ctx)
        yield from weights.forward()
        yield partial(np.matmul, weights.used, value, out)
        if ctx.mask is not None:
            yield partial(np.multiply, out, ctx.mask[..., None], out)

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """dvalue = weightsᵀ · dout; from dout · valueᵀ, back through softmax and scores, dquery and dkey."""
        query, value, key = roles(inputs)
        weights = self._attention(query, key, ctx)
        dscores = ctx.empty(weights.scores.shape)
        dquery, dvalue, dkey = (ctx.empty(x.shape) for x in (query, value, key))
        if ctx.mask is not None:
            yield partial(np.multiply, d.out, ctx.mask[..., None], d.out)
        yield partial(np.matmul, weights.used.transpose(0, 2, 1), d.out, dvalue)
        yield partial(np.matmul, d.out, value.transpose(0, 2, 1), dscores)
        yield from weights.backward(dscores)
        yield from self.score_back(query, key, dscores, dquery, dkey, w, d.weights, ctx)
        yield from give(list(zip(roles(d.inputs), (dquery, dvalue, dkey), strict=True)))

    def _attention(self, query: Array, key: Array, ctx: Context) -> AttentionWeights:
        shape, hidden = (len(query), query.shape[1], key.shape[1]), self._hidden(query, key, ctx)
        pairs = None if hidden is None else hidden.pairs
        return AttentionWeights(shape, self.dropout, ctx, causal=self.use_causal_mask, hidden=pairs)

    def _hidden(self, query: Array, key: Array, ctx: Context) -> HiddenPairs | None:
        """What a mask of the value hides."""
        _, mask, _ = roles(ctx.masks) if ctx.masks else (None, None, None)
        if mask is None:
            return None
        return HiddenPairs((len(query), query.shape[1], key.shape[1]), None, [mask], ctx, causal=self.use_causal_mask)


class Attention(_LookUp, frozen=True, kw_only=True):
    """Lets every position of a query look at all positions of another sequence, and mixes what it finds there.

    A key that is like the query gives its value a large weight; weights sum to 1 (Luong et al., 2015). The ports are
    query, value, key: without a key, the value is its own; a single edge is attention of a sequence to itself. Scores
    are not divided by the root of their length, as they are in MultiHeadAttention.
    """

    formula: ClassVar[str] = "y = softmax(query · keyᵀ) · value"
    note_on_pytorch: ClassVar[str] = (
        "scaled_dot_product_attention divides the scores by the root of their size; here they stay as they "
        "are, unless a scale is learned."
    )

    use_scale: Annotated[bool, Meta(title="Use scale", description="Multiply scores by a learned number.")] = False
    score_mode: Annotated[
        Literal["dot", "concat"],
        Meta(title="Score mode", description="dot: query · key; concat: a learned number times Σ tanh(query + key)."),
    ] = "dot"
    dropout: AttentionDropout = 0.0
    seed: Seed | None = None
    use_causal_mask: CausalMask = False

    @property
    def summary(self) -> str:
        """What is not usual about it."""
        return " · ".join(["concat"] * (self.score_mode == "concat") + ["causal"] * self.use_causal_mask)

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """One number to scale with, and one to weigh with in the mode concat."""
        specs = {"scale": WeightSpec((), Ones())} if self.use_scale else {}
        return specs | ({"concat_score_weight": WeightSpec((), Ones())} if self.score_mode == "concat" else {})

    def score(self, query: Array, key: Array, scores: Array, w: Weights, ctx: Context) -> Calls:
        """scores = scale · query · keyᵀ, or weight · Σ tanh(scale · (query + key))."""
        if self.score_mode == "dot":
            return DotScores(query, key, w.get("scale"), ctx).forward(scores)
        return TanhScores(query, key, w.concat_score_weight, w.get("scale"), ctx).forward(scores)

    def score_back(
        self,
        query: Array,
        key: Array,
        dscores: Array,
        dquery: Array,
        dkey: Array,
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """The same backwards."""
        if self.score_mode == "dot":
            return DotScores(query, key, w.get("scale"), ctx).backward(dscores, dquery, dkey, dw.get("scale"))
        bent = TanhScores(query, key, w.concat_score_weight, w.get("scale"), ctx)
        return bent.backward(dscores, dquery, dkey, dw.concat_score_weight, dw.get("scale"))


class AdditiveAttention(_LookUp, frozen=True, kw_only=True):
    """Attention that compares query and key by a learned sum instead of a product (Bahdanau et al., 2015).

    The ports are query, value, key: without a key, the value is its own; a single edge is attention of a sequence to
    itself.
    """

    formula: ClassVar[str] = "y = softmax(Σ scale · tanh(query + key)) · value"

    use_scale: Annotated[bool, Meta(title="Use scale", description="Weigh the parts of a sum by learned numbers.")] = (
        True
    )
    dropout: AttentionDropout = 0.0
    use_causal_mask: CausalMask = False

    @property
    def summary(self) -> str:
        """Whether it looks back only."""
        return "causal" if self.use_causal_mask else ""

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """The scale, one number for each value of a query."""
        return {"scale": WeightSpec(inputs[0][-1:], GlorotUniform())} if self.use_scale else {}

    def score(self, query: Array, key: Array, scores: Array, w: Weights, ctx: Context) -> Calls:
        """scores = Σ scale · tanh(query + key)."""
        return TanhScores(query, key, w.get("scale"), None, ctx).forward(scores)

    def score_back(
        self,
        query: Array,
        key: Array,
        dscores: Array,
        dquery: Array,
        dkey: Array,
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """The same backwards."""
        return TanhScores(query, key, w.get("scale"), None, ctx).backward(dscores, dquery, dkey, dw.get("scale"), None)
