"""Taking a layer out of a line."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Node
from nnstudio.network.problem import Fix


def removed(document: Document, node: Node) -> Iterator[Fix]:
    """The repair that takes a node away and joins its neighbors; none for a node with several inputs."""
    label = f"Remove “{node.id}”"
    network = document.network
    sources = [edge.source for edge in network.incoming[node.id]]
    if len(sources) > 1:
        return
    change = Change(label)
    for edge in network.outgoing[node.id] if sources else ():
        after = apply(document, change)
        change = change.then(edits.disconnect(after, [edge], keep_ports=True))
        change = change.then(edits.connect(apply(document, change), sources[0], edge.target, edge.port))
    change = change.then(edits.remove(apply(document, change), [node.id]))
    yield Fix(label, change)
