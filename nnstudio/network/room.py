"""Changes that do not put new nodes on those which are there."""

from __future__ import annotations

from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.layout import make_room


def with_room(document: Document, change: Change) -> Change:
    """A change whose new nodes do not lie on those around them: what follows them moves down."""
    for name in edits.added_ids(change):
        after = apply(document, change)
        if name in after.network.by_id:
            change = change.then(edits.move(after, make_room(after.network, name)))
    return change
