"""Laying the network out anew: at once, or for a large network on a thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, Signal

from nnstudio.cancellation import Cancelled
from nnstudio.network import edits
from nnstudio.network.annotation_edits import move_notes
from nnstudio.network.edits import Position
from nnstudio.network.framed_layout import arrange_framed, arrange_notes
from nnstudio.network.graph import Network
from nnstudio.sentence import Sentence
from nnstudio.studio.background import Background
from nnstudio.studio.edited_network import EditedNetwork

_Arrangement: TypeAlias = tuple[Network, dict[str, Position]]

AT_ONCE: Final = 200
"""Up to so many nodes nobody notices the time that it takes."""


class Arranging(QObject):
    """Finds places for all nodes and notes, and drops them where the network was changed meanwhile."""

    found = Signal(object)
    """The change that would move the nodes; the document is still the one that it was found for."""
    message = Signal(str)
    """A sentence about a layout that takes time, or that came too late."""

    def __init__(self, session: EditedNetwork, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._background = Background(self)
        self._background.arrived.connect(self._take)

    def begin(self) -> None:
        """Lay the whole network out, beginning where it begins now."""
        network = self._session.document.network
        if len(network.nodes) <= AT_ONCE:
            self._take((network, arrange_framed(network)))
            return
        self.message.emit(self.tr("Arranging {count} nodes…").format(count=f"{len(network.nodes):,}"))

        def work(_: Cancelled) -> Iterator[_Arrangement]:
            yield network, arrange_framed(network)

        self._background.start(work)

    def _take(self, arrangement: _Arrangement) -> None:
        network, places = arrangement
        document = self._session.document
        if network != document.network:
            self.message.emit(self.tr("The network was changed while it was arranged. Arrange it once more."))
            return
        left, top = (min((node.position[axis] for node in network.nodes), default=0.0) for axis in (0, 1))
        positions = {name: (x + left, y + top) for name, (x, y) in places.items()}
        self.message.emit("")
        change = edits.move(document, positions, Sentence("Arrange"))
        self.found.emit(change.then(move_notes(document, arrange_notes(network, positions))))
