"""Problems of how nodes are wired: nothing there, cycles, missing and surplus edges, several outputs."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.problem import Fix, Problem


def structure_problems(document: Document) -> Iterator[Problem]:
    """Every problem of the wiring."""
    network = document.network
    if not network.nodes:
        yield Problem(
            code="empty", message="The canvas is empty. Drag an Input and a layer onto it, or open a template."
        )
        return
    if not network.inputs:
        yield Problem(code="no-input", message="No Input is on the canvas. Add one, so that data can enter.")
    yield from _cycle(document)
    for node in network.nodes:
        yield from _ports(document, node)
    yield from _unfinished(network)
    yield from _outputs(document)


def _cycle(document: Document) -> Iterator[Problem]:
    network = document.network
    graph = {node.id: [edge.source for edge in network.incoming[node.id]] for node in network.nodes}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        path: list[str] = error.args[1]
        last = next(edge for edge in network.edges if (edge.source, edge.target) == (path[-2], path[-1]))
        yield Problem(
            code="cycle",
            node=path[-1],
            message=f"The edges {' → '.join(f'“{name}”' for name in path)} form a cycle; data must flow one way. "
            "Remove one of them.",
            fixes=(Fix(f"Remove the edge “{last.source}” → “{last.target}”", edits.disconnect(document, [last])),),
        )


def _ports(document: Document, node: Node) -> Iterator[Problem]:
    layer, incoming = node.layer, document.network.incoming[node.id]
    if len(incoming) < layer.least_inputs:
        yield Problem(
            code="missing-input",
            node=node.id,
            message=f"{node.title} has {_edges(len(incoming))} coming in and needs "
            f"{'at least ' if layer.most_inputs != layer.least_inputs else ''}{layer.least_inputs}. "
            "Draw an edge to it from the layer before.",
            fixes=tuple(_connections(document, node)),
        )
    if layer.most_inputs is not None and len(incoming) > layer.most_inputs:
        takes = "none" if layer.most_inputs == 0 else str(layer.most_inputs)
        yield Problem(
            code="surplus-input",
            node=node.id,
            message=f"{node.title} has {_edges(len(incoming))} coming in and takes {takes}. Remove the others"
            f"{', or join them with Concatenate or Add first' if layer.most_inputs else ''}.",
            fixes=(
                Fix(
                    "Remove the surplus edges" if layer.most_inputs else "Remove the edges",
                    edits.disconnect(document, incoming[layer.most_inputs :]),
                ),
            ),
        )
    elif [edge.port for edge in incoming] != list(range(len(incoming))):
        yield _port_gap(document, node, incoming)


def _port_gap(document: Document, node: Node, incoming: tuple[Edge, ...]) -> Problem:
    ports = ", ".join(str(edge.port) for edge in incoming)
    renumbered = edits.disconnect(document, incoming)
    for port, edge in enumerate(incoming):
        after = apply(document, renumbered)
        renumbered = renumbered.then(edits.connect(after, edge.source, node.id, port))
    return Problem(
        code="ports",
        node=node.id,
        message=f"The edges into {node.title} use ports {ports}; they must be numbered from 0 without gaps.",
        fixes=(Fix("Number the ports in order", Change("Number ports", renumbered.steps)),),
    )


def _connections(document: Document, node: Node) -> Iterator[Fix]:
    """Edges from ends that are still loose, nearest first, as long as they close no cycle."""
    network = document.network
    below = {other.id for other in network.nodes if node.id in network.ancestors(other.id)}
    loose = [other for other in network.outputs if other.id != node.id and other.id not in below]
    loose.sort(key=lambda other: abs(other.position[0] - node.position[0]) + abs(other.position[1] - node.position[1]))
    for other in loose[:2]:
        yield Fix(f"Connect “{other.id}” to “{node.id}”", edits.connect(document, other.id, node.id))


def _unfinished(network: Network) -> Iterator[Problem]:
    """Inputs whose data goes nowhere."""
    for node in network.inputs:
        if not network.outgoing[node.id]:
            yield Problem(
                code="unused-input",
                node=node.id,
                message=f"{node.title} leads nowhere. Draw an edge from it to a layer.",
            )


def _outputs(document: Document) -> Iterator[Problem]:
    network = document.network
    outputs = [node for node in network.outputs if node.layer.most_inputs != 0]
    if len(outputs) < 2:
        return
    names = " and ".join(f"“{node.id}”" for node in outputs)
    last = outputs[-1]
    yield Problem(
        code="several-outputs",
        node=last.id,
        message=f"{names} are outputs, because nothing follows them; training needs exactly one output. "
        "Join them with Concatenate or Add, or delete what is not needed.",
        fixes=(
            Fix("Join them with Concatenate", _joined(document, outputs)),
            Fix(f"Delete “{last.id}”", edits.remove(document, [last.id])),
        ),
    )


def _joined(document: Document, outputs: list[Node]) -> Change:
    position = (
        sum(node.position[0] for node in outputs) / len(outputs),
        max(node.position[1] for node in outputs) + 120.0,
    )
    change = edits.add_node(document, types_of(Layer)["Concatenate"](), position)
    (joint,) = edits.added_ids(change)
    for port, node in enumerate(outputs):
        change = change.then(edits.connect(apply(document, change), node.id, joint, port))
    return Change("Join outputs", change.steps)


def _edges(count: int) -> str:
    return "no edge" if count == 0 else "1 edge" if count == 1 else f"{count} edges"
