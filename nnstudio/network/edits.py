"""Pure edits: each takes a document and says which change would carry it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import structs

from nnstudio.catalog.fields import fields_of, labels_of
from nnstudio.catalog.layers.base import Layer
from nnstudio.data.reference import DataReference
from nnstudio.network.adjustment import adjusted
from nnstudio.network.annotation_edits import frame_steps, join_between, paste_steps
from nnstudio.network.annotations import Annotation
from nnstudio.network.change import Change, EdgeStep, NodeStep, PartStep, Step, apply
from nnstudio.network.document import Document, Training
from nnstudio.network.document_change import change_between
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.output_edits import follow_nodes
from nnstudio.sentence import Sentence, counted

Position = tuple[float, float]


def add_node(document: Document, layer: Layer, position: Position = (0.0, 0.0), node_id: str | None = None) -> Change:
    """Place a layer on the canvas, named after its type unless told otherwise."""
    name = document.network.fresh_id(node_id or type(layer).short_name)
    node = Node(id=name, layer=layer, position=position)
    return Change(Sentence("Add {node}", node=node.type_name), (NodeStep(len(document.network.nodes), None, node),))


def connect(document: Document, source: str, target: str, port: int | None = None) -> Change:
    """Draw an edge into a port; an edge that is there already gives way, and where there is one port, any edge.

    Without a port, the edge takes the next free one; where all are taken, the last.
    """
    network = document.network
    incoming, most = network.incoming[target], network.by_id[target].layer.most_inputs
    wanted = 0 if most == 1 else _free_port(incoming, most) if port is None else port
    if Edge(source, target, wanted) in incoming:
        return Change("Connect")
    replaced = [edge for edge in incoming if most == 1 or edge.port == wanted]
    removal = _remove_edges(network, replaced)
    added = EdgeStep(len(network.edges) - len(replaced), None, Edge(source, target, wanted))
    return Change("Connect", (*removal, added))


def disconnect(document: Document, edges: Iterable[Edge], *, keep_ports: bool = False) -> Change:
    """Take edges away; where any number is taken, the others move up, unless another is to come in their place."""
    gone = tuple(edges)
    change = Change("Disconnect", tuple(_remove_edges(document.network, gone)))
    if keep_ports:
        return change
    return change.then(number_ports(apply(document, change), {edge.target for edge in gone}))


def number_ports(document: Document, node_ids: Iterable[str]) -> Change:
    """Let layers that take any number of edges count theirs from 0; those of others mean something and stay."""
    network = document.network
    wanted: dict[int, int] = {}
    for name in node_ids:
        if name in network.by_id and network.by_id[name].layer.most_inputs is None:
            incoming = [index for index, edge in enumerate(network.edges) if edge.target == name]
            in_order = sorted(incoming, key=lambda index: network.edges[index].port)
            wanted.update((index, port) for port, index in enumerate(in_order))
    steps = [
        EdgeStep(index, edge, structs.replace(edge, port=port))
        for index, port in wanted.items()
        if (edge := network.edges[index]).port != port
    ]
    return Change("Number ports", tuple(steps))


def remove(document: Document, node_ids: Iterable[str], edges: Iterable[Edge] = ()) -> Change:
    """Delete nodes with all that refers to them (edges, data, losses, shared weights, frames), and further edges."""
    network, gone, extra = document.network, set(node_ids), set(edges)
    touched = [edge for edge in network.edges if edge in extra or edge.source in gone or edge.target in gone]
    orphans = [node.id for node in network.nodes if node.shared_with in gone and node.id not in gone]
    steps = [
        *share_weights(document, orphans, None).steps,
        *disconnect(document, touched).steps,
        *_remove_nodes(network, gone),
        *frame_steps(network, dict.fromkeys(gone)),
        *follow_nodes(document, dict.fromkeys(gone)),
    ]
    return Change(counted(len(gone), "Delete node", "Delete {count} nodes") if gone else "Disconnect", tuple(steps))


def move(document: Document, positions: Mapping[str, Position], label: str = Sentence("Move")) -> Change:
    """Put nodes at new positions."""
    return replace_nodes(document, positions, lambda node: structs.replace(node, position=positions[node.id]), label)


def set_fields(document: Document, node_ids: Iterable[str], **values: Any) -> Change:
    """Give settings of one or several nodes new values, which must have passed `read_field`."""
    ids = list(node_ids)
    label = Sentence("Set {settings} of {nodes}", settings=_settings(document, ids, values), nodes=_nodes(ids))
    return replace_nodes(document, ids, lambda node: structs.replace(node, layer=adjusted(node.layer, values)), label)


def reset_fields(document: Document, node_ids: Iterable[str], names: Iterable[str]) -> Change:
    """Give settings their defaults again, each node those of its own type."""
    ids, settings = list(node_ids), list(names)
    what = _settings(document, ids, settings) if len(settings) == 1 else Sentence("settings")
    label = Sentence("Reset {settings} of {nodes}", settings=what, nodes=_nodes(ids))

    def with_defaults(node: Node) -> Node:
        fields = fields_of(type(node.layer))
        defaults = {name: fields[name].default for name in settings if not fields[name].required}
        return structs.replace(node, layer=node.layer.replace(**defaults))

    return replace_nodes(document, ids, with_defaults, label)


def set_trainable(document: Document, node_ids: Iterable[str], trainable: bool) -> Change:
    """Freeze nodes, or let them learn again."""
    label = Sentence("Unfreeze") if trainable else Sentence("Freeze")
    return replace_nodes(document, node_ids, lambda node: structs.replace(node, trainable=trainable), label)


def set_muted(document: Document, node_ids: Iterable[str], muted: bool) -> Change:
    """Let what arrives first at nodes pass through them, or let them compute again; Inputs have nothing to pass on."""
    able = [name for name in node_ids if document.network.by_id[name].layer.most_inputs != 0]
    label = Sentence("Mute" if muted else "Unmute")
    return replace_nodes(document, able, lambda node: structs.replace(node, muted=muted), label)


def share_weights(document: Document, node_ids: Iterable[str], owner: str | None) -> Change:
    """Let nodes use the weights of another one, or weights of their own again."""
    label = Sentence("Share weights") if owner else Sentence("Stop sharing weights")
    return replace_nodes(document, node_ids, lambda node: structs.replace(node, shared_with=owner), label)


def rename_node(document: Document, node_id: str, new_id: str) -> Change:
    """Give a node a new id and let all that refers to it follow; the new id must be free and valid."""
    network = document.network
    if new_id == node_id:
        return Change("Rename")

    def renamed(end: str) -> str:
        return new_id if end == node_id else end

    steps: list[Step] = [
        NodeStep(index, node, structs.replace(node, id=renamed(node.id), shared_with=_renamed(node, node_id, new_id)))
        for index, node in enumerate(network.nodes)
        if node_id in (node.id, node.shared_with)
    ]
    steps += [
        EdgeStep(index, edge, Edge(renamed(edge.source), renamed(edge.target), edge.port))
        for index, edge in enumerate(network.edges)
        if node_id in (edge.source, edge.target)
    ]
    steps += frame_steps(network, {node_id: new_id})
    steps += follow_nodes(document, {node_id: new_id})
    return Change("Rename", tuple(steps))


def insert_on_edge(
    document: Document, edge: Edge, layer: Layer, position: Position, node_id: str | None = None
) -> Change:
    """Put a new layer between the two ends of an edge."""
    added = add_node(document, layer, position, node_id)
    return _spliced(document, edge, added, _added_id(added), Sentence("Insert {layers}", layers=type(layer).__name__))


def splice_node(document: Document, edge: Edge, node_id: str) -> Change:
    """Put a node that is there already between the two ends of an edge."""
    return _spliced(document, edge, Change("Insert"), node_id, "Insert into edge")


def set_training(document: Document, **values: Any) -> Change:
    """Give training settings new values, which must have passed `read_field`."""
    training = document.training.replace(**values)
    settings = labels_of(Training, values)
    return _set_part(document, "training", training, Sentence("Set {settings}", settings=settings))


def reset_training(document: Document, names: Iterable[str]) -> Change:
    """Give training settings their defaults again."""
    settings = list(names)
    training = document.training.replace(**{name: fields_of(Training)[name].default for name in settings})
    what = labels_of(Training, settings) if len(settings) == 1 else Sentence("training settings")
    return _set_part(document, "training", training, Sentence("Reset {settings}", settings=what))


def set_data(document: Document, data: DataReference | None) -> Change:
    """Train on other data, or prepare it otherwise."""
    return _set_part(document, "data", data, "Set data")


def set_name(document: Document, name: str) -> Change:
    """Rename the document."""
    return _set_part(document, "name", name, "Rename document")


def replace_document(document: Document, new: Document, label: str) -> Change:
    """Put another document in place of this one."""
    return change_between(document, new, label)


def paste(
    document: Document,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    offset: Position,
    annotations: Iterable[Annotation] = (),
) -> Change:
    """Add copies of nodes, and of the edges and shared weights among them, under fresh ids and moved by an offset.

    Copies of notes and frames come with them; a frame must be one of nodes that are copied.
    """
    network, copied = document.network, tuple(nodes)
    names: dict[str, str] = {}
    for node in copied:
        names[node.id] = network.fresh_id(node.id, names.values())
    steps: list[Step] = []
    for index, node in enumerate(copied, start=len(network.nodes)):
        moved = (node.position[0] + offset[0], node.position[1] + offset[1])
        owner = names.get(node.shared_with or "")
        copy = structs.replace(node, id=names[node.id], position=moved, shared_with=owner)
        steps.append(NodeStep(index, None, copy))
    inner = [edge for edge in edges if edge.source in names and edge.target in names]
    for index, edge in enumerate(inner, start=len(network.edges)):
        steps.append(EdgeStep(index, None, Edge(names[edge.source], names[edge.target], edge.port)))
    steps += paste_steps(network, annotations, names, offset)
    return Change(counted(len(names), "Paste node", "Paste {count} nodes") if names else "Paste note", tuple(steps))


def replace_nodes(document: Document, node_ids: Iterable[str], replaced: Callable[[Node], Node], label: str) -> Change:
    """Replace nodes by functions of themselves, leaving out those that stay as they are."""
    wanted = set(node_ids)
    steps = [
        NodeStep(index, node, after)
        for index, node in enumerate(document.network.nodes)
        if node.id in wanted and (after := replaced(node)) != node
    ]
    return Change(label, tuple(steps))


def added_ids(change: Change) -> tuple[str, ...]:
    """The ids of the nodes that a change brings."""
    return tuple(
        step.after.id for step in change.steps if isinstance(step, NodeStep) and step.before is None and step.after
    )


def _added_id(change: Change) -> str:
    (name,) = added_ids(change)
    return name


def _spliced(document: Document, edge: Edge, first: Change, node_id: str, label: str) -> Change:
    steps = first.then(disconnect(document, [edge], keep_ports=True))
    for source, target, port in ((edge.source, node_id, None), (node_id, edge.target, edge.port)):
        steps = steps.then(connect(apply(document, steps), source, target, port))
    steps = steps.then(join_between(apply(document, steps), edge, [node_id]))
    return Change(label, steps.steps)


def _set_part(document: Document, part: Any, value: Any, label: str) -> Change:
    before = getattr(document, part)
    return Change(label, () if before == value else (PartStep(part, before, value),))


def _remove_edges(network: Network, edges: Iterable[Edge]) -> list[Step]:
    """Steps from the last index to the first, so that none moves another."""
    gone = set(edges)
    indexed = [(index, edge) for index, edge in enumerate(network.edges) if edge in gone]
    return [EdgeStep(index, edge, None) for index, edge in reversed(indexed)]


def _remove_nodes(network: Network, ids: set[str]) -> list[Step]:
    indexed = [(index, node) for index, node in enumerate(network.nodes) if node.id in ids]
    return [NodeStep(index, node, None) for index, node in reversed(indexed)]


def _free_port(incoming: tuple[Edge, ...], most: int | None) -> int:
    taken = {edge.port for edge in incoming}
    free = next(port for port in range(len(taken) + 1) if port not in taken)
    return free if most is None else min(free, max(most - 1, 0))


def _renamed(node: Node, old: str, new: str) -> str | None:
    return new if node.shared_with == old else node.shared_with


def _settings(document: Document, node_ids: list[str], names: Iterable[str]) -> str:
    """Settings of nodes by their labels, which are those of the first node."""
    first = document.network.by_id.get(node_ids[0]) if node_ids else None
    return labels_of(Layer if first is None else type(first.layer), names)


def _nodes(node_ids: list[str]) -> str:
    """Nodes as the name of an undo step tells of them."""
    return node_ids[0] if len(node_ids) == 1 else Sentence("{count} nodes", count=len(node_ids))
