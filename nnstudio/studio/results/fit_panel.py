"""The second plot: what the network has made of its data so far, live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from nnstudio.cancellation import Cancelled
from nnstudio.catalog.kernels import Array
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.errors import NNStudioError
from nnstudio.insight.evaluation import trained_model
from nnstudio.insight.fits import Fit, explain
from nnstudio.insight.plotted_fits import CurveFit, PlaneFit
from nnstudio.insight.watched_fits import ClassFit, ValueFit
from nnstudio.network.document import Document
from nnstudio.network.preparing import output_ids
from nnstudio.studio.background import Background
from nnstudio.studio.forms.chooser import Chooser
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.results.fit_pages import ClassPage, CurvePage, FitPage, PlanePage, ValuePage
from nnstudio.studio.theme import ThemeSource, spacing
from nnstudio.studio.training.training_controller import TrainingController

_PAGES: Final[dict[type, type[FitPage[Any]]]] = {
    PlaneFit: PlanePage,
    CurveFit: CurvePage,
    ClassFit: ClassPage,
    ValueFit: ValuePage,
}
_WIDEST_NAME: Final = 200


class FitPanel(QWidget):
    """Has the running network predict the inputs of a fit, and shows what it answers.

    The run does so only while the panel is visible. After a run its weights are asked instead. Of several outputs one
    is shown, which can be chosen.
    """

    kind_changed = Signal()
    """Another kind of picture is shown."""

    def __init__(
        self, controller: TrainingController, theme_source: ThemeSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._theme_source = theme_source
        self._fit: Fit | None = None
        self._document: Document | None = None
        self._answer: Mapping[str, Array] | None = None
        self._pages: dict[type, FitPage[Any]] = {}
        self._background = Background(self)
        self._background.arrived.connect(self._show_answer)
        hint = self.tr("What the network makes of its data is shown here while it learns.")
        self._empty = EmptyPlace(theme_source, EmptyText(self.tr("The fit"), hint))
        self.outputs = Chooser()
        self.outputs.setObjectName("curves.output")
        self.outputs.setAccessibleName(self.tr("Output"))
        self.outputs.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToContents)
        self.outputs.setMaximumWidth(_WIDEST_NAME)
        self.outputs.setToolTip(self.tr("The output whose fit is shown"))
        self.outputs.currentIndexChanged.connect(self._choose_output)
        self.outputs.hide()
        self._layout = QStackedLayout()
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing.SMALL)
        column.addWidget(self.outputs, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._layout, 1)

    @property
    def page(self) -> FitPage[Any] | None:
        """The page of the fit that is shown."""
        return None if self._fit is None else self._pages[type(self._fit)]

    def clear(self) -> None:
        """Another run begins, or another document: forget the fit, and ask nobody for predictions."""
        self._background.cancel()
        self._fit = self._document = self._answer = None
        self._controller.set_probe(None)
        self._offer_outputs(())
        self._layout.setCurrentWidget(self._empty)
        self.kind_changed.emit()

    def follow(self, snapshot: Snapshot) -> None:
        """Show what this snapshot brings."""
        if self._fit is None:
            self._find_fit()
        if snapshot.probe is not None and self._suits(snapshot.probe):
            self._show_answer(snapshot.probe)
        if not snapshot.state.active:
            self._controller.set_probe(None)
        if snapshot.state is not RunState.RUNNING:
            self._ask_weights()

    def end_work(self) -> None:
        """Wait until nothing is computed any more."""
        self._background.close()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Asks the network again."""
        super().showEvent(event)
        self._set_probe()
        self.follow(self._controller.snapshot)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Lets the network train in peace."""
        super().hideEvent(event)
        self._controller.set_probe(None)

    def _find_fit(self) -> None:
        document, data = self._controller.document, self._controller.data
        if document is None or data is None:
            return
        names = output_ids(document.network)
        self._offer_outputs(names)
        try:
            self._fit = explain(document, data, names[max(0, self.outputs.currentIndex())])
        except NNStudioError:
            return  # the run itself says what does not fit
        self._document = document
        kind = type(self._fit)
        if kind not in self._pages:
            self._pages[kind] = _PAGES[kind](self._theme_source)
            self._layout.addWidget(self._pages[kind])
        self._pages[kind].show_fit(self._fit)
        self._layout.setCurrentWidget(self._pages[kind])
        self._set_probe()
        self.kind_changed.emit()

    def _offer_outputs(self, names: tuple[str, ...]) -> None:
        """Let one of several outputs be chosen; the one that was chosen before stays so."""
        offered = tuple(self.outputs.itemText(place) for place in range(self.outputs.count()))
        if names != offered:
            blocked = self.outputs.blockSignals(True)
            self.outputs.clear()
            self.outputs.addItems(list(names))
            self.outputs.blockSignals(blocked)
        self.outputs.setVisible(len(names) > 1)

    def _choose_output(self) -> None:
        """Explain another output, from the last answer or a new one."""
        self._background.cancel()
        self._fit = self._answer = None
        self.follow(self._controller.snapshot)

    def _set_probe(self) -> None:
        if self._fit is not None and self._controller.active and self.isVisible():
            self._controller.set_probe(self._fit.inputs)

    def _suits(self, probe: Mapping[str, Array]) -> bool:
        """Whether a snapshot's answer is one to the inputs of this fit."""
        if self._fit is None:
            return False
        tried = len(next(iter(self._fit.inputs.values())))
        return all(len(predictions) == tried for predictions in probe.values())

    def _show_answer(self, answer: Mapping[str, Array]) -> None:
        if answer is not self._answer and self.page is not None:
            self._answer = answer
            self.page.show_predictions(list(answer.values())[max(0, self.outputs.currentIndex())])

    def _ask_weights(self) -> None:
        """Where the run stands still: its last answer may be older than its weights, or missing."""
        document, fit, weights = self._document, self._fit, self._controller.weights
        if document is None or fit is None or not weights or not self.isVisible() or self._background.busy:
            return

        def work(cancelled: Cancelled) -> Iterator[Mapping[str, Array]]:
            del cancelled
            yield trained_model(document, weights).predictions(fit.inputs)

        self._background.start(work)
