"""Automatic layout: nodes in rows by depth, few crossings, and chains that run straight down.

After Sugiyama, Tagawa and Toda (1981). An edge that passes rows reserves a *lane* in each of them. Rows are ordered by
barycenters; then every row takes, sweep after sweep, the positions nearest to its neighbors' that keep its order and
its gaps, which is isotonic regression. Lanes give way to cards, so that a skip connection bends and its chain does not.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeAlias

from nnstudio.network.edits import Position
from nnstudio.network.graph import Network

CARD: Final = (216.0, 64.0)
"""The size of a card."""
ROW = 96.0
"""From the top of one row to the next."""
COLUMN = 256.0
"""Between the middles of two neighboring cards."""
LANE = 144.0
"""Between the middle of a card and an edge that passes it."""

_NONE: Mapping[str, float] = MappingProxyType({})
_LANES_APART = 64.0
_GRID = 8
_ORDERINGS = 12
_ALIGNMENTS = 6
_CARD_WEIGHT = 1e6

Vertex: TypeAlias = str | tuple[int, int]
"""A node by its id, or the lane of an edge (by its number) in a row."""
Links: TypeAlias = Mapping[Vertex, list[Vertex]]


def arrange(network: Network, extra: Mapping[str, float] = _NONE) -> dict[str, Position]:
    """A position for every node. Parts that are not connected stand side by side, the whole begins at (0, 0).

    Frames are not looked at; `extra` tells of nodes that are wider than a card, and by how much.
    """
    ranks = _ranks(network)
    positions: dict[str, Position] = {}
    left = 0.0
    for part in _parts(network):
        columns = _columns(network, part, ranks, extra)
        shift = left - min(column - extra.get(name, 0) / 2 for name, column in columns.items())
        top = min(ranks[name] for name in part)
        for name, column in columns.items():
            positions[name] = (float(round((column + shift) / _GRID) * _GRID), (ranks[name] - top) * ROW)
        left = max(positions[name][0] + extra.get(name, 0) / 2 for name in positions) + COLUMN
    return {node.id: positions[node.id] for node in network.nodes}


def make_room(network: Network, node_id: str) -> dict[str, Position]:
    """New positions for a node that was put between others, and for what follows it: each a row below the last."""
    node = network.by_id[node_id]
    before = [network.by_id[edge.source].position[1] for edge in network.incoming[node_id]]
    top = max([node.position[1], *(y + ROW for y in before)])
    after = [network.by_id[edge.target].position[1] for edge in network.outgoing[node_id]]
    lack = max([0.0, *(top + ROW - y for y in after)])
    moved = {node_id: (node.position[0], top)} if top != node.position[1] else {}
    if lack:
        for name in _descendants(network, node_id) - {node_id, *network.ancestors(node_id)}:
            x, y = network.by_id[name].position
            moved[name] = (x, y + lack)
    return moved


def _ranks(network: Network) -> dict[str, int]:
    """The row of every node: below all it depends on. Where there is a cycle, the first of its nodes goes on top."""
    missing = {node.id: {edge.source for edge in network.incoming[node.id]} for node in network.nodes}
    ready = deque(name for name, sources in missing.items() if not sources)
    ranks: dict[str, int] = {}
    while len(ranks) < len(missing):
        name = ready.popleft() if ready else next(other for other in missing if other not in ranks)
        if name in ranks:
            continue
        above = [ranks[edge.source] for edge in network.incoming[name] if edge.source in ranks]
        ranks[name] = max(above, default=-1) + 1
        for edge in network.outgoing[name]:
            missing[edge.target].discard(name)
            if not missing[edge.target]:
                ready.append(edge.target)
    for node in network.nodes:
        below = [ranks[edge.target] for edge in network.outgoing[node.id]]
        if not network.incoming[node.id] and below:
            ranks[node.id] = min(below) - 1
    return ranks


def _parts(network: Network) -> list[list[str]]:
    """The connected parts, each in the document's order."""
    part_of: dict[str, int] = {}
    for number, node in enumerate(network.nodes):
        waiting = [node.id] if node.id not in part_of else []
        while waiting:
            name = waiting.pop()
            if name not in part_of:
                part_of[name] = number
                waiting += [edge.target for edge in network.outgoing[name]]
                waiting += [edge.source for edge in network.incoming[name]]
    parts: dict[int, list[str]] = {}
    for node in network.nodes:
        parts.setdefault(part_of[node.id], []).append(node.id)
    return list(parts.values())


