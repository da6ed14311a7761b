"""The plainest recurrent layer, step by step."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Weights
from nnstudio.engine.kernels.feature_major.products import Gates, KernelsAndBias
from nnstudio.engine.kernels.feature_major.recurrence import Recurrence


class SimpleRecurrence(Recurrence):
    """h = tanh(x · W + h · U + b), so that the gradient before tanh is dh · (1 - h²)."""

    products_of = (Gates(("state", "inputs"), (0,), slice(0, 1)),)
    block_count = 0
    delta_count = 1

    def weights(self, w: Weights) -> list[KernelsAndBias]:
        """There is one product."""
        return [((w.recurrent_kernel, w.kernel), w.get("bias"))]

    def forward(self, step: int) -> Calls:
        """What is after tanh is the state."""
        state = self.steps.states[step + 1]
        yield from self.products[0].at_step(step, state)
        yield partial(np.tanh, state, state)

    def factors(self, steps: slice, into: Array) -> Calls:
        """1 - h²."""
        h = self.states[1:][steps]
        yield partial(np.square, h, into[:, 0])
        yield partial(np.subtract, self.one, into[:, 0], into[:, 0])

    def backward(self, step: int, deltas: Array, dh: Array) -> Calls:
        """dh · (1 - h²)."""
        yield partial(np.multiply, deltas[0], dh, deltas[0])

    def to_state(self, deltas: Array, dh: Array) -> Calls:
        """Through the one product."""
        yield from self.products[0].source_gradient("state", self.rows_of(deltas), self.rows_of(dh))
