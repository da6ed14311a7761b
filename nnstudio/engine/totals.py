"""The running sums of an epoch, from which its loss and metrics are read."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nnstudio.network.figures import LOSS, Figure


class Totals:
    """Losses times samples, samples, and what every metric gathers: one vector, which a checkpoint keeps.

    The mean over an epoch is Keras': that of the batches, each weighted by its number of samples.
    """

    def __init__(self, loss_keys: tuple[str, ...], figures: tuple[Figure, ...], sizes: tuple[int, ...]) -> None:
        self._keys = (LOSS, *loss_keys)
        self._figures = figures
        first = 1 + len(self._keys)
        self.values = np.zeros(first + sum(sizes))
        self.of_losses = self.values[:first]
        """The loss of all outputs, the number of samples, and the loss of each output where there are several."""
        bounds = np.cumsum([first, *sizes])
        self.of_figures = [self.values[start:stop] for start, stop in pairwise(bounds)]

    def results(self) -> dict[str, float]:
        """Losses and metrics over all samples so far, by Keras' names."""
        total, samples, *others = self.of_losses.tolist()
        losses = {
            key: value / samples if samples else 0.0 for key, value in zip(self._keys, (total, *others), strict=True)
        }
        gathered = zip(self._figures, self.of_figures, strict=True)
        return losses | {figure.key: figure.metric.result(totals) for figure, totals in gathered}

    def reset(self) -> None:
        """Begin an epoch."""
        self.values.fill(0)
