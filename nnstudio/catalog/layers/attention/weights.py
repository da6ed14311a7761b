"""What attention layers have in common: who is asked, and how scores become weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, TypeAlias, TypeVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.base import ShapeError, require_leading_mask, shape_text
from nnstudio.catalog.layers.regularization.dropout_mask import dropout_mask
from nnstudio.sentence import Sentence

T = TypeVar("T")

_LOW = 1e9
"""How far Keras lowers the scores of what is hidden."""

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
            raise ShapeError(
                Sentence("needs inputs of 2 axes (positions, values), not {shape}", shape=shape_text(shape))
            )
    query, value, key = roles(inputs)
    if value[0] != key[0]:
        raise ShapeError(
            Sentence(
                "needs a key for every value: the value has {value} positions, and the key {key}; make them equal",
                value=value[0],
                key=key[0],
            )
        )
    return query, value, key


def require_position_masks(inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> None:
    """Raise ShapeError unless every mask has one value for each position."""
    for shape, mask in zip(inputs, masks, strict=True):
        require_leading_mask(mask, shape)


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


class HiddenPairs:
    """Which keys a query does not see: by masks, each with one value for each position, or because they are later."""

    def __init__(
        self, shape: Shape, query: Array | None, keys: Sequence[Array | None], ctx: Context, *, causal: bool
    ) -> None:
        masks = [None if query is None else query[:, :, None], *(None if key is None else key[:, None] for key in keys)]
        self._masks = [mask for mask in masks if mask is not None]
        if causal:
            self._masks.append(np.tri(shape[1], shape[2])[None] > 0)
        self.pairs = ctx.keep("hidden pairs", shape, bool)

    def forward(self) -> Calls:
        """pairs = whether any mask hides them."""
        yield partial(np.copyto, self.pairs, self._masks[0])
        for mask in self._masks[1:]:
            yield partial(np.logical_and, self.pairs, mask, self.pairs)
        yield partial(np.logical_not, self.pairs, self.pairs)


class AttentionWeights:
    """Scores of every query (rows) for every key (columns), turned into weights that sum to 1 for each query.

    Kernels write scores to `scores`; then `used` are the weights, after dropout in training. Pairs that are `hidden`
    have scores so low that no weight is left for them, unless the query sees nothing else.
    """

    def __init__(
        self, shape: Shape, dropout: float, ctx: Context, *, causal: bool, hidden: Array | None = None
    ) -> None:
        self._ctx, self._dropout, self._causal = ctx, dropout, causal and hidden is None
        self._hidden = hidden
        self._drops = ctx.training and dropout > 0
        self.scores = ctx.keep("attention", shape)
        self.used = ctx.keep("attention after dropout", shape) if self._drops else self.scores
        self._mask = ctx.keep("attention mask", shape) if self._drops else None

    def forward(self) -> Calls:
        """used = softmax(scores) · mask."""
        if self._hidden is not None:
            yield from self.hide(self._hidden)
        if self._causal:
            later = self._ctx.empty(self.scores.shape[-2:])
            later[...] = np.triu(np.full(later.shape, -np.inf), 1)
            yield partial(np.add, self.scores, later, self.scores)
        yield from Softmax().forward(self.scores, self.scores, self._ctx)
        yield from self.forget()
        if self._mask is not None:
            yield from dropout_mask(self._dropout, self._mask, self._ctx)
            yield partial(np.multiply, self.scores, self._mask, self.used)

    def backward(self, gradient: Array) -> Calls:
        """Turn the gradient of the weights used into that of the scores, in place."""
        if self._mask is not None:
            yield partial(np.multiply, gradient, self._mask, gradient)
        yield from Softmax().backward(self.scores, self.scores, gradient, gradient, self._ctx)
        yield from self.hide_back(gradient)

    def hide(self, hidden: Array) -> Calls:
        """Lower the scores of hidden pairs."""
        lowered = self._ctx.empty(hidden.shape)
        yield partial(np.multiply, hidden, self._ctx.constant(_LOW), lowered)
        yield partial(np.subtract, self.scores, lowered, self.scores)

    def forget(self) -> Calls:
        """What is done to the weights of hidden pairs: nothing more."""
        yield from ()

    def hide_back(self, gradient: Array) -> Calls:
        """Scores that were lowered have the gradient of the others."""
        yield from ()


class ReplacedWeights(AttentionWeights):
    """Weights where a hidden pair's score is replaced, and so has no gradient.

    A query that sees no key at all mixes them evenly or, with dropout, not at all: that is how Keras' two ways to
    compute the same differ.
    """

    def hide(self, hidden: Array) -> Calls:
        """The same low score for all hidden pairs."""
        yield partial(np.copyto, self.scores, -_LOW, "same_kind", hidden)

    def forget(self) -> Calls:
        """With dropout, nothing is left of a query that sees nothing."""
        if self._hidden is not None and self._dropout > 0:
            yield partial(np.copyto, self.scores, 0, "same_kind", self._hidden)

    def hide_back(self, gradient: Array) -> Calls:
        """No gradient where scores were replaced."""
        if self._hidden is not None:
            yield partial(np.copyto, gradient, 0, "same_kind", self._hidden)
