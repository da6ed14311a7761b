"""What attention layers have in common: who is asked, and how scores become weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, TypeAlias, TypeVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.catalog.layers.regularization import dropout_mask

T = TypeVar("T")

AttentionDropout: TypeAlias = Annotated[
    float, Meta(ge=0, lt=1, title="Dropout", description="The part of the attention weights dropped in training.")
]
CausalMask: TypeAlias = Annotated[
    bool, Meta(title="Causal", description="Let every position look at itself and at those before it only.")
]


def roles(ports: Sequence[T]) -> tuple[T, T, T]:
    """Query, value and key from one edge (all of them the same), two (the key is the value) or three."""
    query, value = ports[0], ports[min(1, len(ports) - 1)]
    return query, value, ports[2] if len(ports) > 2 else value


def require_sequences(inputs: Sequence[Shape]) -> tuple[Shape, Shape, Shape]:
    """The shapes of query, value and key; raises ShapeError unless a key stands beside every value."""
    for shape in inputs:
        if len(shape) != 2:
            raise ShapeError(f"needs inputs of 2 axes (positions, values), not {shape_text(shape)}")
    query, value, key = roles(inputs)
    if value[0] != key[0]:
        raise ShapeError(
            f"needs a key for every value: the value has {value[0]} positions, and the key {key[0]}; make them equal"
        )
    return query, value, key


def give(shares: Sequence[tuple[Array | None, Array]]) -> Calls:
    """Add up what the roles of an input contribute to its gradient; one that nobody needs is None."""
    begun: list[Array] = []
    for dx, share in shares:
        if dx is None:
            continue
        if any(dx is other for other in begun):
            yield partial(np.add, dx, share, dx)
        else:
            begun.append(dx)
            yield partial(np.copyto, dx, share)


class AttentionWeights:
    """Scores of every query (rows) for every key (columns), turned into weights that sum to 1 for each query.

    Kernels write scores to `scores`; then `used` are the weights, after dropout in training.
    """

    def __init__(self, shape: Shape, dropout: float, ctx: Context, *, causal: bool) -> None:
        self._ctx, self._dropout, self._causal = ctx, dropout, causal
        self._drops = ctx.training and dropout > 0
        self.scores = ctx.keep("attention", shape)
        self.used = ctx.keep("attention after dropout", shape) if self._drops else self.scores
        self._mask = ctx.keep("attention mask", shape) if self._drops else None

    def forward(self) -> Calls:
        """used = softmax(scores) · mask."""
        if self._causal:
            later = self._ctx.empty(self.scores.shape[-2:])
            later[...] = np.triu(np.full(later.shape, -np.inf), 1)
            yield partial(np.add, self.scores, later, self.scores)
        yield from Softmax().forward(self.scores, self.scores, self._ctx)
        if self._mask is not None:
            yield from dropout_mask(self._dropout, self._mask, self._ctx)
            yield partial(np.multiply, self.scores, self._mask, self.used)

    def backward(self, gradient: Array) -> Calls:
        """Turn the gradient of the weights used into that of the scores, in place."""
        if self._mask is not None:
            yield partial(np.multiply, gradient, self._mask, gradient)
        yield from Softmax().backward(self.scores, self.scores, gradient, gradient, self._ctx)
