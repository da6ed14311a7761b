"""The gradient flow: how large the gradients are, on one logarithmic scale for the whole network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from nnstudio.engine.health import NodeHealth

LEVELS: Final = 16
"""As many as the eye tells apart; an edge repaints when its level changes, not with every batch."""
DECADES: Final = 3.0
"""The scale ends at a thousandth of the largest gradient: what is smaller has vanished."""


def flow_levels(healths: Mapping[str, NodeHealth]) -> dict[str, int]:
    """The level, from 0 to LEVELS - 1, of the gradient at the output of every node that has one."""
    gradients = {name: health.gradient for name, health in healths.items() if health.gradient is not None}
    finite = {name: value for name, value in gradients.items() if math.isfinite(value)}
    largest = max(finite.values(), default=0.0)
    levels = dict.fromkeys(gradients, LEVELS - 1)
    for name, value in finite.items():
        fraction = 1 + math.log10(value / largest) / DECADES if value > 0 else 0.0
        levels[name] = round(max(fraction, 0.0) * (LEVELS - 1))
    return levels
