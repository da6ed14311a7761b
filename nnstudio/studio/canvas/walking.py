"""Which node comes next when one walks over the canvas with the arrow keys."""

from __future__ import annotations

from enum import Enum

from nnstudio.network.graph import Network, Node

_SIDEWAYS_COST = 2.0


class Direction(Enum):
    """A step on the canvas; y grows downwards."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)

    @property
    def vector(self) -> tuple[int, int]:
        """The step as x and y."""
        return self.value


def neighbor(network: Network, node_id: str, direction: Direction) -> str | None:
    """The node to which a step leads: up and down along an edge if one goes that way, else the nearest one there."""
    start = network.by_id[node_id]
    edges = (*network.incoming[node_id], *network.outgoing[node_id])
    connected = {edge.source if edge.target == node_id else edge.target for edge in edges} - {node_id}
    at_edges = (
        [network.by_id[name] for name in sorted(connected)] if direction in (Direction.UP, Direction.DOWN) else []
    )
    for nodes in (at_edges, network.nodes):
        distances = {node.id: _distance(start, node, direction) for node in nodes if node is not start}
        reachable = {name: distance for name, distance in distances.items() if distance is not None}
        if reachable:
            return min(reachable, key=reachable.__getitem__)
    return None


def _distance(start: Node, end: Node, direction: Direction) -> float | None:
    """How far a node lies in a direction, sideways counting more; None if it lies elsewhere."""
    x, y = end.position[0] - start.position[0], end.position[1] - start.position[1]
    step_x, step_y = direction.vector
    ahead, aside = x * step_x + y * step_y, abs(x * step_y) + abs(y * step_x)
    return ahead + _SIDEWAYS_COST * aside if ahead > 0 and aside <= 2 * ahead else None
