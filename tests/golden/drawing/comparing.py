"""Two trainings of the same document, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array

HISTORY = {"rtol": 1e-3, "atol": 1e-5}
WEIGHTS = {"rtol": 2e-3, "atol": 2e-5}
ALWAYS_OURS = {"epoch", "learning_rate", "seconds", "samples_per_second"}
"""What our histories hold beside Keras' own figures."""


@dataclass(frozen=True)
class Outcome:
    """What a training led to: the figures of every epoch, and the final weights."""

    history: Mapping[str, Sequence[float]]
    weights: Mapping[str, Array]

    @property
    def is_calm(self) -> bool:
        """Whether the loss did not run away, and every figure is one."""
        figures = [value for values in self.history.values() for value in values]
        return all(map(math.isfinite, figures)) and max(self.history["loss"]) < 1e3


def differences(ours: Outcome, keras: Outcome) -> list[str]:
    """Sentences about what does not agree; none if all does."""
    extra = ours.history.keys() - keras.history.keys() - ALWAYS_OURS
    found = [f"Keras has no {name} in its history." for name in sorted(extra)]
    found += [f"Keras has no weight {name}." for name in sorted(ours.weights.keys() - keras.weights.keys())]
    for name, values in keras.history.items():
        found += _difference(name, ours.history.get(name), values, HISTORY)
    for name, value in keras.weights.items():
        found += _difference(name, ours.weights.get(name), value, WEIGHTS)
    return found


def _difference(
    name: str, ours: Sequence[float] | Array | None, keras: Sequence[float] | Array, tolerance: dict[str, float]
) -> list[str]:
    if ours is None:
        return [f"{name} is missing."]
    mine, theirs = np.asarray(ours, float), np.asarray(keras, float)
    if mine.shape != theirs.shape:
        return [f"{name} has the shape {mine.shape} instead of {theirs.shape}."]
    if np.allclose(mine, theirs, **tolerance):
        return []
    worst = np.unravel_index(np.argmax(np.abs(mine - theirs) - tolerance["rtol"] * np.abs(theirs)), mine.shape)
    return [f"{name}{[int(index) for index in worst]} is {mine[worst]:.8g}, in Keras {theirs[worst]:.8g}."]
