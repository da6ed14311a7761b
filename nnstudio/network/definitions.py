"""The networks of linked blocks: whoever has one of them follows when it changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import structs

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.errors import NetworkError
from nnstudio.network.block import Block
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.sentence import Sentence

PortMoves: TypeAlias = Mapping[int, int | None]
"""Where the ports of a block went when its Inputs came, went or changed places; None for one that is gone."""


def with_definitions(
    document: Document, definitions: Mapping[str, Network], moves: Mapping[str, PortMoves] | None = None
) -> Document:
    """The document with these definitions, which all blocks that are linked to them follow.

    `moves` tells where the ports of definitions went. Raises NetworkError if a definition holds itself.
    """
    linking = _Linking(definitions, moves or {})
    network = linking.network(document.network)
    linked = FrozenMapping({name: linking.definition(name) for name in definitions})
    return structs.replace(document, network=network, definitions=linked)


def used_definitions(network: Network) -> set[str]:
    """The definitions that blocks in a network have, at whatever depth."""
    found: set[str] = set()
    for node in network.nodes:
        if isinstance(node.layer, Block):
            found |= used_definitions(node.layer.network) | {node.layer.definition or ""}
    return found - {""}


def moved_edges(edges: tuple[Edge, ...], moves: Mapping[str, PortMoves]) -> tuple[Edge, ...]:
    """Edges at the ports where their blocks have them now, without those whose port is gone."""
    moved: list[Edge] = []
    for edge in edges:
        port = moves.get(edge.target, {}).get(edge.port, edge.port)
        if port is not None:
            moved.append(edge if port == edge.port else Edge(edge.source, edge.target, port))
    return tuple(moved)


class _Linking:
    """Gives every linked block the network that its definition has now."""

    def __init__(self, definitions: Mapping[str, Network], moves: Mapping[str, PortMoves]) -> None:
        self._stored = definitions
        self._moves = moves
        self._linked: dict[str, Network] = {}
        self._linking: list[str] = []

    def definition(self, name: str) -> Network:
        """The network of a definition with its own blocks linked."""
        if name in self._linking:
            raise NetworkError(
                Sentence("“{name}” cannot hold a linked copy of itself. Make the copy unique first.", name=name)
            )
        if name not in self._linked:
            self._linking.append(name)
            self._linked[name] = self.network(self._stored[name])
            self._linking.pop()
        return self._linked[name]

    def network(self, network: Network) -> Network:
        """A network with its blocks linked; the very same one if nothing changes."""
        nodes = tuple(map(self._node, network.nodes))
        linked = {node.id: node.layer.definition or "" for node in nodes if isinstance(node.layer, Block)}
        moves = {node_id: self._moves[name] for node_id, name in linked.items() if name in self._moves}
        edges = moved_edges(network.edges, moves)
        is_linked = nodes == network.nodes and edges == network.edges
        return network if is_linked else structs.replace(network, nodes=nodes, edges=edges)

    def _node(self, node: Node) -> Node:
        block = node.layer
        if not isinstance(block, Block):
            return node
        network = self.network(block.network) if block.definition is None else self.definition(block.definition)
        return node if network == block.network else structs.replace(node, layer=block.replace(network=network))
