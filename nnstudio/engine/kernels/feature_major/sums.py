"""The gradients of a recurrent layer's weights: sums over all steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.engine.kernels.feature_major.products import GateProduct, KernelsAndBias
from nnstudio.engine.kernels.feature_major.steps import Steps

_SAMPLES = 1024
"""A sum over many samples is a faster product than several sums over few, and makes fewer calls to disturb others."""


class WeightGradients:
    """Sums deltas · rowsᵀ for each of the products, stretch by stretch; `deltas` are the gradients of all gates."""

    def __init__(self, products: Sequence[GateProduct], steps: Steps, ctx: Context) -> None:
        self._products, self._steps, self._ctx = products, steps, ctx
        self._totals = [ctx.empty(product.shape) for product in products]
        self._terms = [ctx.empty(product.shape) for product in products]
        self._rooms: dict[tuple[str, int], Array] = {}

    def over(self, steps: slice, deltas: Array) -> Calls:
        """Add what comes from some steps; the last step of all is the first."""
        size = max(1, _SAMPLES // self._steps.batch)
        joined, deltas = self._steps.joined[steps], deltas.reshape(len(deltas), -1, self._steps.batch)
        for stop in range(len(deltas), 0, -size):
            some = slice(max(stop - size, 0), stop)
            left, placing = self._beside("deltas", deltas[some])
            yield from placing
            right, placing = self._beside("rows", joined[some])
            yield from placing
            is_first = stop == len(deltas) and steps.stop == self._steps.count
            for product, total, term in zip(self._products, self._totals, self._terms, strict=True):
                yield partial(np.dot, left[product.delta], right[product.rows].T, total if is_first else term)
                if not is_first:
                    yield partial(np.add, total, term, total)

    def write(self, gradients: Sequence[KernelsAndBias]) -> Calls:
        """The sums, turned back into the shapes of the weights."""
        for product, total, into in zip(self._products, self._totals, gradients, strict=True):
            yield from product.write_gradients(total, into)

    def _beside(self, name: str, values: Array) -> tuple[Array, Calls]:
        """The samples of some steps beside each other, (rows, steps · batch), and the call that puts them there."""
        count, rows, batch = values.shape
        if count == 1:
            return values[0], iter(())
        room = self._rooms.setdefault((name, count), self._ctx.empty((rows, count, batch)))
        return room.reshape(rows, count * batch), iter([partial(np.copyto, room, values.transpose(1, 0, 2))])
