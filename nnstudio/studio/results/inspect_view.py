"""The Inspect panel: inside the selected node, with the weights that were trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.cancellation import Cancelled
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.layers.base import shape_text
from nnstudio.data.preparation import PreparedData
from nnstudio.insight.lens import Lens, Look
from nnstudio.insight.weights import weights_of
from nnstudio.network.document import Document
from nnstudio.network.graph import Node
from nnstudio.network.inside import node_at
from nnstudio.studio.background import Background, Work
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.results.captions import EmptyPlace, Note
from nnstudio.studio.results.evaluation_tables import part_name
from nnstudio.studio.results.run_data import run_data
from nnstudio.studio.results.sample_panel import SamplePanel
from nnstudio.studio.results.weights_panel import WeightsPanel
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Role, ThemeSource
from nnstudio.studio.theme.spacing import LARGE, SECTION, SMALL
from nnstudio.studio.training.training_controller import TrainingController


class InspectView(QWidget):
    """The selected node's weights at the left; at the right, what it gives for a sample of the data."""

    def __init__(
        self,
        session: Session,
        controller: TrainingController,
        theme_source: ThemeSource,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._controller = controller
        self._weights: Mapping[str, Array] = {}
        self._lens: Lens | None = None
        self._shown: Node | None = None
        self._background = Background(self)
        self._background.arrived.connect(self._show)
        self._background.failed.connect(self._say_error)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self.weights = WeightsPanel(theme_source)
        self.sample = SamplePanel(theme_source)
        self.sample.chosen.connect(self._look)
        self._empty = EmptyPlace(theme_source, EmptyText("", ""))
        self._note = Note()
        self._content = QWidget()
        self._pages = QStackedLayout()
        self._lay_out()
        session.selection_changed.connect(self.refresh)
        session.changed.connect(self.refresh)
        session.replaced.connect(self._refresh_soon)
        controller.started.connect(self.refresh)
        controller.snapshot_changed.connect(self.refresh)
        self.refresh()

    def _refresh_soon(self) -> None:
        self._soon.start()

    def refresh(self) -> None:
        """Show the selected node with the weights that there are now."""
        if not self.isVisible():
            return
        node, weights = self._node(), self._controller.weights
        self._empty.set_text(self._empty_text())
        self._pages.setCurrentWidget(self._content if node is not None and weights else self._empty)
        behind = self.tr("The canvas has changed since this network was trained.")
        self._note.say(behind if self._controller.outdated else "")
        if node is None or not weights or (node == self._shown and weights is self._weights):
            return
        if weights is not self._weights:
            self._weights, self._lens = weights, None
        self._shown = node
        self.weights.show_weights(node.title, weights_of(node.id, weights))
        self._look()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Waits until nothing is computed any more."""
        self._background.close()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catches up with what happened while the panel was hidden."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SECTION)
        row.addWidget(self.weights, 14)
        row.addWidget(self.sample, 9)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        column.setSpacing(SMALL)
        column.addWidget(self._note)
        column.addLayout(row, 1)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._content)
        self.setLayout(self._pages)

    def _node(self) -> Node | None:
        """The selected node, as it was when it was trained; None if there is none or it was not there."""
        document, selected = self._controller.document, self._session.selected_nodes
        if document is None or len(selected) != 1:
            return None
        return node_at(document.network, selected[0].id)

    def _empty_text(self) -> EmptyText:
        if self._controller.active and not self._controller.weights:
            hint = self.tr("Its weights and activations can be looked at as soon as the training ends.")
            return EmptyText(self.tr("The network is training"), hint)
        if not self._controller.weights:
            hint = self.tr("Press Train. Then the weights of the selected layer, and what it gives, are shown here.")
            return EmptyText(self.tr("Nothing to look into yet"), hint)
        if len(self._session.selected_nodes) != 1:
            hint = self.tr("Select one on the canvas to look inside.")
            return EmptyText(self.tr("No single layer is selected"), hint)
        hint = self.tr("It was not part of the network that was trained. Press Train to look inside.")
        return EmptyText(self._session.selected_nodes[0].title, hint)

    def _look(self) -> None:
        """Have the chosen sample go through the network."""
        document, node = self._controller.document, self._shown
        if document is None or node is None:
            return
        data, folder = self._controller.data, self._controller.folder()
        self._background.start(
            _looking(document, self._weights, data, folder, self._lens, self.sample.slider.value(), node.id)
        )

    def _show(self, found: Lens | Look) -> None:
        if isinstance(found, Lens):
            self._lens = found
            self.sample.set_samples(part_name(found.part), len(found.samples))
        elif self._lens is not None:
            self.sample.show_input(self._lens.columns(found.place), self._lens.truth(found.place))
            self.sample.show_activation(found.activation, shape_text(found.activation.shape))

    def _say_error(self, sentence: str) -> None:
        self._note.say(sentence, Role.ERROR)


def _looking(
    document: Document,
    weights: Mapping[str, Array],
    data: PreparedData | None,
    folder: Path | None,
    lens: Lens | None,
    place: int,
    node: str,
) -> Work:
    def work(cancelled: Cancelled) -> Iterator[Lens | Look]:
        del cancelled
        looking = lens
        if looking is None:
            looking = Lens(document, weights, run_data(document, data, folder))
            yield looking
        yield looking.look(min(place, len(looking.samples) - 1), node)

    return work