def _columns(
    network: Network, part: Sequence[str], ranks: Mapping[str, int], extra: Mapping[str, float]
) -> dict[str, float]:
    """Where the nodes of a connected part stand from left to right."""
    above: dict[Vertex, list[Vertex]] = {name: [] for name in part}
    rows: dict[int, list[Vertex]] = {}
    for name in part:
        rows.setdefault(ranks[name], []).append(name)
    names = set(part)
    for number, edge in enumerate(network.edges):
        if edge.source not in names or ranks[edge.source] >= ranks[edge.target]:
            continue
        last: Vertex = edge.source
        for rank in range(ranks[edge.source] + 1, ranks[edge.target]):
            lane = (number, rank)
            rows[rank].append(lane)
            above[lane] = [last]
            last = lane
        above[edge.target].append(last)
    below: dict[Vertex, list[Vertex]] = {vertex: [] for vertex in above}
    for vertex, sources in above.items():
        for source in sources:
            below[source].append(vertex)
    ordered = _ordered([rows[rank] for rank in sorted(rows)], above, below)
    columns = _aligned(ordered, above, below, extra)
    return {name: columns[name] for name in part}


def _ordered(rows: list[list[Vertex]], above: Links, below: Links) -> list[list[Vertex]]:
    """The rows in the order with the fewest crossings found by sweeping down and up."""
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(_ORDERINGS):
        if not fewest:
            break
        rows = _swept(rows, above) if sweep % 2 == 0 else _swept(rows[::-1], below)[::-1]
        found = _crossings(rows, below)
        if found < fewest:
            best, fewest = rows, found
    return best


def _swept(rows: list[list[Vertex]], links: Links) -> list[list[Vertex]]:
    """Each row ordered by the middles of its neighbors in the row before."""
    swept = [rows[0]]
    for row in rows[1:]:
        places = {vertex: float(place) for place, vertex in enumerate(swept[-1])}
        keys = {
            vertex: _mean([places[other] for other in links[vertex]], default=float(place))
            for place, vertex in enumerate(row)
        }
        swept.append(sorted(row, key=keys.__getitem__))
    return swept


def _mean(numbers: Sequence[float], default: float) -> float:
    return sum(numbers) / len(numbers) if numbers else default


def _crossings(rows: list[list[Vertex]], below: Links) -> int:
    count = 0
    for upper, lower in pairwise(rows):
        places = {vertex: place for place, vertex in enumerate(lower)}
        ends: list[int] = []
        for vertex in upper:
            targets = sorted(places[other] for other in below[vertex])
            count += sum(len(ends) - bisect_right(ends, target) for target in targets)
            for target in targets:
                insort(ends, target)
    return count


def _aligned(rows: list[list[Vertex]], above: Links, below: Links, extra: Mapping[str, float]) -> dict[Vertex, float]:
    """Columns that keep each row's order and gaps and make the edges as upright as they can be."""
    columns: dict[Vertex, float] = {}
    for row in rows:
        columns.update(zip(row, _offsets(row, extra), strict=True))
    for _ in range(_ALIGNMENTS):
        for links, order in ((above, rows), (below, rows[::-1])):
            for row in order:
                wishes = [_wish(vertex, links, columns) for vertex in row]
                weights = [_weight(vertex, links) for vertex in row]
                columns.update(zip(row, _nearest(_offsets(row, extra), wishes, weights), strict=True))
    return columns


def _wish(vertex: Vertex, links: Links, columns: Mapping[Vertex, float]) -> float:
    """The median of the neighbors; cards count before lanes, so that chains stay straight."""
    neighbors = [other for other in links[vertex] if isinstance(other, str)] or links[vertex]
    if not neighbors:
        return columns[vertex]
    ordered = sorted(columns[other] for other in neighbors)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _weight(vertex: Vertex, links: Links) -> float:
    """How much a wish counts: little for a lane, and for a card that wants to stand under or above one."""
    is_card = isinstance(vertex, str) and (not links[vertex] or any(isinstance(other, str) for other in links[vertex]))
    return _CARD_WEIGHT if is_card else 1.0


def _nearest(offsets: Sequence[float], wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The columns nearest to the wishes that keep order and gaps: neighbors who want the same place share it."""
    blocks: list[tuple[float, float, int]] = []  # mean, weight, number of vertices
    for wish, own_weight, offset in zip(wishes, weights, offsets, strict=True):
        mean, weight, count = wish - offset, own_weight, 1
        while blocks and blocks[-1][0] > mean:
            other_mean, other_weight, other_count = blocks.pop()
            mean = (mean * weight + other_mean * other_weight) / (weight + other_weight)
            weight, count = weight + other_weight, count + other_count
        blocks.append((mean, weight, count))
    means = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _offsets(row: Sequence[Vertex], extra: Mapping[str, float]) -> list[float]:
    """The tightest columns that a row can have, from 0."""
    offsets = [0.0]
    for pair in pairwise(row):
        cards = [vertex for vertex in pair if isinstance(vertex, str)]
        wider = sum(extra.get(name, 0.0) for name in cards) / 2
        offsets.append(offsets[-1] + (_LANES_APART, LANE, COLUMN)[len(cards)] + wider)
    return offsets


def _descendants(network: Network, node_id: str) -> set[str]:
    found: set[str] = set()
    waiting = [node_id]
    while waiting:
        for edge in network.outgoing[waiting.pop()]:
            if edge.target not in found:
                found.add(edge.target)
                waiting.append(edge.target)
    return found
