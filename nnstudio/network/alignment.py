"""Where nodes go that are to stand in line, or at equal distances."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from statistics import fmean

from nnstudio.network.edits import Position
from nnstudio.network.graph import Node

_GRID = 8


class Alignment(Enum):
    """How nodes are put in order."""

    COLUMN = "Align in a column"
    ROW = "Align in a row"
    SPACING = "Space evenly"

    def positions(self, nodes: Sequence[Node]) -> dict[str, Position]:
        """The new positions of nodes, on the grid, by their ids."""
        return {name: (_on_grid(x), _on_grid(y)) for name, (x, y) in _PLACES[self](nodes).items()}


def _column(nodes: Sequence[Node]) -> dict[str, Position]:
    x = fmean(node.position[0] for node in nodes)
    return {node.id: (x, node.position[1]) for node in nodes}


def _row(nodes: Sequence[Node]) -> dict[str, Position]:
    y = fmean(node.position[1] for node in nodes)
    return {node.id: (node.position[0], y) for node in nodes}


def _evenly_spaced(nodes: Sequence[Node]) -> dict[str, Position]:
    """The first and the last stay, in the direction in which they are farther apart on the grid."""
    directions = zip(*(node.position for node in nodes), strict=True)
    spans = [_on_grid(max(places)) - _on_grid(min(places)) for places in directions]
    axis = int(spans[0] < spans[1])
    in_order = sorted(nodes, key=lambda node: node.position[axis])
    first, step = _on_grid(in_order[0].position[axis]), spans[axis] / max(1, len(nodes) - 1)
    found = {}
    for number, node in enumerate(in_order):
        x, y = node.position
        place = first + number * step
        found[node.id] = (x, place) if axis else (place, y)
    return found


def _on_grid(value: float) -> float:
    return float(round(value / _GRID) * _GRID)


_PLACES: dict[Alignment, Callable[[Sequence[Node]], dict[str, Position]]] = {
    Alignment.COLUMN: _column,
    Alignment.ROW: _row,
    Alignment.SPACING: _evenly_spaced,
}
