"""Fewer points that draw the same picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

_LEAST = 4


def decimate(x: Floats, y: Floats, points: int) -> tuple[Floats, Floats]:
    """At most `points` of the points (x, y), chosen so that no peak is lost.

    The first and the last point stay. The others are cut into runs of equal length, and of each run the lowest and the
    highest point stay, in the order of x. A run without a finite y leaves one point, so that the gap stays visible;
    a shorter gap may close. `points` is at least 4.
    """
    if points < _LEAST:
        raise ValueError(f"At least {_LEAST} points are needed to keep both ends and the extremes, not {points}.")
    if len(x) <= points:
        return x, y
    inner = y[1:-1]
    kept = _extremes(inner, runs=(points - 2) // 2) + 1
    index = np.concatenate(([0], kept, [len(x) - 1]))
    return x[index], y[index]


def _extremes(y: Floats, runs: int) -> NDArray[np.intp]:
    """The places of the lowest and highest value of each run, ascending and each once."""
    length = -(-len(y) // runs)
    padded = np.full(-(-len(y) // length) * length, np.nan, dtype=np.float64)
    padded[: len(y)] = y
    table = padded.reshape(-1, length)
    finite = np.isfinite(table)
    lowest = np.where(finite, table, np.inf).argmin(axis=1)
    highest = np.where(finite, table, -np.inf).argmax(axis=1)
    starts = np.arange(len(table)) * length
    return np.unique(np.concatenate((starts + lowest, starts + highest)))
