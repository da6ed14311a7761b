"""Several nodes become one block, and a block becomes the nodes inside it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from nnstudio.catalog.layers.core import Input
from nnstudio.errors import NetworkError
from nnstudio.network.annotation_edits import fresh_annotation_id
from nnstudio.network.annotations import Frame, Note, with_nodes, within
from nnstudio.network.block import Block
from nnstudio.network.change import Change
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.edits import Position
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import infer
from nnstudio.network.layout import COLUMN, ROW
from nnstudio.network.output_edits import follow_nodes
from nnstudio.sentence import Sentence, listed

_ANYTHING = Input(shape=(1,))
"""What an Input inside is made with where nobody knows yet what will arrive."""


def group(document: Document, node_ids: Iterable[str], name: str = "block") -> Change:
    """Put nodes into a block in their place; what they take from outside becomes its ports.

    Inputs stay outside, because data enters the network there. Raises NetworkError, with a sentence that says what
    else to select, if the nodes cannot be one node.
    """
    network = document.network
    chosen = [node for node in network.nodes if node.id in set(node_ids) and node.layer.most_inputs != 0]
    result = _result(network, chosen)
    ports = _Ports(network, chosen)
    block_id = network.fresh_id(name)
    block = Node(id=block_id, layer=Block(network=ports.inner_network()), position=_middle(chosen))
    inner = {node.id for node in chosen}
    edges: dict[Edge, None] = {}
    for edge in network.edges:
        if edge.target not in inner:
            source = block_id if edge.source == result else edge.source
            edges[structs.replace(edge, source=source)] = None
        elif edge.source not in inner:
            edges[Edge(edge.source, block_id, ports.sources.index(edge.source))] = None
    last = chosen[-1].id
    nodes = tuple(
        block if node.id == last else node for node in network.nodes if node.id not in inner or node.id == last
    )
    grouped = structs.replace(network, nodes=nodes, edges=tuple(edges), frames=_frames_around(network, inner, block_id))
    return _change(document, grouped, {result: block_id}, Sentence("Group"))


def unpack(document: Document, node_id: str) -> Change:
    """Put what is inside a block in its place; raises NetworkError if it shares weights with another block."""
    network, node = document.network, document.network.by_id[node_id]
    block = node.layer
    if not isinstance(block, Block):
        raise NetworkError(Sentence("{node} is no block, so there is nothing to unpack.", node=node.title))
    for other in network.nodes:
        if node_id in (other.shared_with, other.id) and other.shared_with is not None:
            raise NetworkError(
                Sentence(
                    "{other} shares the weights of “{shared_with}”. Stop sharing them first.",
                    other=other.title,
                    shared_with=other.shared_with,
                )
            )
    unpacked = _Unpacked(network, node, block)
    nodes = [part for old in network.nodes for part in (unpacked.nodes() if old.id == node_id else [old])]
    notes = (*network.notes, *unpacked.notes())
    after = Network(tuple(nodes), unpacked.edges(), notes, tuple(unpacked.frames()))
    return _change(document, after, {node_id: unpacked.result}, Sentence("Unpack"))


def _change(document: Document, network: Network, names: Mapping[str, str | None], label: str) -> Change:
    """The change to another network; what is said of an output follows it to its new name."""
    change = change_between(document, structs.replace(document, network=network), label)
    return Change(label, (*change.steps, *follow_nodes(document, names)))


def _result(network: Network, chosen: list[Node]) -> str:
    """The one node whose output leaves the group; raises NetworkError if the nodes cannot be a block."""
    if not chosen:
        raise NetworkError("Select the layers that are to be one block. Inputs alone cannot be.")
    inner = {node.id for node in chosen}
    for node in chosen:
        if node.shared_with is not None and node.shared_with not in inner:
            raise NetworkError(
                Sentence(
                    "“{node}” uses the weights of “{shared_with}”. Select both, or stop sharing.",
                    node=node.id,
                    shared_with=node.shared_with,
                )
            )
    for node in network.nodes:
        if node.id not in inner and node.shared_with in inner:
            raise NetworkError(
                Sentence(
                    "“{node}” uses the weights of “{shared_with}”. Select both, or stop sharing.",
                    node=node.id,
                    shared_with=node.shared_with,
                )
            )
        if node.id not in inner and network.ancestors(node.id) & inner and network.descendants(node.id) & inner:
            raise NetworkError(
                Sentence(
                    "“{node}” lies between the selected layers, so that data would leave the block and "
                    "come back. Select it too.",
                    node=node.id,
                )
            )
    results = [node.id for node in chosen if _leaves(network, node.id, inner)]
    if not results:
        raise NetworkError("Nothing leaves the selected layers, because they lead in a circle. Remove an edge first.")
    if len(results) > 1:
        named = listed(f"“{name}”" for name in results[:2])
        raise NetworkError(
            Sentence(
                "{named} both have results that are used outside, but a block has one. Select fewer "
                "layers, or those that join the results too.",
                named=named,
            )
        )
    return results[0]


def _frames_around(network: Network, inner: set[str], block_id: str) -> tuple[Frame, ...]:
    """The frames outside; the block takes the place of its nodes in a frame that holds them all and others."""
    around = next((frame for frame in network.frames if inner < set(frame.nodes)), None)
    frames = with_nodes(network.frames, dict.fromkeys(inner))
    return tuple(
        structs.replace(frame, nodes=(*frame.nodes, block_id)) if around and frame.id == around.id else frame
        for frame in frames
    )


def _leaves(network: Network, node_id: str, inner: set[str]) -> bool:
    outgoing = network.outgoing[node_id]
    return not outgoing or any(edge.target not in inner for edge in outgoing)


def _middle(nodes: list[Node]) -> Position:
    """The middle of some cards."""
    sides = [[node.position[axis] for node in nodes] for axis in (0, 1)]
    x, y = ((min(side) + max(side)) / 2 for side in sides)
    return x, y


class _Ports:
    """The Inputs that a group needs: one for every node outside that leads to it, one for every edge that it lacks."""

    def __init__(self, network: Network, chosen: list[Node]) -> None:
        self._network = network
        self._chosen = chosen
        self._inner = {node.id for node in chosen}
        self._known = infer(network)
        self._inputs: list[Node] = []
        self._edges: list[Edge] = []
        self.sources: list[str] = []
        """The nodes outside, in the order of their ports."""
        for node in chosen:
            for edge in network.incoming[node.id]:
                self._lead_in(edge)
        for node in chosen:
            self._fill(node)

    def inner_network(self) -> Network:
        """The nodes with their Inputs, and the frames of which no node stays outside."""
        among = [edge for edge in self._network.edges if {edge.source, edge.target} <= self._inner]
        whole = within(self._network.frames, self._inner)
        return Network((*self._inputs, *self._chosen), (*among, *self._edges), frames=whole)

    def _lead_in(self, edge: Edge) -> None:
        if edge.source in self._inner:
            return
        if edge.source not in self.sources:
            self.sources.append(edge.source)
            self._add_input(self._made_for(edge.source))
        name = self._inputs[self.sources.index(edge.source)].id
        self._edges.append(structs.replace(edge, source=name))

    def _fill(self, node: Node) -> None:
        """Inputs for the edges without which a node cannot compute."""
        taken = {edge.port for edge in self._network.incoming[node.id]}
        free = [port for port in range(node.layer.least_inputs) if port not in taken]
        for port in free[: node.layer.least_inputs - len(taken)]:
            self._edges.append(Edge(self._add_input(_ANYTHING), node.id, port))

    def _made_for(self, source: str) -> Input:
        """An Input of the shape and type that a node outside gives."""
        if source not in self._known.shapes:
            return _ANYTHING
        return Input(shape=self._known.shapes[source], dtype=self._known.types[source])

    def _add_input(self, layer: Input) -> str:
        taken = (*self._inner, *(node.id for node in self._inputs))
        name = Network().fresh_id("input", taken)
        left, top = (min(node.position[axis] for node in self._chosen) for axis in (0, 1))
        position = (left + COLUMN * len(self._inputs), top - ROW)
        self._inputs.append(Node(id=name, layer=layer, position=position))
        return name


class _Unpacked:
    """What is inside a block, under ids that are free outside."""

    def __init__(self, network: Network, node: Node, block: Block) -> None:
        self._network = network
        self._node = node
        self._block = block
        self._names: dict[str, str] = {}
        self._inputs = block.network.inputs
        for inner in self._parts():
            self._names[inner.id] = network.fresh_id(inner.id, self._names.values())
        self._annotation_names: dict[str, str] = {}
        for annotation in block.network.annotations:
            fresh = fresh_annotation_id(network, annotation.id, self._annotation_names.values())
            self._annotation_names[annotation.id] = fresh

    @property
    def result(self) -> str | None:
        """The node that now gives what the block gave."""
        return None if self._block.result is None else self._source(self._block.result.id)

    def nodes(self) -> list[Node]:
        """The nodes inside but its Inputs, around the middle of the block."""
        return [
            structs.replace(
                part,
                id=self._names[part.id],
                position=self._shifted(part.position),
                trainable=part.trainable and self._node.trainable,
                shared_with=self._names.get(part.shared_with or ""),
                muted=part.muted or self._node.muted,
            )
            for part in self._parts()
        ]

    def notes(self) -> list[Note]:
        """The notes inside, which stay beside the nodes."""
        return [
            structs.replace(note, id=self._annotation_names[note.id], position=self._shifted(note.position))
            for note in self._block.network.notes
        ]

    def frames(self) -> list[Frame]:
        """All frames: those inside, and those outside, in which what stands in none inside takes the block's place."""
        names = {part.id: self._names.get(part.id) for part in self._block.network.nodes}
        inside = with_nodes(self._block.network.frames, names)
        framed = {name for frame in inside for name in frame.nodes}
        loose = [name for name in self._names.values() if name not in framed]
        outside = []
        for frame in self._network.frames:
            nodes = [part for name in frame.nodes for part in (loose if name == self._node.id else [name])]
            if nodes:
                outside.append(structs.replace(frame, nodes=tuple(nodes)))
        return outside + [structs.replace(frame, id=self._annotation_names[frame.id]) for frame in inside]

    def edges(self) -> tuple[Edge, ...]:
        """All edges of the network, joined where the block's ports were."""
        source = self.result
        edges: dict[Edge, None] = {}
        for edge in self._network.edges:
            if edge.target == self._node.id:
                continue
            if edge.source != self._node.id:
                edges[edge] = None
            elif source is not None:
                edges[structs.replace(edge, source=source)] = None
        for edge in self._block.network.edges:
            start = self._source(edge.source)
            if start is not None and edge.target in self._names:
                edges[Edge(start, self._names[edge.target], edge.port)] = None
        return tuple(edges)

    def _shifted(self, position: Position) -> Position:
        """Where something inside comes to stand: its nodes gather around the middle of the block."""
        parts = self._parts()
        (x, y), (left, top) = self._node.position, _middle(parts) if parts else (0.0, 0.0)
        return position[0] + x - left, position[1] + y - top

    def _parts(self) -> list[Node]:
        return [part for part in self._block.network.nodes if part.layer.most_inputs != 0]

    def _source(self, inner: str) -> str | None:
        """Where data comes from that leaves a node inside; None for an Input where nothing arrives."""
        if inner in self._names:
            return self._names[inner]
        port = [part.id for part in self._inputs].index(inner)
        incoming = [edge for edge in self._network.incoming[self._node.id] if edge.source != self._node.id]
        return next((edge.source for edge in incoming if edge.port == port), None)
