"""The weights of a node in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array, Shape


@dataclass(frozen=True)
class WeightStatistics:
    """One weight at a glance."""

    name: str
    shape: Shape
    count: int
    mean: float
    deviation: float
    """The standard deviation."""
    smallest: float
    largest: float
    zeros: float
    """The part of its values that is exactly 0."""


def statistics(name: str, values: Array) -> WeightStatistics:
    """The statistics of a weight that has at least one value, in double precision."""
    return WeightStatistics(
        name=name,
        shape=values.shape,
        count=values.size,
        mean=float(np.mean(values, dtype=np.float64)),
        deviation=float(np.std(values, dtype=np.float64)),
        smallest=float(np.min(values)),
        largest=float(np.max(values)),
        zeros=float(np.mean(values == 0)),
    )


def weights_of(node: str, weights: Mapping[str, Array]) -> dict[str, Array]:
    """The weights of a node (and of what is inside it), by their names without the node's."""
    prefix = f"{node}/"
    return {name.removeprefix(prefix): values for name, values in weights.items() if name.startswith(prefix)}
