"""A moving average of the weights, which may take their place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.engine.plan import run

_BLOCK = 32 * 1024
"""How many values are averaged at a time, so that they stay in the cache."""


class MovingAverage:
    """average = momentum · average + (1 - momentum) · weights, after every step; it begins with the first weights."""

    def __init__(self, optimizer: Optimizer, weights: Array) -> None:
        self.values = np.zeros_like(weights)
        self._weights = weights
        self._momentum = optimizer.ema_momentum
        self._overwrites_every = optimizer.ema_overwrite_frequency
        self._calls = tuple(self._bind())

    def follow(self, updates: int) -> None:
        """Take in the weights after a step that `updates` changes of them came before."""
        if updates == 0:
            np.copyto(self.values, self._weights)
        else:
            run(self._calls)
        if self._overwrites_every is not None and (updates + 1) % self._overwrites_every == 0:
            self.take_over()

    def take_over(self) -> None:
        """Write the average into the weights."""
        np.copyto(self._weights, self.values)

    def _bind(self) -> Iterator[Call]:
        values, weights = self.values, self._weights
        kept = np.full((), self._momentum, weights.dtype)
        new = np.full((), 1 - self._momentum, weights.dtype)
        scratch = np.empty(min(_BLOCK, len(weights)), weights.dtype)
        for start in range(0, len(weights), _BLOCK):
            average, w = values[start : start + _BLOCK], weights[start : start + _BLOCK]
            t = scratch[: len(w)]
            yield partial(np.multiply, average, kept, average)
            yield partial(np.multiply, w, new, t)
            yield partial(np.add, average, t, average)
