"""Deleting nodes so that what came to them goes on to where they led."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from nnstudio.network import edits
from nnstudio.network.change import Change, EdgeStep, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Network


def take_out(document: Document, node_ids: Iterable[str], edges: Iterable[Edge] = ()) -> Change:
    """Delete nodes and join what is around them; further edges are deleted and not joined.

    As if the nodes were muted, what comes first to each of them goes on; where a merging layer leads to one of its
    kind, so does all the rest.
    """
    gone, cut = {*node_ids}, {*edges}
    joined = _joined(document.network, gone, cut)
    removal = edits.remove(apply(document, joined), gone, cut)
    change = Change(removal.label, (*joined.steps, *removal.steps))
    targets = dict.fromkeys(step.after.target for step in joined.steps if isinstance(step, EdgeStep) and step.after)
    return change.then(edits.number_ports(apply(document, change), targets))


def loosened(document: Document, node_ids: Iterable[str]) -> Change:
    """Join what is around nodes and take away their edges to it; ports are left as they are."""
    network, loose = document.network, {*node_ids}
    joined = _joined(network, loose, set())
    after = apply(document, joined)
    outward = [edge for edge in after.network.edges if (edge.source in loose) != (edge.target in loose)]
    return joined.then(edits.disconnect(after, outward, keep_ports=True))


def _joined(network: Network, gone: set[str], cut: set[Edge]) -> Change:
    """The edges out of what goes, put at what comes to it: the first in its place, others behind it."""
    steps: list[EdgeStep] = []
    present, index = {*network.edges}, 0
    for edge in network.edges:
        leads_out = edge.source in gone and edge.target not in gone and edge not in cut
        wanted = (structs.replace(edge, source=end) for end in _ends(network, edge, gone, cut)) if leads_out else ()
        new = [other for other in dict.fromkeys(wanted) if other not in present]
        present.update(new)
        for place, other in enumerate(new):
            steps.append(EdgeStep(index + place, edge if place == 0 else None, other))
        index += max(1, len(new))
    return Change("Join", tuple(steps))


def _ends(network: Network, edge: Edge, gone: set[str], cut: set[Edge]) -> Iterator[str]:
    """The nodes that stay and from which an edge has its values, through nodes that go."""
    waiting, seen = [edge], {edge}
    while waiting:
        edge = waiting.pop()
        if edge.source not in gone:
            yield edge.source
            continue
        layer, incoming = network.by_id[edge.source].layer, network.incoming[edge.source]
        hands_on_all = layer.most_inputs is None and type(layer) is type(network.by_id[edge.target].layer)
        before = [other for other in incoming[: None if hands_on_all else 1] if other not in cut and other not in seen]
        seen.update(before)
        waiting += reversed(before)
