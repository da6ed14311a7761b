"""Automatic layout of networks with frames and notes.

The nodes of a frame stay together: they are laid out by themselves, and then stand in the whole as one tall node. A
frame that data leaves and enters again cannot be one; its nodes are laid out as if it were not there. Notes go with
what they stand beside, and to the right of what would come to lie on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import ceil
from typing import Final, TypeAlias

from msgspec import structs

from nnstudio.network.annotations import Frame
from nnstudio.network.edits import Position
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.layout import CARD, ROW, arrange

Rect: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom."""

FRAME_MARGINS: Final = (16.0, 36.0, 16.0, 16.0)
"""From the cards of a frame to its left, upper, right and lower side; above there is the title."""
_GRID = 8
_GAP = 24.0


def arrange_framed(network: Network) -> dict[str, Position]:
    """A position for every node; the whole begins at (0, 0)."""
    parts = _contractible(network)
    if not parts:
        return arrange(network)
    contraction = _Contraction(network, parts)
    places = arrange(contraction.network(), contraction.extra())
    positions = _apart([*contraction.expanded(places)])
    left, top = (min(position[axis] for position in positions.values()) for axis in (0, 1))
    return {node.id: _on_grid(positions[node.id], left, top) for node in network.nodes}


def arrange_notes(network: Network, positions: Mapping[str, Position]) -> dict[str, Position]:
    """Where notes go when nodes go to these positions."""
    before = {node.id: node.position for node in network.nodes}
    taken = [_card(position) for position in positions.values()]
    taken += [_around(_card(positions[name]) for name in frame.nodes) for frame in network.frames]
    found: dict[str, Position] = {}
    for note in network.notes:
        x, y = note.position
        if before:
            near = min(before, key=lambda name: _distance(before[name], note.position))
            x, y = x + positions[near][0] - before[near][0], y + positions[near][1] - before[near][1]
        width, height = note.size
        while (obstacle := _obstacle((x, y, x + width, y + height), taken)) is not None:
            x = obstacle[2] + _GAP
        found[note.id] = (x, y)
        taken.append((x, y, x + width, y + height))
    return found


@dataclass(frozen=True)
class _Inner:
    """The nodes of a frame, laid out by themselves."""

    names: tuple[str, ...]
    """Of the nodes that stand in the whole for the frame, one for each of its rows and one for its title."""
    places: Mapping[str, Position]
    width: float
    height: float


@dataclass(frozen=True)
class _Unit:
    """Nodes that stay together, and the rectangle that is theirs."""

    places: Mapping[str, Position]
    rect: Rect


class _Contraction:
    """A network in which every frame is a chain of nodes, as long as the frame is high and as wide."""

    def __init__(self, network: Network, frames: tuple[Frame, ...]) -> None:
        self._network = network
        self._inner: dict[str, _Inner] = {}
        self._frame_of = {name: frame.id for frame in frames for name in frame.nodes}
        for frame in frames:
            places = arrange(_part(network, frame.nodes))
            left, top, right, bottom = _bounds(map(_card, places.values()))
            count = ceil((bottom - top - CARD[1]) / ROW) + 2
            names = tuple(f"{frame.id}/{row}" for row in range(count))
            self._inner[frame.id] = _Inner(names, places, right - left, bottom - top)

    def network(self) -> Network:
        """Frames as chains, in the place of the first of their nodes; edges at their ends."""
        nodes: dict[str, Node] = {}
        edges: dict[Edge, None] = {}
        for node in self._network.nodes:
            for name in self._names(node.id):
                nodes.setdefault(name, structs.replace(node, id=name))
        for inner in self._inner.values():
            for source, target in zip(inner.names, inner.names[1:], strict=False):
                edges[Edge(source, target)] = None
        for edge in self._network.edges:
            source, target = self._names(edge.source)[-1], self._names(edge.target)[0]
            if self._frame_of.get(edge.source, edge) != self._frame_of.get(edge.target):
                edges[Edge(source, target, edge.port)] = None
        return Network(tuple(nodes.values()), tuple(edges))

    def extra(self) -> dict[str, float]:
        """How much wider than a card the frames are."""
        beside = FRAME_MARGINS[0] + FRAME_MARGINS[2]
        return {name: inner.width - CARD[0] + beside for inner in self._inner.values() for name in inner.names}

    def expanded(self, places: Mapping[str, Position]) -> Iterator[_Unit]:
        """What is to stay together, where it is: the nodes of each frame, and every other node for itself."""
        for node in self._network.nodes:
            if node.id not in self._frame_of:
                yield _Unit({node.id: places[node.id]}, _card(places[node.id]))
        for inner in self._inner.values():
            columns = [places[name][0] for name in inner.names]
            top = places[inner.names[0]][1]
            room = (len(inner.names) - 1) * ROW + CARD[1] - inner.height - FRAME_MARGINS[1] - FRAME_MARGINS[3]
            x = sum(columns) / len(columns) + (CARD[0] - inner.width) / 2
            y = top + FRAME_MARGINS[1] + room / 2
            moved = {name: (x + left, y + above) for name, (left, above) in inner.places.items()}
            yield _Unit(moved, _around(map(_card, moved.values())))

    def _names(self, node_id: str) -> tuple[str, ...]:
        frame = self._frame_of.get(node_id)
        return (node_id,) if frame is None else self._inner[frame].names


