"""Putting nodes that are there already into an edge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nnstudio.network import edits
from nnstudio.network.annotation_edits import join_between
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network
from nnstudio.network.healing import loosened
from nnstudio.network.layout import make_room
from nnstudio.sentence import Sentence


def line_of(network: Network, node_ids: Iterable[str]) -> tuple[str, ...]:
    """Nodes in the order in which each leads to the next alone; empty if they do not stand in such a line.

    What leads to the first of them and where the last leads does not matter.
    """
    names = {*node_ids}
    inner = [edge for edge in network.edges if edge.source in names and edge.target in names]
    following = {edge.source: edge.target for edge in inner}
    begins = names - {edge.target for edge in inner}
    if len(begins) != 1 or not len(inner) == len(following) == len(names) - 1:
        return ()
    line = [*begins]
    while line[-1] in following:
        line.append(following[line[-1]])
    first = network.by_id[line[0]]
    return tuple(line) if len(line) == len(names) and first.layer.most_inputs != 0 else ()


def is_loose(network: Network, line: Sequence[str]) -> bool:
    """Whether nothing leads to a line of nodes, and they lead nowhere."""
    return not network.incoming[line[0]] and not network.outgoing[line[-1]]


def put_into_edge(document: Document, edge: Edge, line: Sequence[str]) -> Change:
    """Put a line of nodes between the two ends of an edge, a row for each; they come out of the line where they were.

    The edge is not one of their own.
    """
    change = loosened(document, line)
    change = change.then(edits.disconnect(apply(document, change), [edge], keep_ports=True))
    for source, target, port in ((edge.source, line[0], None), (line[-1], edge.target, edge.port)):
        change = change.then(edits.connect(apply(document, change), source, target, port))
    network = document.network
    targets = {other.target for name in line for other in network.outgoing[name]}
    change = change.then(edits.number_ports(apply(document, change), targets))
    change = change.then(join_between(apply(document, change), edge, line))
    for name in line:
        after = apply(document, change)
        change = change.then(edits.move(after, make_room(after.network, name)))
    return Change(Sentence("Insert into edge"), change.steps)
