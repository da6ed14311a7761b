"""The frame that a node is in, written as its title."""

from __future__ import annotations

from nnstudio.network.annotation_edits import frame, join
from nnstudio.network.annotations import plain_title
from nnstudio.network.change import Change
from nnstudio.network.document import Document
from nnstudio.network.graph import Network


def frame_title(network: Network, node_id: str) -> str:
    """The title of the frame that a node is in; empty if it is in none."""
    around = network.frame_of.get(node_id)
    return "" if around is None else around.title


def put_into_frame(document: Document, node_id: str, text: str) -> Change:
    """The change after which a node is in the frame of this title, in a new one if there is none; or in none."""
    title = plain_title(text)
    if title == frame_title(document.network, node_id):
        return Change("Frame")
    there = next((one.id for one in document.network.frames if one.title == title), None)
    return frame(document, [node_id], title) if title and there is None else join(document, [node_id], there)
