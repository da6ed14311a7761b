"""Taking a layer out of a line."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.network.change import Change
from nnstudio.network.document import Document
from nnstudio.network.graph import Node
from nnstudio.network.healing import take_out
from nnstudio.network.problem import Fix
from nnstudio.sentence import Sentence


def removed(document: Document, node: Node) -> Iterator[Fix]:
    """The repair that takes a node away and joins its neighbors; none for a node with several inputs."""
    if len(document.network.incoming[node.id]) <= 1:
        label = Sentence("Remove “{node}”", node=node.id)
        yield Fix(label, Change(label, take_out(document, [node.id]).steps))
