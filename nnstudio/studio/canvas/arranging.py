"""Bringing nodes into order: laying all of them out, for a large network on a thread, or aligning the selected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QGraphicsView

from nnstudio.cancellation import Cancelled
from nnstudio.network import edits
from nnstudio.network.alignment import Alignment
from nnstudio.network.annotation_edits import move_notes
from nnstudio.network.edits import Position
from nnstudio.network.framed_layout import arrange_framed, arrange_notes
from nnstudio.network.graph import Network
from nnstudio.sentence import Sentence
from nnstudio.studio.background import Background
from nnstudio.studio.canvas.editing import Editing
from nnstudio.studio.canvas.glide import Glide
from nnstudio.studio.canvas.scene import NetworkScene

_Arrangement: TypeAlias = tuple[Network, dict[str, Position]]

AT_ONCE: Final = 200
"""Up to so many nodes nobody notices the time that it takes."""


class Arranging(QObject):
    """Finds places for nodes and lets them glide there; drops a layout where the network was changed meanwhile."""

    arranged = Signal()
    """All nodes and notes have other places."""
    message = Signal(str)
    """A sentence about a layout that takes time, or that came too late."""

    def __init__(self, scene: NetworkScene, editing: Editing, view: QGraphicsView) -> None:
        super().__init__(view)
        self._session = scene.session
        self._scene = scene
        self._editing = editing
        self._glide = Glide(scene, view, self)
        self._background = Background(self)
        self._background.arrived.connect(self._take)
        self._session.changed.connect(self._glide.stop)
        self._session.replaced.connect(self._glide.stop)

    def begin(self) -> None:
        """Lay the whole network out, beginning where it begins now."""
        self._glide.stop()
        network = self._session.document.network
        if len(network.nodes) <= AT_ONCE:
            self._take((network, arrange_framed(network)))
            return
        self.message.emit(self.tr("Arranging {count} nodes…").format(count=f"{len(network.nodes):,}"))

        def work(_: Cancelled) -> Iterator[_Arrangement]:
            yield network, arrange_framed(network)

        self._background.start(work)

    def align(self, alignment: Alignment) -> None:
        """Put the selected nodes in line, or at equal distances."""
        self._glide.stop()
        before = self._places()
        self._editing.align(alignment)
        self._glide.from_places(before)

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
        before = self._places()
        self._session.do(change.then(move_notes(document, arrange_notes(network, positions))))
        self.arranged.emit()
        self._glide.from_places(before)

    def _places(self) -> dict[str, QPointF]:
        return {name: item.pos() for name, item in self._scene.nodes.items()}
