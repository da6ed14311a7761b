"""Where the arrays of a plan come from: counted by the node that asked for them, and never more than there is room for.

What a plan takes is known when it is compiled, and by nothing else so well: kernels ask for what they need. Beyond the
limit an arena therefore goes on with stand-ins, which look like arrays and take no memory. The plan that comes of it
computes nothing sensible, but tells what a real one would take. With a limit of nothing it is a plan to ask that alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.catalog.layers.base import shape_text
from nnstudio.errors import NetworkError
from nnstudio.sentence import Sentence

_LINE = 64
_MOST_BYTES = 2**62
"""NumPy counts the bytes of an array in 63 bits."""


@dataclass(frozen=True)
class PlanMemory:
    """The bytes that a plan takes by its arrays."""

    total: int = 0
    by_node: Mapping[str, int] = field(default_factory=dict)


class Arena:
    """Makes arrays, up to a limit in bytes."""

    def __init__(self, limit: float = math.inf) -> None:
        self.by_node: Counter[str] = Counter()
        """The bytes that each node asked for."""
        self._limit = limit
        self._total = 0

    @property
    def total(self) -> int:
        """The bytes that all have asked for."""
        return self._total

    @property
    def is_real(self) -> bool:
        """Whether all arrays that were made are true ones."""
        return self._total <= self._limit

    def empty(self, node_id: str, shape: Shape, dtype: DTypeLike) -> Array:
        """An array for a node, of no certain values."""
        return _aligned(shape, np.dtype(dtype)) if self._counts(node_id, shape, dtype) else _stand_in(shape, dtype)

    def zeros(self, node_id: str, shape: Shape, dtype: DTypeLike) -> Array:
        """An array for a node, of zeros."""
        array = self.empty(node_id, shape, dtype)
        if self.is_real:
            array.fill(0)
        return array

    def _counts(self, node_id: str, shape: Shape, dtype: DTypeLike) -> bool:
        size = math.prod(shape) * np.dtype(dtype).itemsize
        self.by_node[node_id] += size
        self._total += size
        return self.is_real


def _aligned(shape: Shape, dtype: np.dtype[Any]) -> Array:
    """An array that begins where a line of the cache does: the widest instructions then read one line, and not two."""
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + size].view(dtype).reshape(shape)


def _stand_in(shape: Shape, dtype: DTypeLike) -> Array:
    """An array in which all values are the same one in memory; raises NetworkError for one that cannot be."""
    if math.prod(shape) * np.dtype(dtype).itemsize > _MOST_BYTES:
        raise NetworkError(
            Sentence(
                "Training this network takes an array of {shape} values, more than any computer can hold. Make its "
                "layers smaller.",
                shape=shape_text(shape),
            )
        )
    return as_strided(np.zeros(1, dtype), shape, (0,) * len(shape))
