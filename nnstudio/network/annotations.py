"""What stands on the canvas for people only: notes, and frames around nodes. Nothing that computes reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct, structs

LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 10_000
SMALLEST_NOTE: Final = (96.0, 48.0)
LARGEST_NOTE: Final = (4096.0, 4096.0)
NOTE_SIZE: Final = (208.0, 96.0)

HUES: Final = ("blue", "green", "yellow", "orange", "pink", "violet")
"""The colors that a note or a frame may have besides none; the theme knows how they look."""

A = TypeVar("A", "Note", "Frame")


class Note(Struct, frozen=True, kw_only=True):
    """A text on a card of its own."""

    id: str
    text: str
    position: tuple[float, float] = (0.0, 0.0)
    size: tuple[float, float] = NOTE_SIZE
    color: str | None = None


class Frame(Struct, frozen=True, kw_only=True):
    """Nodes that belong together, with a title around them; collapsed, they are shown as one card.

    A frame has at least one node, and a node is in one frame at most.
    """

    id: str
    title: str
    nodes: tuple[str, ...]
    collapsed: bool = False
    color: str | None = None


Annotation: TypeAlias = Note | Frame


def plain_title(text: str) -> str:
    """What of a text a frame can be called: one line without what cannot be seen; empty if nothing is left."""
    line = " ".join(text.split())
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST_TITLE].strip()


def with_nodes(frames: Iterable[Frame], names: Mapping[str, str | None]) -> tuple[Frame, ...]:
    """Frames whose nodes have other names now, or None where they are gone; a frame goes with its last node."""
    followed = []
    for frame in frames:
        present = (names.get(name, name) for name in frame.nodes)
        nodes = tuple(dict.fromkeys(name for name in present if name is not None))
        if nodes:
            followed.append(frame if nodes == frame.nodes else structs.replace(frame, nodes=nodes))
    return tuple(followed)


def within(frames: Iterable[Frame], node_ids: Iterable[str]) -> tuple[Frame, ...]:
    """The frames all of whose nodes are among these."""
    company = set(node_ids)
    return tuple(frame for frame in frames if company.issuperset(frame.nodes))
