"""Problems of how nodes are wired: nothing there, cycles, missing and surplus edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.problem import Fix, Problem, in_words
from nnstudio.sentence import Sentence, counted

WIRING_CODES: Final = frozenset(
    {"empty", "no-input", "cycle", "missing-input", "surplus-input", "ports", "unused-input"}
)
"""What can be wrong with nodes and edges before any shape is looked at."""
_MOST_CHOICES = 3
"""How many ways to go on are offered where there could be one for every node."""


def structure_problems(document: Document) -> Iterator[Problem]:
    """Every problem of the wiring."""
    network = document.network
    if not network.nodes:
        yield Problem(
            code="empty", message="The canvas is empty. Drag an Input and a layer onto it, or open a template."
        )
        return
    if not network.inputs:
        yield _no_input()
    yield from wiring_problems(document)


def wiring_problems(document: Document) -> Iterator[Problem]:
    """Problems of the edges, in a network of its own as in one inside a block."""
    yield from _cycle(document)
    for node in document.network.nodes:
        yield from _ports(document, node)
    yield from _unused_inputs(document)


def _no_input() -> Problem:
    return Problem(code="no-input", message="No Input is on the canvas. Add one, so that data can enter.")


def _cycle(document: Document) -> Iterator[Problem]:
    network = document.network
    path = network.cycle
    if not path:
        return
    closing = [edge for edge in network.edges if (edge.source, edge.target) == path[-2:]]
    source, target = path[-2:]
    yield Problem(
        code="cycle",
        node=target,
        message=Sentence(
            "The edges {path} form a cycle; data must flow one way. Remove one of them.",
            path=" → ".join(f"“{name}”" for name in path),
        ),
        fixes=(
            Fix(
                Sentence("Remove the edge “{source}” → “{target}”", source=source, target=target),
                edits.disconnect(document, closing),
            ),
        ),
    )


def _ports(document: Document, node: Node) -> Iterator[Problem]:
    layer, incoming = node.layer, document.network.incoming[node.id]
    if node.muted:
        if not incoming:
            yield _nothing_to_pass_on(document, node)
    elif len(incoming) < layer.least_inputs:
        yield _missing_input(document, node, incoming)
    elif layer.most_inputs is not None and len(incoming) > layer.most_inputs:
        yield _surplus_input(document, node, incoming, layer.most_inputs)
    elif [edge.port for edge in incoming] != list(range(len(incoming))):
        yield _port_gap(document, node, incoming)


def _missing_input(document: Document, node: Node, incoming: tuple[Edge, ...]) -> Problem:
    least = node.layer.least_inputs
    words = "at least {count}" if node.layer.most_inputs != least else "{count}"
    return Problem(
        code="missing-input",
        node=node.id,
        message=Sentence(
            "{node} has {edges} coming in and needs {needed}. Draw an edge to it from the layer before.",
            node=node.title,
            edges=_edges(len(incoming)),
            needed=Sentence(words, count=least),
        ),
        fixes=tuple(_connections(document, node, node.layer.least_inputs - len(incoming))),
    )


def _nothing_to_pass_on(document: Document, node: Node) -> Problem:
    return Problem(
        code="missing-input",
        node=node.id,
        message=Sentence(
            "{node} is muted, but nothing arrives that it could pass on. Draw an edge to it, or delete it.",
            node=node.title,
        ),
        fixes=tuple(_connections(document, node, 1)),
    )


def _surplus_input(document: Document, node: Node, incoming: tuple[Edge, ...], most: int) -> Problem:
    return Problem(
        code="surplus-input",
        node=node.id,
        message=Sentence(
            "{node} has {edges} coming in and takes {most}. Remove the others, or join them with Concatenate or Add "
            "first."
            if most
            else "{node} has {edges} coming in and takes none. Remove the others.",
            node=node.title,
            edges=_edges(len(incoming)),
            most=most,
        ),
        fixes=(
            Fix(
                "Remove the surplus edges" if most else "Remove the edges",
                edits.disconnect(document, incoming[most:]),
            ),
        ),
    )


def _port_gap(document: Document, node: Node, incoming: tuple[Edge, ...]) -> Problem:
    ports = ", ".join(str(edge.port) for edge in incoming)
    renumbered = edits.disconnect(document, incoming)
    for port, edge in enumerate(incoming):
        after = apply(document, renumbered)
        renumbered = renumbered.then(edits.connect(after, edge.source, node.id, port))
    return Problem(
        code="ports",
        node=node.id,
        message=Sentence(
            "The edges into {node} use the ports {ports}; they must be numbered from 0, each once and without gaps.",
            node=node.title,
            ports=ports,
        ),
        fixes=(Fix("Number the ports in order", Change("Number ports", renumbered.steps)),),
    )


def _connections(document: Document, node: Node, missing: int) -> Iterator[Fix]:
    """As many edges as are missing, from the nearest ends that are still loose, else from Inputs."""
    sources = _possible_sources(document.network, node)
    choices = [[source] for source in sources[:_MOST_CHOICES]] if missing == 1 else [sources[:missing]]
    for chosen in choices:
        if len(chosen) < missing:
            continue
        change = Change("Connect")
        for source in chosen:
            change = change.then(edits.connect(apply(document, change), source.id, node.id))
        yield Fix(Sentence("Connect {nodes} to “{node}”", nodes=in_words(chosen), node=node.id), change)


def _possible_sources(network: Network, node: Node) -> list[Node]:
    """Nodes that may feed this one without closing a cycle: loose ends, nearest first, then Inputs."""
    barred = {node.id, *network.descendants(node.id), *(edge.source for edge in network.incoming[node.id])}
    x, y = node.position
    loose = sorted(network.outputs, key=lambda end: abs(end.position[0] - x) + abs(end.position[1] - y))
    candidates = dict.fromkeys(other.id for other in (*loose, *network.inputs))
    return [network.by_id[name] for name in candidates if name not in barred]


def _unused_inputs(document: Document) -> Iterator[Problem]:
    """Inputs whose data goes nowhere."""
    network = document.network
    for node in network.inputs:
        if not network.outgoing[node.id]:
            delete = Fix(Sentence("Delete “{node}”", node=node.id), edits.remove(document, [node.id]))
            yield Problem(
                code="unused-input",
                node=node.id,
                message=Sentence("{node} leads nowhere. Draw an edge from it to a layer.", node=node.title),
                fixes=(delete,) if len(network.inputs) > 1 else (),
            )


def _edges(count: int) -> str:
    return counted(count, "1 edge", "{count} edges") if count else Sentence("no edge")
