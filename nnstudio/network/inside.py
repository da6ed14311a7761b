"""The network inside a block as a document of its own; its changes and problems as those of the document around it.

Linked blocks change together: an edit inside one of them is an edit of their definition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import structs

from nnstudio.catalog.layers.core import Input
from nnstudio.network.annotations import Frame, Note
from nnstudio.network.block import Block
from nnstudio.network.change import Change, NodeStep, PartStep, apply
from nnstudio.network.definitions import PortMoves, moved_edges, with_definitions
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.graph import Network, Node
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_INSIDE: Final = "Inside {block}: {message}"


def block_of(network: Network, node_id: str) -> Block | None:
    """The block that a node is; None if there is no such node, or if it is none."""
    node = network.by_id.get(node_id)
    return node.layer if node is not None and isinstance(node.layer, Block) else None


def blocks_on(network: Network, path: Sequence[str]) -> tuple[Block, ...]:
    """The blocks that a path of ids leads through, as far as it leads."""
    found: list[Block] = []
    for name in path:
        block = block_of(network, name)
        if block is None:
            break
        found.append(block)
        network = block.network
    return tuple(found)


def every_node(network: Network, prefix: str = "") -> Iterator[Node]:
    """The nodes of a network and of the blocks in it, each with its path as its id."""
    for node in network.nodes:
        path = f"{prefix}{node.id}"
        yield structs.replace(node, id=path) if prefix else node
        if isinstance(node.layer, Block):
            yield from every_node(node.layer.network, f"{path}/")


def every_frame(network: Network, prefix: str = "") -> Iterator[Frame]:
    """The frames of a network and of the blocks in it, each with the paths of its nodes."""
    for frame in network.frames:
        yield structs.replace(frame, nodes=tuple(f"{prefix}{name}" for name in frame.nodes)) if prefix else frame
    for node in network.nodes:
        if isinstance(node.layer, Block):
            yield from every_frame(node.layer.network, f"{prefix}{node.id}/")


def every_note(network: Network, prefix: str = "") -> Iterator[Note]:
    """The notes of a network and of the blocks in it, each with its path as its id."""
    for note in network.notes:
        yield structs.replace(note, id=f"{prefix}{note.id}") if prefix else note
    for node in network.nodes:
        if isinstance(node.layer, Block):
            yield from every_note(node.layer.network, f"{prefix}{node.id}/")


def node_at(network: Network, node_path: str) -> Node | None:
    """The node that a path of ids leads to, with its path as its id; None if there is none."""
    *path, name = node_path.split("/")
    blocks = blocks_on(network, path)
    if len(blocks) < len(path):
        return None
    node = (blocks[-1].network if blocks else network).by_id.get(name)
    return node and structs.replace(node, id=node_path)


def inside(document: Document, path: Sequence[str]) -> Document:
    """The network that a path of blocks leads to, with the document's definitions; KeyError if it leads nowhere.

    It has no data and no training of its own: those belong to outputs of the document, which go by other ids.
    """
    if not path:
        return document
    blocks = blocks_on(document.network, path)
    if len(blocks) < len(path):
        raise KeyError("/".join(path))
    return Document(name=path[-1], network=blocks[-1].network, definitions=document.definitions)


def with_arriving_shapes(document: Document, inference: Inference) -> Document:
    """What is inside a block with what arrives at its Inputs, instead of the shapes that they were made with."""
    nodes = []
    for node in document.network.nodes:
        if isinstance(node.layer, Input) and node.id in inference.shapes:
            layer = node.layer.replace(shape=inference.shapes[node.id], dtype=inference.types[node.id])
            nodes.append(structs.replace(node, layer=layer))
        else:
            nodes.append(node)
    return structs.replace(document, network=structs.replace(document.network, nodes=tuple(nodes)))


def problems_inside(document: Document, block: Node, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of what is inside a block, with its name before that of their node; repairs work from outside."""
    for problem in problems:
        yield structs.replace(
            problem,
            node=block.id if problem.node is None else f"{block.id}/{problem.node}",
            message=Sentence(_INSIDE, block=block.title, message=Sentence.of(problem.message)),
            fixes=tuple(Fix(fix.label, lifted(document, [block.id], fix.change)) for fix in problem.fixes),
        )


def without_blocks(message: str) -> str:
    """The message of a problem, without the blocks that it is inside of."""
    while isinstance(message, Sentence) and message.words == _INSIDE:
        message = Sentence.of(message.values["message"])
    return message


def lifted(document: Document, path: Sequence[str], change: Change) -> Change:
    """The change of the document that carries out a change of the network at a path inside it.

    Edges into a block whose Inputs came or went follow their ports. Raises NetworkError if a definition would hold
    itself.
    """
    if not path:
        return change
    after = apply(inside(document, path), change)
    linked = [block.definition for block in blocks_on(document.network, path)]
    depth = max((depth for depth, name in enumerate(linked, start=1) if name is not None), default=0)
    root = blocks_on(document.network, path)[depth - 1].network if depth else document.network
    edited = _edited(root, path[depth:], change)
    definition = linked[depth - 1] if depth else None
    result = document
    for step in change.steps:
        if isinstance(step, PartStep) and step.part == "training":
            result = structs.replace(result, training=step.after)
    if definition is None:
        result = structs.replace(result, network=edited)
        if after.definitions != document.definitions:
            result = with_definitions(result, after.definitions)
    else:
        moves = _port_moves(root, change if depth == len(path) else Change(""), edited)
        result = with_definitions(result, {**after.definitions, definition: edited}, {definition: moves})
    return change_between(document, result, change.label)


def edited_at(document: Document, node_path: str, edit: Callable[[Document, str], Change]) -> Change:
    """The edit of a node that may be inside blocks: it is told the network there and the node's id in it."""
    *path, name = node_path.split("/")
    return lifted(document, path, edit(inside(document, path), name))


def followed(node_path: str, change: Change) -> str:
    """The path of a node after a change in which it, or a block that it is in, may have got another name."""
    name, _, rest = node_path.partition("/")
    for step in change.steps:
        if isinstance(step, NodeStep) and step.before is not None and step.after is not None and step.before.id == name:
            before, after = step.before.layer, step.after.layer
            if rest and isinstance(before, Block) and isinstance(after, Block):
                inner = change_between(Document(network=before.network), Document(network=after.network), "")
                rest = followed(rest, inner)
            return "/".join(filter(None, (step.after.id, rest)))
    return node_path


def _edited(network: Network, path: Sequence[str], change: Change) -> Network:
    """The network after a change at a path of blocks that are not linked."""
    if not path:
        return apply(Document(network=network), change).network
    name, *rest = path
    before = blocks_on(network, [name])[0].network
    after = _edited(before, rest, change)
    moves = {} if rest else {name: _port_moves(before, change, after)}
    nodes = (
        structs.replace(node, layer=node.layer.replace(network=after)) if node.id == name else node
        for node in network.nodes
    )
    return structs.replace(network, nodes=tuple(nodes), edges=moved_edges(network.edges, moves))


def _port_moves(before: Network, change: Change, after: Network) -> PortMoves:
    """By the Inputs, which may have other names now."""
    names = {node.id: node.id for node in before.inputs}
    for step in change.steps:
        if isinstance(step, NodeStep) and step.before is not None and step.after is not None:
            renamed = {old: step.after.id for old, now in names.items() if now == step.before.id}
            names.update(renamed)
    places = {node.id: port for port, node in enumerate(after.inputs)}
    return {port: places.get(names[node.id]) for port, node in enumerate(before.inputs)}
