"""Changes that do not put new nodes on those which are there, nor the titles of new frames on edges."""

from __future__ import annotations

from math import ceil

from nnstudio.network import edits
from nnstudio.network.annotations import Frame
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.edits import Position
from nnstudio.network.framed_layout import FRAME_MARGINS
from nnstudio.network.graph import Network
from nnstudio.network.layout import CARD, ROW, make_room

_GRID = 8


def with_room(document: Document, change: Change) -> Change:
    """A change whose new nodes do not lie on those around them: what follows them moves down."""
    for name in edits.added_ids(change):
        after = apply(document, change)
        if name in after.network.by_id:
            change = change.then(edits.move(after, make_room(after.network, name)))
    return change


def with_title_room(document: Document, change: Change) -> Change:
    """A change whose new frames have their titles between cards: their nodes, and what follows them, move down."""
    after = apply(document, change)
    known = {frame.id for frame in document.network.frames}
    for frame in after.network.frames:
        if frame.id not in known:
            change = change.then(edits.move(after, _below_title(after.network, frame)))
            after = apply(document, change)
    return change


def _below_title(network: Network, frame: Frame) -> dict[str, Position]:
    inner = {*frame.nodes}
    top = min(network.by_id[name].position[1] for name in inner)
    sources = {edge.source for name in inner for edge in network.incoming[name]} - inner
    gaps = [top - network.by_id[name].position[1] - CARD[1] for name in sources]
    lack = max((ROW - CARD[1] + FRAME_MARGINS[1] - gap for gap in gaps if gap >= 0), default=0.0)
    if lack <= 0:
        return {}
    down = ceil(lack / _GRID) * _GRID
    following = set[str]().union(*(network.descendants(name) for name in inner))
    before = set[str]().union(*(network.ancestors(name) for name in inner))
    moved = inner | (following - before)
    return {node.id: (node.position[0], node.position[1] + down) for node in network.nodes if node.id in moved}
