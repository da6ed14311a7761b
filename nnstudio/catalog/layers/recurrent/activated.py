"""Values of gates at all steps, before and after their activations."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.kernels import Array, Calls, Context


class Activated:
    """What several gates are at every step: `before` and `after` their activations, (steps, batch, gates · units).

    Both are one array where every activation's derivative can be read from its result.
    """

    def __init__(
        self, functions: tuple[ActivationFunction, ...], steps: int, batch: int, units: int, ctx: Context
    ) -> None:
        self._functions, self._units, self._ctx = functions, units, ctx
        shape = (steps, batch, len(functions) * units)
        self.before = ctx.keep("before activations", shape)
        in_place = all(function.from_output for function in functions)
        self.after = self.before if in_place else ctx.keep("after activations", shape)
        self.delta = ctx.keep("gradient before activations", shape)

    def gate(self, values: Array, step: int, index: int) -> Array:
        """The values of one gate at one step."""
        return values[step, :, index * self._units : (index + 1) * self._units]

    def activated(self, step: int, index: int) -> Array:
        """A gate after its activation."""
        return self.gate(self.after, step, index)

    def gradient(self, step: int, index: int) -> Array:
        """Where the gradient of a gate is written: first that after its activation, then that before."""
        return self.gate(self.delta, step, index)

    def forward(self, step: int, *indices: int) -> Calls:
        """Apply the activations of some gates at a step."""
        for index in indices:
            before, after = self.gate(self.before, step, index), self.activated(step, index)
            yield from self._functions[index].forward(before, after, self._ctx)

    def backward(self, step: int, *indices: int) -> Calls:
        """Turn gradients after the activations into those before."""
        for index in indices:
            before, after = self.gate(self.before, step, index), self.activated(step, index)
            delta = self.gradient(step, index)
            yield from self._functions[index].backward(before, after, delta, delta, self._ctx)

    def add(self, step: int, part: Array) -> Calls:
        """Add to all gates of a step."""
        yield partial(np.add, self.before[step], part, self.before[step])
