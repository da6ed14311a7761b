"""Nodes, edges, and the network they make: immutable values."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from nnstudio.catalog.layers.base import Layer


class Node(Struct, frozen=True, kw_only=True):
    """A layer placed on the canvas. Its `id` is its name, unique in the network."""

    id: str
    layer: Layer
    position: tuple[float, float] = (0.0, 0.0)
    trainable: bool = True
    shared_with: str | None = None

    @property
    def type_name(self) -> str:
        """The layer's type, such as Dense."""
        return type(self.layer).__name__

    @property
    def title(self) -> str:
        """How sentences name it: Dense “hidden”."""
        return f"{self.type_name} “{self.id}”"


class Edge(Struct, frozen=True):
    """A connection from a node's output to an input port of another."""

    source: str
    target: str
    port: int = 0


class Network(Struct, frozen=True, dict=True):
    """Nodes and edges in the order in which the document lists them."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Every node by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def incoming(self) -> dict[str, tuple[Edge, ...]]:
        """The edges into every node, by port."""
        found: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.target].append(edge)
        return {target: tuple(sorted(edges, key=lambda edge: edge.port)) for target, edges in found.items()}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Edge, ...]]:
        """The edges out of every node."""
        found: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            found[edge.source].append(edge)
        return {source: tuple(edges) for source, edges in found.items()}

    @property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes through which data enters: those whose layer takes no edge."""
        return tuple(node for node in self.nodes if node.layer.most_inputs == 0)

    @property
    def outputs(self) -> tuple[Node, ...]:
        """The nodes without outgoing edges."""
        return tuple(node for node in self.nodes if not self.outgoing[node.id])

    def fresh_id(self, wish: str) -> str:
        """The wished id, or the first free one of wish_2, wish_3, ..."""
        if wish not in self.by_id:
            return wish
        number = 2
        while f"{wish}_{number}" in self.by_id:
            number += 1
        return f"{wish}_{number}"

    def ancestors(self, node_id: str) -> set[str]:
        """Every node from which data flows into this one, without itself."""
        found: set[str] = set()
        waiting = [node_id]
        while waiting:
            for edge in self.incoming[waiting.pop()]:
                if edge.source not in found:
                    found.add(edge.source)
                    waiting.append(edge.source)
        return found
