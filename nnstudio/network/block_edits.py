"""Pure edits of blocks and their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import structs

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.errors import NetworkError
from nnstudio.network import edits
from nnstudio.network.annotations import Annotation
from nnstudio.network.block import Block
from nnstudio.network.change import Change, apply
from nnstudio.network.definitions import used_definitions, with_definitions
from nnstudio.network.document import Document
from nnstudio.network.document_change import change_between
from nnstudio.network.edits import Position
from nnstudio.network.graph import LONGEST_ID, Edge, Network, Node, is_valid_id
from nnstudio.network.inside import block_of
from nnstudio.sentence import Sentence


def define(document: Document, node_id: str, name: str | None = None) -> Change:
    """Make the network of a block a definition, to which further blocks can be linked."""
    block = block_of(document.network, node_id)
    if block is None or block.definition is not None:
        return Change("Make definition")
    free = _fresh_name(name or node_id, document.definitions)
    linked = edits.replace_nodes(
        document, [node_id], lambda node: structs.replace(node, layer=block.replace(definition=free)), "Make definition"
    )
    definitions = FrozenMapping({**document.definitions, free: block.network})
    return linked.then(change_between(document, structs.replace(document, definitions=definitions), linked.label))


def link_copy(document: Document, node_id: str, position: Position) -> Change:
    """Place another block that is linked to one; the first time, its network becomes a definition."""
    change = define(document, node_id)
    after = apply(document, change)
    added = edits.add_node(after, after.network.by_id[node_id].layer, position, node_id)
    return Change("Make linked copy", change.steps + added.steps)


def place_linked(document: Document, definition: str, position: Position) -> Change:
    """Place a block of a definition."""
    block = Block(network=document.definitions[definition], definition=definition)
    return edits.add_node(document, block, position, definition)


def make_unique(document: Document, node_ids: Iterable[str]) -> Change:
    """Give linked blocks a network of their own, which is that of their definition as it is now."""
    linked = [name for name in node_ids if (block := block_of(document.network, name)) and block.definition]
    return edits.replace_nodes(
        document, linked, lambda node: structs.replace(node, layer=node.layer.replace(definition=None)), "Make unique"
    )


def rename_definition(document: Document, name: str, new_name: str) -> Change:
    """Give a definition another name, which all that are linked to it follow; raises NetworkError if it cannot be."""
    if new_name == name:
        return Change("Rename definition")
    if not is_valid_id(new_name) or new_name in document.definitions:
        raise NetworkError(
            Sentence("A definition cannot be named {new_name!r}. Choose another name.", new_name=new_name)
        )
    names = {name: new_name}
    definitions = {names.get(old, old): renamed_links(network, names) for old, network in document.definitions.items()}
    network = renamed_links(document.network, names)
    after = structs.replace(document, network=network, definitions=FrozenMapping(definitions))
    return change_between(document, after, "Rename definition")


def delete_definition(document: Document, name: str) -> Change:
    """Forget a definition; raises NetworkError while a block has it."""
    others = {other: network for other, network in document.definitions.items() if other != name}
    used = used_definitions(document.network).union(*map(used_definitions, others.values()))
    if name in used:
        raise NetworkError(Sentence("Blocks are linked to “{name}”. Make them unique or delete them first.", name=name))
    after = structs.replace(document, definitions=FrozenMapping(others))
    return change_between(document, after, "Delete definition")


def paste_blocks(
    document: Document,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    offset: Position,
    definitions: Mapping[str, Network],
    annotations: Iterable[Annotation] = (),
) -> Change:
    """Add copies of nodes as `edits.paste` does, with the definitions that their blocks have.

    A definition that the document has under the same name is used, if it is the same; else it gets a free name.
    Raises NetworkError if a definition would hold itself.
    """
    after, copied = with_adopted(document, Network(tuple(nodes)), definitions)
    pasted = edits.paste(after, copied.nodes, edges, offset, annotations)
    return change_between(document, apply(after, pasted), pasted.label)


def with_adopted(document: Document, network: Network, definitions: Mapping[str, Network]) -> tuple[Document, Network]:
    """The document with the definitions that a network from elsewhere needs, and the network with their names there.

    Raises NetworkError if a definition would hold itself.
    """
    needed, known = used_definitions(network), dict(document.definitions)
    names: dict[str, str] = {}
    for name, inner in definitions.items():
        if name in needed and known.get(name) != inner:
            names[name] = _fresh_name(name, known)
            known[names[name]] = inner
    for name in names.values():
        known[name] = renamed_links(known[name], names)
    return with_definitions(document, known) if names else document, renamed_links(network, names)


def renamed_links(network: Network, names: Mapping[str, str]) -> Network:
    """A network whose blocks, at whatever depth, name their definitions otherwise."""
    return structs.replace(network, nodes=tuple(_renamed_link(node, names) for node in network.nodes))


def _renamed_link(node: Node, names: Mapping[str, str]) -> Node:
    block = node.layer
    if not isinstance(block, Block):
        return node
    definition = block.definition and names.get(block.definition, block.definition)
    return structs.replace(node, layer=Block(network=renamed_links(block.network, names), definition=definition))


def _fresh_name(wish: str, taken: Iterable[str]) -> str:
    return Network().fresh_id(wish[:LONGEST_ID], taken)
