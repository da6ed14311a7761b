"""Networks without blocks and without muted nodes: what computes never knows of them.

Every node inside a block becomes a node of its path, `block/hidden`. No id holds a slash, so that paths are unique.
What arrives first at a muted node goes on from it; what only leads to its other ports is not computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from msgspec import structs

from nnstudio.network.block import Block
from nnstudio.network.graph import Edge, Network, Node


@dataclass(frozen=True)
class Expansion:
    """A network without blocks and muted nodes, and what became of their names."""

    network: Network
    origins: Mapping[str, str] = field(default_factory=dict)
    """The node whose output is that of a block, or what arrives at a muted node or at an Input inside a block; by the
    path of each."""

    def origin(self, name: str) -> str:
        """The node of the expanded network that gives what a node of the document gives."""
        return self.origins.get(name, name)


def expand(network: Network) -> Expansion:
    """Put what is inside in the place of every block, of whatever depth, and an edge in that of every muted node.

    An Input inside where nothing arrives stays an Input; a network without problems has none.
    """
    if not any(node.muted or isinstance(node.layer, Block) for node in network.nodes):
        return Expansion(network)
    return _Expander(network).expansion()


class _Expander:
    def __init__(self, network: Network) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: dict[Edge, None] = {}
        self._sources: dict[str, str] = {}
        """For a block its result, for an Input inside and a muted node what leads to it: one step back each."""
        self._passed_over: list[str] = []
        """What leads to other ports of muted nodes than the first."""
        self._add(network, "")
        self._outputs = [node.id for node in network.outputs]

    def expansion(self) -> Expansion:
        """The nodes that are left, with edges from where their inputs truly come."""
        edges: dict[Edge, None] = {}
        for edge in self._edges:
            source = self._followed(edge.source)
            if source is not None and edge.target in self._nodes:
                edges[Edge(source, edge.target, edge.port)] = None
        for name in self._idle(edges) if self._passed_over else ():
            del self._nodes[name]
        edges = {edge: None for edge in edges if edge.target in self._nodes}
        followed = {name: self._followed(name) for name in self._sources}
        origins = {name: origin for name, origin in followed.items() if origin is not None}
        return Expansion(Network(tuple(self._nodes.values()), tuple(edges)), origins)

    def _add(self, network: Network, prefix: str, *, trainable: bool = True, owners: str | None = None) -> None:
        """Add a network's nodes; `owners` is where the nodes are whose weights they use, if that is elsewhere."""
        for node in network.nodes:
            path = f"{prefix}{node.id}"
            owner = node.shared_with or (None if owners is None else node.id)
            shared = None if owner is None else f"{prefix if owners is None else owners}{owner}"
            learns = trainable and node.trainable
            if node.muted:
                self._bypass(path, network.incoming[node.id], prefix)
            elif isinstance(node.layer, Block):
                self._join(node.layer, path, network.incoming[node.id], prefix)
                self._add(node.layer.network, f"{path}/", trainable=learns, owners=shared and f"{shared}/")
            elif path not in self._sources:
                self._nodes[path] = structs.replace(node, id=path, trainable=learns, shared_with=shared)
        for edge in network.edges:
            self._edges[Edge(f"{prefix}{edge.source}", f"{prefix}{edge.target}", edge.port)] = None

    def _join(self, block: Block, path: str, incoming: Iterable[Edge], prefix: str) -> None:
        """Let a block stand for its result, and the Inputs inside for what arrives at its ports."""
        if block.result is not None:
            self._sources[path] = f"{path}/{block.result.id}"
        inputs = block.network.inputs
        for edge in incoming:
            if edge.port < len(inputs):
                self._sources[f"{path}/{inputs[edge.port].id}"] = f"{prefix}{edge.source}"

    def _bypass(self, path: str, incoming: Iterable[Edge], prefix: str) -> None:
        """Let a muted node stand for what arrives at it first."""
        sources = [f"{prefix}{edge.source}" for edge in incoming]
        if sources:
            self._sources[path] = sources[0]
        self._passed_over += sources[1:]

    def _idle(self, edges: Collection[Edge]) -> list[str]:
        """The nodes that lead to nothing but what muted nodes pass over; Inputs stay, as data is fed to them."""
        needs: dict[str, list[str]] = {name: [] for name in self._nodes}
        for edge in edges:
            needs[edge.target].append(edge.source)
        uses = Counter(chain(*needs.values(), map(self._followed, self._outputs)))
        waiting = [name for name in map(self._followed, self._passed_over) if name is not None]
        idle: dict[str, None] = {}
        while waiting:
            name = waiting.pop()
            if not uses[name] and name not in idle and self._nodes[name].layer.most_inputs != 0:
                idle[name] = None
                uses.subtract(needs[name])
                waiting += needs[name]
        return [*idle]

    def _followed(self, name: str) -> str | None:
        """The node that a name stands for; None where it stands for nothing or, through a cycle, for itself."""
        seen: set[str] = set()
        while name in self._sources and name not in seen:
            seen.add(name)
            name = self._sources[name]
        return name if name in self._nodes else None
