"""The linear maps of Winograd's F(4, 3): they take rows to where a convolution is a product, and back.

Four results y come from six values d and a kernel g of three:  y = Aᵀ [(G g) ∘ (Bᵀ d)].  Six products instead of
twelve. As matrices the maps are small products themselves: four times as fast as additions and multiplications one
after the other, each of which goes through the memory once more. The transposed matrices carry gradients the other way.

A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015. https://arxiv.org/abs/1509.09308
"""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Calls

TILE: Final = 4
"""Results at a time."""
REACH: Final = 6
"""Values that they come from, and factors."""
SUM: Final = 1
"""The factor that goes into every result once, and collects the gradients of all of them."""


class Maps(NamedTuple):
    """The matrices in the type of a plan."""

    kernel: Array
    """G: three values of a kernel to six factors."""
    inputs: Array
    """Bᵀ: six values to six factors."""
    results: Array
    """Aᵀ: six products to four results."""

    @classmethod
    def of(cls, dtype: DTypeLike) -> Maps:
        """In this type."""
        return cls(*(np.array(matrix, dtype) for matrix in (_G, _B_TRANSPOSED, _A_TRANSPOSED)))

    def read_inputs(self, values: Array, factors: Array) -> Calls:
        """Factors (..., tiles, 6, n) of (..., 4 · tiles + 2, n) values: tiles begin four after each other."""
        reached = sliding_window_view(values, REACH, axis=-2)[..., ::TILE, :, :]
        yield partial(np.matmul, self.inputs, reached.swapaxes(-2, -1), factors)

    def write_results(self, factors: Array, results: Array) -> Calls:
        """Results (..., 4, n) of factors (..., 6, n)."""
        yield partial(np.matmul, self.results, factors, results)

    def read_result_gradients(self, results: Array, factors: Array) -> Calls:
        """The gradients of factors (..., 6, n) from those of results (..., 4, n)."""
        yield partial(np.matmul, np.ascontiguousarray(self.results.T), results, factors)

    def write_input_gradients(self, factors: Array, inner: Array, outer: Array) -> Calls:
        """The gradients of values from those of factors (..., tiles, 6, n), for all but the first and the last value.

        Of every tile the inner four are (..., tiles, 4, n); the outer two are added to those of its neighbors.
        """
        matrix = self.inputs.T
        yield partial(np.matmul, np.ascontiguousarray(matrix[1:-1]), factors, inner)
        yield partial(np.matmul, np.ascontiguousarray(matrix[[0, -1]]), factors, outer)
        last, first = inner[..., :-1, -1, :], inner[..., 1:, 0, :]
        yield partial(np.add, last, outer[..., 1:, 0, :], last)
        yield partial(np.add, first, outer[..., :-1, 1, :], first)


_G = [
    [1 / 4, 0, 0],
    [-1 / 6, -1 / 6, -1 / 6],
    [-1 / 6, 1 / 6, -1 / 6],
    [1 / 24, 1 / 12, 1 / 6],
    [1 / 24, -1 / 12, 1 / 6],
    [0, 0, 1],
]
_B_TRANSPOSED = [
    [4, 0, -5, 0, 1, 0],
    [0, -4, -4, 1, 1, 0],
    [0, 4, -4, -1, 1, 0],
    [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
]
_A_TRANSPOSED = [
    [1, 1, 1, 1, 1, 0],
    [0, 1, -1, 2, -2, 0],
    [0, 1, 1, 4, 4, 0],
    [0, 1, -1, 8, -8, 1],
]
