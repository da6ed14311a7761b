"""Predictions as colors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.studio.theme.contrast import channels

Pixels = NDArray[np.uint8]

_FAINTEST = 0.12
_STRONGEST = 0.62


def probability_pixels(probabilities: NDArray[np.floating], colors: Sequence[str], ground: str) -> Pixels:
    """The color (n, 3) of each row of class probabilities (n, classes).

    The classes' colors mix by their probabilities, and the surer the prediction, the less of the ground shows through;
    so the line between two classes is seen as the palest one. What is not finite shows the ground alone.
    """
    finite = np.isfinite(probabilities).all(axis=1, keepdims=True)
    shares = np.clip(np.where(finite, probabilities, 0.0), 0.0, None)
    total = shares.sum(axis=1, keepdims=True)
    classes = shares.shape[1]
    shares = np.divide(shares, total, out=np.full_like(shares, 1 / classes), where=total > 0)
    least = 1 / classes
    sureness = (shares.max(axis=1, keepdims=True) - least) / (1 - least)
    strength = np.where(finite, _FAINTEST + (_STRONGEST - _FAINTEST) * sureness, 0.0)
    below = _rgb([ground])
    return _bytes(below + (shares @ _rgb(colors) - below) * strength)


def value_pixels(values: NDArray[np.floating], low: float, high: float, stops: Sequence[str], ground: str) -> Pixels:
    """The color (n, 3) of each value (n,): from the first stop at `low` to the last at `high`, over the ground."""
    finite = np.isfinite(values)
    position = scaled(np.where(finite, values, low), low, high) * (len(stops) - 1)
    table = _rgb(stops)
    rgb = np.stack([np.interp(position, np.arange(len(stops)), table[:, channel]) for channel in range(3)], axis=1)
    below = _rgb([ground])
    return _bytes(below + (rgb - below) * np.where(finite, _STRONGEST, 0.0)[:, None])


def scaled(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.floating]:
    """Values between `low` and `high` as 0 to 1; those beyond them as 0 or 1."""
    span = high - low
    return np.clip((values - low) / span, 0.0, 1.0) if span > 0 else np.full(len(values), 0.5)


def _rgb(colors: Sequence[str]) -> NDArray[np.float64]:
    return np.array([channels(color) for color in colors], np.float64)


def _bytes(rgb: NDArray[np.float64]) -> Pixels:
    return np.rint(np.clip(rgb, 0, 255)).astype(np.uint8)
