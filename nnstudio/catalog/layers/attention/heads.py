"""Attention with several heads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.constraints import BiasConstraint, KernelConstraint
from nnstudio.catalog.initializers import GlorotUniform, Initializer, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.attention.weights import (
    AttentionDropout,
    CausalMask,
    HiddenPairs,
    ReplacedWeights,
    give,
    require_position_masks,
    require_sequences,
    roles,
)
from nnstudio.catalog.layers.base import Layer, WeightSpec, require_initializable
from nnstudio.catalog.layers.regularization.base import Seed
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.sentence import Sentence, dotted

OutputLengths: TypeAlias = Annotated[
    tuple[Annotated[int, Meta(ge=1)], ...],
    Meta(title="Output lengths", description="The axes after the positions; none: as many values as the query has."),
]


class MultiHeadAttention(Layer, frozen=True, kw_only=True):
    """Several attentions side by side, each with queries, keys and values of its own: the core of a transformer.

    Every head projects its inputs, compares queries with keys, and mixes values by the weights that come of it; the
    heads' results are joined and projected once more (Vaswani et al., 2017). The ports are query, value and key:
    without a key, the value is its own; a single edge is self-attention.

    The weights are those of Keras, kernels of shape (values, heads, key dim) for query, key and value, and (heads,
    value dim, values) for the output.
    """

    category: ClassVar[str] = "Attention"
    formula: ClassVar[str] = "y = Σ over heads of softmax(Q · Kᵀ / √key_dim) · V · W, with Q, K, V = x · W + b"
    note_on_pytorch: ClassVar[str] = (
        "MultiheadAttention keeps the kernels of query, key and value as one matrix, and divides the features"
        " of its input among the heads; here key dim is the size of each head, whatever comes in."
    )
    most_inputs: ClassVar[int | None] = 3

    num_heads: Annotated[int, Meta(ge=1, title="Heads", description="How many attentions stand side by side.")]
    key_dim: Annotated[int, Meta(ge=1, title="Key size", description="Length of the queries and keys of a head.")]
    value_dim: (
        Annotated[
            int, Meta(ge=1, title="Value size", description="Length of the values of a head; none: that of the keys.")
        ]
        | None
    ) = None
    dropout: AttentionDropout = 0.0
    use_bias: Annotated[bool, Meta(title="Use bias", description="Add learned offsets to all projections.")] = True
    output_shape: OutputLengths | None = None  # type: ignore[assignment]  # who wants the shape asks result_shape
    use_causal_mask: CausalMask = False
    kernel_initializer: Annotated[
        Initializer, Meta(title="Kernel initializer", description="How the kernels of the projections begin.")
    ] = GlorotUniform()
    bias_initializer: Annotated[
        Initializer, Meta(title="Bias initializer", description="How the biases of the projections begin.")
    ] = Zeros()
    kernel_regularizer: (
        Annotated[Regularizer, Meta(title="Kernel regularizer", description="Penalty on the kernels.")] | None
    ) = None
    bias_regularizer: (
        Annotated[Regularizer, Meta(title="Bias regularizer", description="Penalty on the biases.")] | None
    ) = None
    kernel_constraint: KernelConstraint | None = None
    bias_constraint: BiasConstraint | None = None
    seed: Seed | None = None

    @property
    def summary(self) -> str:
        """Heads and the size of their keys."""
        words = "{heads} head of {size}" if self.num_heads == 1 else "{heads} heads of {size}"
        heads = Sentence(words, heads=self.num_heads, size=self.key_dim)
        return dotted((heads, Sentence("causal") if self.use_causal_mask else ""))

    @property
    def draws_numbers(self) -> bool:
        """For its dropout."""
        return self.dropout > 0

    def result_shape(self, *inputs: Shape) -> Shape:
        """The shape of the query, or its positions with other axes behind them."""
        query, _, _ = require_sequences(inputs)
        for name, spec in self.weights(*inputs).items():
            require_initializable(spec.initializer, spec.shape, f"{name.rpartition('/')[2]}_initializer")
        return (query[0], *self._ends(query))

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """That of the query; no query finds what a mask hides of value or key."""
        require_position_masks(inputs, masks)
        return masks[0]

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel and bias of every projection."""
        (_, query), (_, value), (_, key) = roles(inputs)
        ends = self._ends(roles(inputs)[0])
        heads, key_dim, value_dim = self.num_heads, self.key_dim, self._value_dim
        kernels: dict[str, Shape] = {
            "query": (query, heads, key_dim),
            "key": (key, heads, key_dim),
            "value": (value, heads, value_dim),
            "attention_output": (heads, value_dim, *ends),
        }
        specs = {}
        for name, shape in kernels.items():
            inputs_end = 2 if name == "attention_output" else 1
            bias = shape[inputs_end:]
            specs[f"{name}/kernel"] = WeightSpec(
                shape,
                self.kernel_initializer,
                self.kernel_regularizer,
                constraint=self.kernel_constraint,
                connections=(math.prod(shape[:inputs_end]), math.prod(shape[inputs_end:])),
            )
            if self.use_bias:
                specs[f"{name}/bias"] = WeightSpec(
                    bias, self.bias_initializer, self.bias_regularizer, constraint=self.bias_constraint
                )
        return specs

    def products(self, *inputs: Shape) -> int:
        """Every position meets its projections, and in every head every query meets every key and every value."""
        positions = dict(zip(("query", "value", "key"), (shape[0] for shape in roles(inputs)), strict=True))
        positions["attention_output"] = positions["query"]
        weights = self.weights(*inputs)
        projected = sum(count * weights[f"{name}/kernel"].size for name, count in positions.items())
        pairs = self.num_heads * positions["query"] * positions["value"]
        return projected + pairs * (self.key_dim + self._value_dim)

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """Project, score by q · kᵀ / √key_dim, mix the values by softmax, join the heads and project."""
        query, value, key = self._projections(inputs, w, ctx)
        attention, mixed = self._attention(inputs, ctx), self._mixed(inputs, ctx)
        hidden = self._hidden(inputs, ctx)
        for projection in (query, value, key):
            yield from projection.forward()
        if hidden is not None:
            yield from hidden.forward()
        yield partial(np.multiply, query.values, ctx.constant(1 / math.sqrt(self.key_dim)), query.values)
        yield partial(np.matmul, query.heads, key.heads.swapaxes(2, 3), attention.scores)
        yield from attention.forward()
        yield partial(np.matmul, attention.used, value.heads, _heads(mixed))
        yield from self._joining(mixed, out, w).forward()

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The same from the end to the beginning, head by head; then the gradients of the roles of an input add up."""
        query, value, key = self._projections(inputs, w, ctx)
        attention, mixed = self._attention(inputs, ctx), self._mixed(inputs, ctx)
        dmixed, dscores = ctx.empty(mixed.shape), ctx.empty(attention.scores.shape)
        dquery, dvalue, dkey = (ctx.empty(projection.values.shape) for projection in (query, value, key))
        yield from self._joining(mixed, out, w).backward(d.out, dmixed, d.weights, ctx)
        yield partial(np.matmul, attention.used.swapaxes(2, 3), _heads(dmixed), _heads(dvalue))
        yield partial(np.matmul, _heads(dmixed), value.heads.swapaxes(2, 3), dscores)
        yield from attention.backward(dscores)
        yield partial(np.matmul, dscores, key.heads, _heads(dquery))
        yield partial(np.matmul, dscores.swapaxes(2, 3), query.heads, _heads(dkey))
        yield partial(np.multiply, dquery, ctx.constant(1 / math.sqrt(self.key_dim)), dquery)
        shares = []
        for projection, x, delta, dx in zip(
            (query, value, key), roles(inputs), (dquery, dvalue, dkey), roles(d.inputs), strict=True
        ):
            share = None if dx is None else ctx.empty(x.shape)
            yield from projection.backward(delta, share, d.weights, ctx)
            shares += [] if share is None else [(dx, share)]
        yield from give(shares)

    def _ends(self, query: Shape) -> Shape:
        """The axes of the result behind the positions."""
        return self.output_shape or query[1:]

    @property
    def _value_dim(self) -> int:
        return self.key_dim if self.value_dim is None else self.value_dim

    def _projections(
        self, inputs: Sequence[Array], w: Weights, ctx: Context
    ) -> tuple[_Projection, _Projection, _Projection]:
        query, value, key = roles(inputs)
        heads, key_dim = self.num_heads, self.key_dim
        return (
            _Projection("query", query, ctx.keep("query", (*query.shape[:2], heads, key_dim)), w),
            _Projection("value", value, ctx.keep("value", (*value.shape[:2], heads, self._value_dim)), w),
            _Projection("key", key, ctx.keep("key", (*key.shape[:2], heads, key_dim)), w),
        )

    def _attention(self, inputs: Sequence[Array], ctx: Context) -> ReplacedWeights:
        query, _, key = roles(inputs)
        shape = (len(query), self.num_heads, query.shape[1], key.shape[1])
        hidden = self._hidden(inputs, ctx)
        pairs = None if hidden is None else np.broadcast_to(hidden.pairs[:, None], shape)
        return ReplacedWeights(shape, self.dropout, ctx, causal=self.use_causal_mask, hidden=pairs)

    def _hidden(self, inputs: Sequence[Array], ctx: Context) -> HiddenPairs | None:
        """What masks of query, value and key hide."""
        if all(mask is None for mask in ctx.masks):
            return None
        (query, _, key), (of_query, *of_keys) = roles(inputs), roles(ctx.masks)
        shape = (len(query), query.shape[1], key.shape[1])
        return HiddenPairs(shape, of_query, of_keys, ctx, causal=self.use_causal_mask)

    def _mixed(self, inputs: Sequence[Array], ctx: Context) -> Array:
        return ctx.keep("mixed", (*inputs[0].shape[:2], self.num_heads, self._value_dim))

    def _joining(self, mixed: Array, out: Array, w: Weights) -> _Projection:
        return _Projection("attention_output", mixed, out, w)


class _Projection:
    """All positions of a sequence times a kernel, plus a bias; further axes are taken together as one."""

    def __init__(self, name: str, x: Array, values: Array, w: Weights) -> None:
        self._name, self.values = name, values
        count = len(x) * x.shape[1]
        self._rows, self._results = x.reshape(count, -1), values.reshape(count, -1)
        self._kernel = w[f"{name}/kernel"].reshape(self._rows.shape[1], self._results.shape[1])
        self._bias = w.get(f"{name}/bias")

    @property
    def heads(self) -> Array:
        """The values as (batch, heads, positions, values of a head)."""
        return _heads(self.values)

    def forward(self) -> Calls:
        """values = x · kernel + bias."""
        yield partial(np.dot, self._rows, self._kernel, self._results)
        if self._bias is not None:
            yield partial(np.add, self._results, self._bias.reshape(-1), self._results)

    def backward(self, delta: Array, dx: Array | None, dw: Weights, ctx: Context) -> Calls:
        """dkernel = xᵀ · delta, dbias = Σ delta, dx = delta · kernelᵀ."""
        rows = delta.reshape(self._results.shape)
        yield partial(np.dot, self._rows.T, rows, dw[f"{self._name}/kernel"].reshape(self._kernel.shape))
        if self._bias is not None:
            yield partial(np.dot, ctx.ones(len(rows)), rows, dw[f"{self._name}/bias"].reshape(-1))
        if dx is not None:
            yield partial(np.dot, rows, self._kernel.T, dx.reshape(self._rows.shape))


def _heads(values: Array) -> Array:
    """(batch, positions, heads, values) as (batch, heads, positions, values)."""
    return values.transpose(0, 2, 1, 3)
