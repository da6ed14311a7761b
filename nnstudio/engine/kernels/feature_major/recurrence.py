"""What a kind of recurrent layer tells of itself, so that both of its passes can be bound."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Weights
from nnstudio.catalog.layers.recurrent.base import _Recurrent
from nnstudio.engine.kernels.feature_major.products import GateProduct, Gates, KernelsAndBias
from nnstudio.engine.kernels.feature_major.steps import Steps


class Recurrence(ABC):
    """A layer bound to arrays: what it does at a step, and how gradients go back through one.

    `blocks`, (steps + 1, blocks, units · batch), holds all that a step computes from its gates. The gradients of these
    are factors times those of the states, and no factor depends on a gradient: they are computed for all steps before
    the way back begins, and the gradients then take their places, block by block.
    """

    products_of: ClassVar[tuple[Gates, ...]]
    block_count: ClassVar[int]
    delta_count: ClassVar[int]
    """How many blocks of factors there are."""
    keeps_more: ClassVar[bool] = False
    """Whether it multiplies a kernel with something else that it makes of its state."""

    def __init__(self, layer: _Recurrent, x: Array, w: Weights, ctx: Context) -> None:
        self._ctx = ctx
        self.steps = steps = Steps(layer, x, ctx, more=layer.units if self.keeps_more else 0)
        self.size = steps.units * steps.batch
        self.one, self.half = ctx.constant(1), ctx.constant(0.5)
        self.blocks = ctx.keep("blocks", (steps.count + 1, self.block_count, self.size))
        self.states = steps.states.reshape(steps.count + 1, self.size)
        self.products = [
            GateProduct(gates, steps, weights, ctx)
            for gates, weights in zip(self.products_of, self.weights(w), strict=True)
        ]

    @abstractmethod
    def weights(self, w: Weights) -> list[KernelsAndBias]:
        """Kernels and bias of every product, or their gradients; the first product is that with the inputs."""

    @abstractmethod
    def forward(self, step: int) -> Calls:
        """From the state before a step to that after it."""

    @abstractmethod
    def factors(self, steps: slice, into: Array) -> Calls:
        """Write the factors of some steps, (steps, blocks, units · batch)."""

    @abstractmethod
    def backward(self, step: int, deltas: Array, dh: Array) -> Calls:
        """Turn the factors of a step into gradients, where dh is that of the state after it."""

    @abstractmethod
    def to_state(self, deltas: Array, dh: Array) -> Calls:
        """Write the gradient of the state before a step to dh, (1, units · batch)."""

    def from_inputs(self, steps: slice) -> Calls:
        """What is computed from the inputs of some steps before the states of any of them are known, if anything is."""
        yield from ()

    def to_inputs(self, steps: slice, deltas: Array, dx: Array | None) -> Calls:
        """Write the gradients of the inputs of some steps, if they are wanted."""
        if dx is not None:
            dinputs = self._ctx.empty((len(deltas), dx.shape[-1], self.steps.batch))
            yield from self.products[0].source_gradient("inputs", self.rows_of(deltas), dinputs)
            yield from self.steps.give_back(dinputs, dx, steps)

    def rows_of(self, blocks: Array) -> Array:
        """Blocks, of one step or of several, as the rows of a product."""
        *steps, count, _ = blocks.shape
        return blocks.reshape(*steps, count * self.steps.units, self.steps.batch)

    def room(self, name: str, count: int) -> Array:
        """So many blocks for a moment."""
        return self._ctx.keep(name, (count, self.size))

    def sigmoids(self, tanh: Array) -> Calls:
        """σ(z) from tanh(z / 2), in place."""
        yield partial(np.multiply, tanh, self.half, tanh)
        yield partial(np.add, tanh, self.half, tanh)
