"""The exponential moving average that calms a noisy curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

_RUN = 64


def smooth(y: Floats, weight: float) -> Floats:
    """The moving average of y in which each step back counts `weight` (0 to below 1) times as much.

    s_i = Σ_j weight^(i-j) · y_j / Σ_j weight^(i-j) over all finite y_j up to i: TensorBoard's smoothing, which starts
    at the first value instead of at zero. Where y is not finite, so is the result.
    """
    if not 0 <= weight < 1:
        raise ValueError(f"The smoothing weight must lie from 0 to below 1, not be {weight}.")
    if weight == 0 or len(y) == 0:
        return y
    finite = np.isfinite(y)
    total = _running_sum(np.where(finite, y, 0.0), weight)
    count = _running_sum(finite.astype(np.float64), weight)
    result = np.full(len(y), np.nan)
    np.divide(total, count, out=result, where=finite)
    return result


def _running_sum(values: Floats, weight: float) -> Floats:
    """t_i = weight · t_(i-1) + values_i, in runs: each run by one matrix product, then what earlier runs carry in."""
    runs = -(-len(values) // _RUN)
    table = np.zeros((runs, _RUN))
    table.ravel()[: len(values)] = values
    steps = np.arange(_RUN)
    lag = steps[:, None] - steps
    decay = np.where(lag >= 0, weight ** np.maximum(lag, 0), 0.0)
    within = table @ decay.T
    carried = np.zeros(runs)
    for run in range(1, runs):
        carried[run] = within[run - 1, -1] + carried[run - 1] * weight**_RUN
    within += carried[:, None] * weight ** (steps + 1)
    return within.ravel()[: len(values)]
