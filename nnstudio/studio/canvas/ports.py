"""Ports: the ends that edges have at a node, and where on its card they sit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF

from nnstudio.catalog.layers.base import Layer
from nnstudio.network.graph import Edge
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, LARGE, SECTION

REACH: Final = 12.0
"""How near to the middle of a port the mouse has to be."""


class Side(Enum):
    """Where a port lets data pass."""

    INPUT = "input"
    OUTPUT = "output"


@dataclass(frozen=True)
class Port:
    """One port of one node."""

    node_id: str
    side: Side
    index: int = 0


def input_count(layer: Layer, edges: tuple[Edge, ...]) -> int:
    """How many input ports a card shows; one that takes any number of edges always has a free port."""
    most = layer.most_inputs
    taken = max((edge.port + 1 for edge in edges), default=0)
    if most is None:
        return max(taken + 1, layer.least_inputs)
    return max(taken, most)


def port_place(side: Side, index: int, count: int) -> QPointF:
    """The middle of a port, from the upper left corner of its card."""
    if side is Side.OUTPUT:
        return QPointF(CARD_WIDTH / 2, CARD_HEIGHT)
    gaps = max(count - 1, 0)
    step = min(SECTION, (CARD_WIDTH - 2 * LARGE) / max(gaps, 1))
    return QPointF(CARD_WIDTH / 2 + (index - gaps / 2) * step, 0)
