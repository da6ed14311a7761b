"""Copies of what is selected: on the clipboard, and beside the originals."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from nnstudio.errors import NNStudioError
from nnstudio.network import edits
from nnstudio.network.block_edits import paste_blocks
from nnstudio.network.edits import Position
from nnstudio.network.graph import Network
from nnstudio.studio.canvas.annotation_items import AnnotationItems
from nnstudio.studio.canvas.clipboard import copied_text, pasted_network
from nnstudio.studio.language import told
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme.spacing import CANVAS_DOTS

_STEP = 2 * CANVAS_DOTS


class Copying(QObject):
    """Nodes with the edges and the whole frames among them, and notes."""

    message = Signal(str)
    """A sentence about something that could not be done."""

    def __init__(self, session: EditedNetwork, annotations: AnnotationItems, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._annotations = annotations

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        if text := self._selected_text():
            QGuiApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Add what is on the clipboard; if it is not a network, say so."""
        try:
            self._add(*pasted_network(QGuiApplication.clipboard().text()))
        except NNStudioError as error:
            self.message.emit(told(error.sentence))

    def duplicate(self) -> None:
        """Add copies of what is selected."""
        if text := self._selected_text():
            self._add(*pasted_network(text))

    def _selected_text(self) -> str:
        nodes, notes = self._session.selection, self._annotations.selected_notes
        return copied_text(self._session.document, nodes, notes) if nodes or notes else ""

    def _add(self, network: Network, definitions: Mapping[str, Network]) -> None:
        """Add copies beside the originals, and select them."""
        document = self._session.document
        taken, offset = _places(document.network), 0.0
        while any((x + offset, y + offset) in taken for x, y in _places(network)):
            offset += _STEP
        change = paste_blocks(
            document, network.nodes, network.edges, (offset, offset), definitions, network.annotations
        )
        before = {note.id for note in document.network.notes}
        self._session.do(change)
        self._session.select(edits.added_ids(change))
        self._annotations.select_notes(
            note.id for note in self._session.document.network.notes if note.id not in before
        )


def _places(network: Network) -> set[Position]:
    return {node.position for node in network.nodes} | {note.position for note in network.notes}
