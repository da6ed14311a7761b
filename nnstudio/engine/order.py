"""The order in which a training goes through its samples, epoch by epoch and batch by batch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.engine.randomness import generator


class Order:
    """Every sample once in an epoch, in an order of its own for each epoch if they are shuffled."""

    def __init__(self, samples: int, batch_size: int, seed: int, *, shuffled: bool) -> None:
        self.batch_size = min(batch_size, samples)
        self.batches = math.ceil(samples / self.batch_size)
        """How many make an epoch; the last may be smaller."""
        self._shuffled = shuffled
        self._rng = generator(seed, "shuffle")
        self._rows = np.arange(samples)
        self.origin: dict[str, Any] = dict(self._rng.bit_generator.state)
        """The state of the generator that the order of this epoch came from."""

    @property
    def last_size(self) -> int:
        """The size of the last batch of an epoch."""
        return len(self._rows) - (self.batches - 1) * self.batch_size

    def begin(self, origin: dict[str, Any] | None = None) -> None:
        """Begin an epoch: the next one, or the one whose order came from there."""
        if origin is not None:
            self._rng.bit_generator.state = origin
        if self._shuffled:
            self.origin = dict(self._rng.bit_generator.state)
            self._rows = self._rng.permutation(len(self._rows))

    def rows(self, batch: int) -> Array:
        """The samples of a batch; those of the only one are the same array in every epoch, unless they are shuffled."""
        start = batch * self.batch_size
        return self._rows[start : start + self.batch_size] if self.batches > 1 else self._rows
