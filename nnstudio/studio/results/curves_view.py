"""The Curves panel: how the run goes, and what the network has made of its data so far."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.snapshot import Snapshot
from nnstudio.studio.results.captions import Note
from nnstudio.studio.results.curves_panel import CurvesPanel
from nnstudio.studio.results.fit_panel import FitPanel
from nnstudio.studio.results.run_record import RunRecord
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import LARGE, SMALL
from nnstudio.studio.training.training_controller import TrainingController

_CURVES_SHARE, _FIT_SHARE = 4, 3
_NARROWEST_WITH_FIT = 640


class CurvesView(QWidget):
    """Curves at the left, the picture that explains the fit at the right; both live, and only while visible."""

    def __init__(
        self,
        session: Session,
        controller: TrainingController,
        theme_source: ThemeSource,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self.curves = CurvesPanel(theme_source)
        self.fit = FitPanel(controller, theme_source)
        self._has_fit = False
        self._note = Note()
        self._lay_out()
        controller.started.connect(self._clear)
        controller.snapshot_changed.connect(self._follow)
        session.changed.connect(self._tell_outdated)
        session.replaced.connect(self._begin_anew)
        self.fit.kind_changed.connect(self._make_room)
        self._make_room()

    def compare(self, records: Sequence[RunRecord]) -> None:
        """Draw the curves of these runs beside those of the current one."""
        self.curves.compare(records)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Waits until nothing is computed any more."""
        self.fit.end_work()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Catches up with what happened while the panel was hidden."""
        super().showEvent(event)
        self._follow(self._controller.snapshot)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leaves a narrow panel to the curves alone."""
        super().resizeEvent(event)
        self._make_room()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(LARGE)
        row.addWidget(self.curves, _CURVES_SHARE)
        row.addWidget(self.fit, _FIT_SHARE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self._note)
        layout.addLayout(row, 1)

    def _make_room(self) -> None:
        """The first fit makes room for all that follow: the curves keep their width from run to run."""
        self._has_fit = self._has_fit or self.fit.page is not None
        self.fit.setVisible(self._has_fit and self.width() >= _NARROWEST_WITH_FIT)

    def _begin_anew(self) -> None:
        self._has_fit = False
        self._clear()

    def _clear(self) -> None:
        self.curves.show_run(Snapshot())
        self.fit.clear()
        self._tell_outdated()

    def _follow(self, snapshot: Snapshot) -> None:
        if not self.isVisible():
            return
        self.curves.show_run(snapshot)
        self.fit.follow(snapshot)
        self._tell_outdated()

    def _tell_outdated(self) -> None:
        is_behind = self._controller.outdated and bool(self._controller.snapshot.epochs)
        self._note.say(
            self.tr("The canvas has changed since this run began; press Train to see what the changes do.")
            if is_behind
            else ""
        )
