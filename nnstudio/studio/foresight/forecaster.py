"""Knows, soon after every edit, what a training of the document would do and take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.cancellation import Cancelled
from nnstudio.data.memory import as_size
from nnstudio.data.preparation import DataDescription
from nnstudio.engine.forecast import forecast
from nnstudio.engine.memory import require_room
from nnstudio.engine.report import PlanReport
from nnstudio.network.document import Document
from nnstudio.studio.background import Background, Work
from nnstudio.studio.language import told
from nnstudio.studio.session.session import Session

_DELAY_MILLISECONDS: Final = 250
"""Edits come in bursts, and the last of them counts."""


class Forecaster(QObject):
    """Compiles the document on a thread when it, or what is known of its data, has changed."""

    changed = Signal()
    """There is another forecast, or none any more."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._seen: tuple[object, ...] = ()
        self._report: PlanReport | None = None
        self._refusal = ""
        self._background = Background(self)
        self._background.arrived.connect(self._take)
        self._background.failed.connect(self._refuse)
        self._delay = QTimer(self, singleShot=True, interval=_DELAY_MILLISECONDS)
        self._delay.timeout.connect(self._begin)
        for change in (session.changed, session.replaced, session.problems_changed):
            change.connect(self._look)

    @property
    def report(self) -> PlanReport | None:
        """What a training of the document would do and take; None while that is not known."""
        return self._report

    @property
    def refusal(self) -> str:
        """Why it would be refused, as a sentence; empty where it would not."""
        return self._refusal

    @property
    def remark(self) -> tuple[str, bool]:
        """What to tell before a training, and whether it is an objection; empty while nothing is known."""
        if self._refusal or self._report is None:
            return self._refusal, bool(self._refusal)
        size = told(as_size(self._report.memory.total))
        return self.tr("Training takes about {0} of memory").format(size), False

    def close(self) -> None:
        """Want no more forecasts."""
        self._delay.stop()
        self._background.close()

    def _look(self) -> None:
        """Begin anew, unless all that a forecast depends on is what it was."""
        session = self._session
        seen = (session.inference, session.document.training, session.description)
        if len(seen) == len(self._seen) and all(map(_is_same, seen, self._seen)):
            return
        self._seen = seen
        self._background.cancel()
        self._set(None, "")
        if session.error is None and session.description is not None and session.document.network.nodes:
            self._delay.start()
        else:
            self._delay.stop()

    def _begin(self) -> None:
        description = self._session.description
        if description is not None:
            self._background.start(_forecasting(self._session.document, description))

    def _take(self, report: PlanReport) -> None:
        self._set(report, self._refusal)

    def _refuse(self, sentence: str) -> None:
        self._set(self._report, sentence)

    def _set(self, report: PlanReport | None, refusal: str) -> None:
        if report is not self._report or refusal != self._refusal:
            self._report, self._refusal = report, refusal
            self.changed.emit()


def _is_same(new: object, old: object) -> bool:
    return new is old


def _forecasting(document: Document, description: DataDescription) -> Work:
    def work(_: Cancelled) -> Iterator[PlanReport]:
        report = forecast(document, description)
        yield report
        require_room(report.memory, document.network, report.batch)

    return work
