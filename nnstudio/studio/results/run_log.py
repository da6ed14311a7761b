"""The runs of a window, from the first to the one that is going on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QObject, Signal

from nnstudio.engine.snapshot import Snapshot
from nnstudio.insight.differences import differences
from nnstudio.sentence import Sentence
from nnstudio.studio.results.run_record import KeptMoment, RunRecord
from nnstudio.studio.training.training_controller import TrainingController


class RunLog(QObject):
    """Writes down every run of a controller; runs of an opened project are put in front by `show_stored`."""

    added = Signal(int)
    """A run has begun, at this place."""
    updated = Signal(int)
    """More is known of the run at this place."""
    reset = Signal()
    """All runs are others now."""

    def __init__(self, controller: TrainingController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._records: list[RunRecord] = []
        self._changes: dict[int, tuple[str, ...]] = {}
        self._running = False
        self._began = 0.0
        self.kept: Callable[[], tuple[KeptMoment, ...]] = tuple
        """Tells the moments of the run that ended last which have a name."""
        controller.started.connect(self._begin)
        controller.snapshot_changed.connect(self._follow)
        controller.ended.connect(self._finish)

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """All runs in their order."""
        return tuple(self._records)

    @property
    def current(self) -> int | None:
        """The place of the run whose curves the controller tells; None before the first one."""
        document = self._controller.document
        if document is None or not self._records:
            return None
        latest = self._records[-1].document
        return len(self._records) - 1 if document is latest or document == latest else None

    def show_stored(self, records: Iterable[RunRecord]) -> None:
        """Another project was opened: these are its runs."""
        self._records = list(records)
        self._changes = {}
        self._running = False
        self.reset.emit()

    def changes(self, place: int) -> tuple[str, ...]:
        """What the run at this place had set otherwise than the one before it."""
        if place not in self._changes:
            before = self._records[place - 1].document if place else None
            after = self._records[place].document
            self._changes[place] = differences(before, after) if before is not None else ()
        return self._changes[place]

    def _begin(self) -> None:
        document = self._controller.document
        if document is None:
            return
        self._began, self._running = monotonic(), True
        name = Sentence("run {number}", number=len(self._records) + 1)
        self._records.append(RunRecord(name, document, datetime.now().astimezone()))
        self.added.emit(len(self._records) - 1)

    def _follow(self, snapshot: Snapshot) -> None:
        if self._running:
            self._records[-1] = replace(
                self._records[-1],
                state=snapshot.state,
                reason=snapshot.reason,
                epochs=snapshot.epoch,
                history=snapshot.history,
                seconds=monotonic() - self._began,
            )
            self.updated.emit(len(self._records) - 1)

    def _finish(self, _: Snapshot) -> None:
        if self._running:
            self._running = False
            weights = self._controller.weights
            self._records[-1] = replace(self._records[-1], weights=lambda: weights, kept=self.kept())
            self.updated.emit(len(self._records) - 1)
