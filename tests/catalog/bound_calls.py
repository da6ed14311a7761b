"""Running what kernels bind: once, for what it allocates, and for what it says about a gradient."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable

import numpy as np

from nnstudio.catalog.kernels import Array, Call
from nnstudio.engine.context import PlanContext

STEP = 1e-6
CASTING_BUFFERS = 200_000
"""NumPy turns booleans into numbers in buffers of its own; they are no array of ours."""


def context(dtype: type[np.floating] = np.float64) -> PlanContext:
    return PlanContext(dtype, training=True, rng=np.random.default_rng(0))


def run(calls: Iterable[Call]) -> None:
    for call in calls:
        call()


def allocated(calls: list[Call]) -> int:
    """The peak of memory that a second run of the calls takes, in bytes."""
    run(calls)
    tracemalloc.start()
    try:
        run(calls)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def measured_gradient(function: Callable[[], float], x: Array) -> Array:
    """How much `function` changes with every value of `x`, by central differences."""
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        x[place] = kept + STEP
        above = function()
        x[place] = kept - STEP
        gradient[place] = (above - function()) / (2 * STEP)
        x[place] = kept
    return gradient


def unwritten(shape: tuple[int, ...], dtype: type[np.floating] = np.float64) -> Array:
    """An array in which a value that nobody wrote is seen."""
    return np.full(shape, np.nan, dtype)
