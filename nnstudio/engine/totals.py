"""The running sums of an epoch, from which its loss and metrics are read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.engine.plan import Plan, run
from nnstudio.network.figures import LOSS, Figure


class Totals:
    """Losses times samples, samples, and what every metric gathers.

    The mean over an epoch is Keras': that of the batches, each weighted by its number of samples.
    """

    def __init__(self, loss_keys: tuple[str, ...], figures: tuple[Figure, ...], sizes: tuple[int, ...]) -> None:
        self._keys = loss_keys
        self._samples = self._loss = 0.0
        self._loss_of_each = [0.0] * len(loss_keys)
        self._gathered = np.zeros(sum(sizes))
        self.of_figures = [self._gathered[start:stop] for start, stop in pairwise(np.cumsum([0, *sizes]))]
        """What the calls of a plan add to for each metric."""
        self._measured = tuple(zip(figures, self.of_figures, strict=True))

    @property
    def values(self) -> Array:
        """Everything in one vector, as a checkpoint keeps it."""
        return np.array([self._loss, self._samples, *self._loss_of_each, *self._gathered])

    @values.setter
    def values(self, values: Array) -> None:
        if values.shape != self.values.shape:
            raise ValueError(values.shape)
        count = 2 + len(self._loss_of_each)
        self._loss, self._samples, *self._loss_of_each = values[:count].tolist()
        self._gathered[...] = values[count:]

    def add(self, plan: Plan, loss: float) -> None:
        """Count the batch that a plan has just done, and its loss."""
        self._samples += plan.batch
        self._loss += loss * plan.batch
        if self._keys:
            for number, of_output in enumerate(plan.losses.values()):
                self._loss_of_each[number] += of_output.item() * plan.batch
        run(plan.measure)

    def results(self) -> dict[str, float]:
        """Losses and metrics over all samples so far, by Keras' names."""
        samples = self._samples or 1
        found = {LOSS: self._loss / samples}
        if self._keys:
            found |= {key: loss / samples for key, loss in zip(self._keys, self._loss_of_each, strict=True)}
        for figure, totals in self._measured:
            found[figure.key] = figure.metric.result(totals)
        return found

    def reset(self) -> None:
        """Begin an epoch."""
        self._samples = self._loss = 0.0
        self._loss_of_each = [0.0] * len(self._keys)
        self._gathered.fill(0)
