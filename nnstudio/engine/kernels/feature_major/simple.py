"""The plainest recurrent layer, step by step."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Weights
from nnstudio.engine.kernels.feature_major.products import Gates, KernelAndBias
from nnstudio.engine.kernels.feature_major.recurrence import Recurrence


class SimpleRecurrence(Recurrence):
    """h = tanh(x · W + h · U + b), so that the gradient before tanh is dh · (1 - h²)."""

    products_of = (Gates("inputs", (0,), slice(0, 1)), Gates("state", (0,), slice(0, 1)))
    block_count = 1
    delta_count = 1

    def weights(self, w: Weights) -> list[KernelAndBias]:
        """The bias is added with the inputs."""
        return [(w.kernel, w.get("bias")), (w.recurrent_kernel, None)]

    def forward(self, step: int) -> Calls:
        """What the inputs give is there."""
        recalled = self.room("recalled", 1)
        yield from self.products[1].at_step(step, self.rows_of(recalled))
        yield partial(np.add, self.blocks[step, 0], recalled[0], recalled[0])
        yield partial(np.tanh, recalled[0], self.states[step + 1])

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
        yield from self.products[1].source_gradient(self.rows_of(deltas), self.rows_of(dh))
