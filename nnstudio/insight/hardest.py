"""The samples that a network does worst on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.insight.classification import predicted_labels, true_labels


@dataclass(frozen=True)
class HardSample:
    """A sample, what it is, and what it was taken for."""

    index: int
    """Its place among the evaluated samples."""
    loss: float
    true: str
    predicted: str

    @property
    def is_wrong(self) -> bool:
        """Whether another class was predicted."""
        return self.true != self.predicted


def hardest(losses: Array, count: int) -> Array:
    """The places of the highest losses, highest first; what is not a number counts as highest of all."""
    ranked = np.where(np.isnan(losses), np.inf, losses)
    places: Array = np.argsort(-ranked, kind="stable")[:count]
    return places


def mistakes_of(
    target: Array, predictions: Array, losses: Array, names: tuple[str, ...], loss: Loss, count: int
) -> tuple[HardSample, ...]:
    """The samples of a classification that were taken for another class, the hardest first."""
    true, predicted = true_labels(target), predicted_labels(predictions, loss)
    wrong = np.flatnonzero(true != predicted)
    return tuple(
        HardSample(index, float(losses[index]), names[true[index]], names[predicted[index]])
        for index in wrong[hardest(losses[wrong], count)].tolist()
    )
