"""The Evaluate panel: how good the trained network is, where it errs, and what it says about other files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.cancellation import Cancelled
from nnstudio.catalog.kernels import Array
from nnstudio.data.preparation import PreparedData
from nnstudio.data.sources import readers
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.insight.reports import PartReport, report_parts
from nnstudio.network.document import Document
from nnstudio.studio.background import Background, Work
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.results.captions import EmptyPlace, Note, Titled
from nnstudio.studio.results.class_details import ClassDetails
from nnstudio.studio.results.evaluation_tables import measured_rows, result_header, result_row
from nnstudio.studio.results.prediction_window import PredictionWindow
from nnstudio.studio.results.run_data import run_data
from nnstudio.studio.results.table import Table
from nnstudio.studio.results.value_details import ValueDetails
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Role, ThemeSource, set_role
from nnstudio.studio.theme.spacing import INSPECTOR_WIDTH, LARGE, SMALL
from nnstudio.studio.training.training_controller import TrainingController

_NARROWEST_DETAILS = 400


class EvaluateView(QWidget):
    """Figures of every part of the data at the left; details of the chosen part at the right.

    While a network trains it shows the figures of the newest epoch. Weights that are at hand are evaluated on a
    thread, the most telling part first.
    """

    def __init__(
        self,
        session: Session,
        controller: TrainingController,
        theme_source: ThemeSource,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._theme_source = theme_source
        self._reports: list[PartReport] = []
        self._error = ""
        self._weights: Mapping[str, Array] = {}
        self._background = Background(self)
        self._background.arrived.connect(self._add_report)
        self._background.failed.connect(self._fail)
        self._background.finished.connect(self._tell)
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        self.results = Table(theme_source, self.tr("Results"))
        self.results.setObjectName("evaluate.results")
        self.results.selectionModel().currentRowChanged.connect(self._choose_part)
        self.predict = QPushButton(self.tr("Predict a file…"))
        self.predict.setObjectName("evaluate.predict")
        self.predict.clicked.connect(self._ask_file)
        self._note = Note()
        self.classes = ClassDetails(theme_source)
        self.values = ValueDetails(theme_source)
        self._empty = EmptyPlace(theme_source, EmptyText("", ""))
        self._left = QWidget()
        self._details = QStackedWidget()
        self._lay_out()
        controller.started.connect(self._clear)
        controller.snapshot_changed.connect(self._follow)
        session.changed.connect(self._tell)
        session.replaced.connect(self._clear)
        self._clear()

    def refresh(self) -> None:
        """Show what there is now: trained weights, a run that goes on, or nothing."""
        self._follow(self._controller.snapshot)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Waits until nothing is computed any more."""
        self._background.close()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catches up with what happened while the panel was hidden."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        set_role(self.predict, Role.LINK)
        self.predict.setToolTip(
            self.tr("Let the trained network predict the rows of another file, and save the result")
        )
        self._left.setMaximumWidth(INSPECTOR_WIDTH)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(Titled(self.tr("Results"), self.results, self.predict), 1)
        column.addWidget(self._note)
        for page in (self._empty, self.classes, self.values):
            self._details.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        layout.setSpacing(LARGE)
        layout.addWidget(self._left)
        layout.addWidget(_scrolling(self._details, self.tr("Details")), 1)

    def _clear(self) -> None:
        self._background.cancel()
        self._reports, self._error, self._weights = [], "", {}
        self.results.cells.show_rows([], [])
        self._details.setCurrentWidget(self._empty)
        self._tell()
        self._soon.start()

    def _follow(self, snapshot: Snapshot) -> None:
        if not self.isVisible():
            return
        weights = self._controller.weights
        if weights and snapshot.state is not RunState.RUNNING:
            if weights is not self._weights:
                self._evaluate(weights)
        elif snapshot.state.active:
            self._show_measured(snapshot)
        self._tell()

    def _show_measured(self, snapshot: Snapshot) -> None:
        rows = measured_rows(snapshot.history)
        if rows:
            header = result_header(next(iter(rows.values())))
            self.results.cells.show_rows(header, [result_row(part, figures) for part, figures in rows.items()])

    def _evaluate(self, weights: dict[str, Array]) -> None:
        document = self._controller.document
        if document is None or document.data is None:
            return
        self._reports, self._error, self._weights = [], "", weights
        self._background.start(_work(document, weights, self._controller.data, self._controller.folder()))

    def _add_report(self, report: PartReport) -> None:
        self._reports.append(report)
        rows = [result_row(one.part, one.evaluation.figures, one.output) for one in self._reports]
        self.results.cells.show_rows(result_header(report.evaluation.figures), rows)
        if len(self._reports) == 1:
            self.results.choose_row(0)
            self._show_details(report)

    def _choose_part(self, current: QModelIndex) -> None:
        if current.isValid() and current.row() < len(self._reports):
            self._show_details(self._reports[current.row()])

    def _show_details(self, report: PartReport) -> None:
        page = self.values if report.classes is None else self.classes
        page.show_report(report)
        self._details.setCurrentWidget(page)

    def _tell(self) -> None:
        """Say what the figures are, and what will be where nothing is yet."""
        snapshot = self._controller.snapshot
        self.predict.setEnabled(bool(self._controller.weights) and not self._controller.active)
        if self._background.busy:
            self._note.say(self.tr("Evaluating…"))
        elif self._error:
            self._note.say(self._error, Role.ERROR)
        elif self._reports:
            behind = self.tr("The canvas has changed since this network was trained.")
            self._note.say(behind if self._controller.outdated else "")
        elif snapshot.state.active and self.results.cells.rowCount():
            self._note.say(self.tr("Epoch {0}, measured while the network trains.").format(snapshot.epoch))
        else:
            self._note.say("")
        self._left.setVisible(bool(self._note.text() or self.results.cells.rowCount()))
        self._empty.set_text(self._empty_text(snapshot))

    def _empty_text(self, snapshot: Snapshot) -> EmptyText:
        if snapshot.state.active:
            hint = self.tr("Classes, errors and the hardest samples are shown here when the training ends.")
            return EmptyText(self.tr("The network is training"), hint)
        hint = self.tr("Press Train. How good the network is, and where it errs, is shown here.")
        return EmptyText(self.tr("No results yet"), hint)

    def _fail(self, sentence: str) -> None:
        self._error = sentence

    def _ask_file(self) -> None:
        endings = " ".join(f"*{suffix}" for suffix in readers())
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Predict a file"), "", f"{self.tr('Data')} ({endings})")
        if chosen:
            self.predict_file(Path(chosen))

    def predict_file(self, path: Path) -> PredictionWindow | None:
        """Show what the trained network predicts for the rows of a file; None if nothing was trained."""
        document, weights = self._controller.document, self._controller.weights
        if document is None or not weights:
            return None
        data, folder = self._controller.data, self._controller.folder()
        window = PredictionWindow(document, weights, lambda: run_data(document, data, folder), self._theme_source, self)
        window.predict(path)
        window.show()
        return window


def _scrolling(details: QWidget, name: str) -> QScrollArea:
    """A narrow window scrolls the details rather than squeezing them."""
    details.setMinimumWidth(_NARROWEST_DETAILS)
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(details)
    return area


def _work(document: Document, weights: dict[str, Array], data: PreparedData | None, folder: Path | None) -> Work:
    def work(cancelled: Cancelled) -> Iterator[PartReport]:
        yield from report_parts(document, weights, run_data(document, data, folder), cancelled)

    return work
