"""The measure of all products: how many operations a second one thread of this computer does at best."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.engine.blas import ONE_THREAD

_SIZE = 768
_ROUNDS = 8


def product_peak(dtype: DTypeLike = np.float32) -> float:
    """Operations a second (FLOP/s) in a product of square matrices that is neither too small nor too large."""
    a, b, out = (np.ones((_SIZE, _SIZE), dtype) for _ in range(3))
    with ONE_THREAD:
        np.dot(a, b, out)
        return 2 * _SIZE**3 / min(_seconds_of_product(a, b, out) for _ in range(_ROUNDS))


def _seconds_of_product(a: np.ndarray, b: np.ndarray, out: np.ndarray) -> float:
    started = perf_counter()
    np.dot(a, b, out)
    return perf_counter() - started
