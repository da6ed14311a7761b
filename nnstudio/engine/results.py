"""The arrays of a plan, by node, as everybody else looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from nnstudio.catalog.kernels import Array

Computed: TypeAlias = Callable[[slice], Array]
"""Computes an array anew for some samples of the batch."""

_GLANCED_SAMPLES = 8
"""Enough to see how values are distributed, few enough to cost next to nothing."""


class Results(Mapping[str, Array]):
    """Arrays that the plan writes, and those that it does not, which are computed at every look."""

    def __init__(self, written: Mapping[str, Array], computed: Mapping[str, Computed]) -> None:
        self._written, self._computed = written, computed

    def __getitem__(self, node_id: str) -> Array:
        return self._computed[node_id](slice(None)) if node_id in self._computed else self._written[node_id]

    def __iter__(self) -> Iterator[str]:
        yield from self._written
        yield from self._computed

    def __len__(self) -> int:
        return len(self._written) + len(self._computed)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._written or node_id in self._computed

    def glance(self, node_id: str) -> Array:
        """An array as it is written; of one that is computed for the look, a few samples."""
        return self._computed[node_id](slice(_GLANCED_SAMPLES)) if node_id in self._computed else self[node_id]
