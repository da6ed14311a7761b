"""What an opened project knows of its trainings, put into the form in which a window shows its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from nnstudio.catalog.kernels import Array
from nnstudio.engine.history import RunHistory
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.errors import ProjectError
from nnstudio.project.project import Project
from nnstudio.project.runs import RunInfo
from nnstudio.project.trained import load_trained
from nnstudio.sentence import Sentence
from nnstudio.studio.results.run_record import KeptMoment, RunRecord


@dataclass(frozen=True, eq=False)
class StoredRuns:
    """The runs of a project, and the way to its trained weights, which may be large."""

    records: tuple[RunRecord, ...] = ()
    trained: RunRecord | None = None
    """The run that the weights are of."""
    read_weights: Callable[[], dict[str, Array]] = dict
    """Reads them, on any thread; raises ProjectError."""
    snapshot: Snapshot = field(default_factory=lambda: Snapshot(state=RunState.STOPPED))
    """That run as it would be seen if it had just ended."""


def read_runs(project: Project) -> StoredRuns:
    """All runs of a project, and which of them is the newest that kept weights; raises ProjectError."""
    runs = project.runs()
    records = tuple(_record(project, place, run) for place, run in enumerate(runs, start=1))
    latest = project.latest_run()
    if latest is None:
        return StoredRuns(records)
    record = records[runs.index(latest)]
    step = project.checkpoints(latest.id)[-1].step
    return StoredRuns(records, record, lambda: load_trained(project, latest.id).weights, _snapshot(record, step))


def _record(project: Project, place: int, run: RunInfo) -> RunRecord:
    rows = RunHistory()
    for row in project.history(run.id):
        rows.append(row)
    history = rows.columns()
    return RunRecord(
        name=Sentence("run {number}", number=place),
        document=project.run_document(run.id),
        started=_moment(run.started),
        # A run that nobody ended was interrupted with its window, such as by a power cut.
        state=RunState.STOPPED if run.state == "running" else RunState(run.state),
        reason=Sentence("Interrupted.") if run.state == "running" else run.reason,
        epochs=run.epochs,
        history=history,
        seconds=_seconds(run, history),
        weights=(lambda: load_trained(project, run.id).weights) if run.checkpoints else None,
        kept=kept_moments(project, run.id),
    )


def kept_moments(project: Project, run: int) -> tuple[KeptMoment, ...]:
    """The moments of a run that have a name."""
    return tuple(KeptMoment(run, kept.name, kept.epoch) for kept in project.keepsakes(run))


def seen_at(record: RunRecord, moment: KeptMoment) -> Snapshot:
    """A run as it would be seen if it had ended at a moment."""
    return replace(_snapshot(record, 0), epoch=moment.epoch)


def _seconds(run: RunInfo, history: dict[str, Array]) -> float:
    if run.ended is None:
        return float(history["seconds"].sum()) if "seconds" in history else 0.0
    return (_moment(run.ended) - _moment(run.started)).total_seconds()


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone()
    except (OverflowError, ValueError):
        raise ProjectError("The times in this project are damaged. Use an earlier copy of it.") from None


def _snapshot(record: RunRecord, step: int) -> Snapshot:
    ended = Snapshot(record.state, record.reason, None, record.epochs, record.document.training.epochs, step=step)
    rates = record.history.get("learning_rate")
    last = float(rates[-1]) if rates is not None and len(rates) else 0.0
    return replace(ended, learning_rate=last, history=record.history)
