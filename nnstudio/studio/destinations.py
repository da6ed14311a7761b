"""What can be gone to by its name: every node, frame and note of the document, also inside blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from nnstudio.network.graph import Network
from nnstudio.network.inside import every_frame, every_node, every_note
from nnstudio.studio.theme import Theme, icon

_LONGEST: Final = 40
"""What of a note stands in a list."""


@dataclass(frozen=True)
class Destination:
    """A place in the document; `title` is what it is found by."""

    title: str
    icon: str
    color: str | None
    """The category of a node, or the color that a frame or a note was given."""
    nodes: tuple[str, ...] = ()
    """The paths of what is to be selected there."""
    note: str | None = None
    """The path of the note that is to be selected."""

    def picture(self, theme: Theme) -> QIcon:
        """Its icon in its color."""
        is_node = self.note is None and self.icon != "frame"
        return icon(self.icon, theme.category(self.color or "") if is_node else theme.frame(self.color))


def destinations(network: Network) -> dict[str, Destination]:
    """All of them by titles, of which no two are the same."""
    found: dict[str, Destination] = {}
    for one in _every(network):
        numbered = (f"{one.title} ({number})" for number in count(2))
        found[next(title for title in chain([one.title], numbered) if title not in found)] = one
    return found


def _every(network: Network) -> Iterator[Destination]:
    for node in every_node(network):
        category = node.layer.category
        yield Destination(f"{node.id}: {node.type_name}", category.lower(), category, nodes=(node.id,))
    for frame in every_frame(network):
        yield Destination(_tr("{title}: Frame").format(title=frame.title), "frame", frame.color, nodes=frame.nodes)
    for note in every_note(network):
        yield Destination(_tr("{title}: Note").format(title=_short(note.text)), "note", note.color, note=note.id)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rstrip() + "…"


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommandPalette", text)