def _apart(units: list[_Unit]) -> dict[str, Position]:
    """The places of all nodes; what would lie on something farther left goes to the right of it."""
    taken: list[Rect] = []
    positions: dict[str, Position] = {}
    for unit in sorted(units, key=lambda one: one.rect):
        left, top, right, bottom = unit.rect
        way = 0.0
        while (obstacle := _obstacle((left + way, top, right + way, bottom), taken)) is not None:
            way = obstacle[2] + _GAP - left
        taken.append((left + way, top, right + way, bottom))
        positions.update({name: (x + way, y) for name, (x, y) in unit.places.items()})
    return positions


def _contractible(network: Network) -> tuple[Frame, ...]:
    """The frames that can each be one node without closing a circle."""
    chosen: list[Frame] = []
    for frame in network.frames:
        if _is_acyclic(network, [*chosen, frame]):
            chosen.append(frame)
    return tuple(chosen)


def _is_acyclic(network: Network, frames: list[Frame]) -> bool:
    unit = {name: frame.id for frame in frames for name in frame.nodes}
    sorter: TopologicalSorter[tuple[str, bool]] = TopologicalSorter()
    for edge in network.edges:
        source, target = ((unit.get(end, end), end in unit) for end in (edge.source, edge.target))
        if source != target:
            sorter.add(target, source)
    try:
        sorter.prepare()
    except CycleError:
        return False
    return True


def _part(network: Network, names: tuple[str, ...]) -> Network:
    inner = {*names}
    nodes = tuple(node for node in network.nodes if node.id in inner)
    return Network(nodes, tuple(edge for edge in network.edges if {edge.source, edge.target} <= inner))


def _card(position: Position) -> Rect:
    return position[0], position[1], position[0] + CARD[0], position[1] + CARD[1]


def _bounds(rects: Iterable[Rect]) -> Rect:
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _around(rects: Iterable[Rect]) -> Rect:
    """The frame around some cards."""
    left, top, right, bottom = _bounds(rects)
    return (
        left - FRAME_MARGINS[0],
        top - FRAME_MARGINS[1],
        right + FRAME_MARGINS[2],
        bottom + FRAME_MARGINS[3],
    )


def _obstacle(rect: Rect, taken: list[Rect]) -> Rect | None:
    """What reaches farthest to the right of all that a rectangle would lie on."""
    covered = (other for other in taken if _overlap(rect, other))
    return max(covered, key=lambda other: other[2], default=None)


def _overlap(first: Rect, second: Rect) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _distance(first: Position, second: Position) -> float:
    return abs(first[0] - second[0]) + abs(first[1] - second[1])


def _on_grid(position: Position, left: float, top: float) -> Position:
    x, y = position[0] - left, position[1] - top
    return float(round(x / _GRID) * _GRID), float(round(y / _GRID) * _GRID)
