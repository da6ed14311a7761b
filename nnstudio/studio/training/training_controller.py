"""Steers the run of a window: starts it, passes on what the user wants, and tells what its snapshots show."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from nnstudio.catalog.kernels import Array
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.run import Recorder, Run
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Document
from nnstudio.network.expansion import expand
from nnstudio.network.preparing import prepare_data
from nnstudio.studio.language import told
from nnstudio.studio.session.session import Session

POLL_MILLISECONDS = 40
JOIN_SECONDS = 10.0
WATCH_SECONDS = 8.0
"""How long a training takes at least that is to be watched."""

_NOTHING = Snapshot(state=RunState.STOPPED)

RecorderFactory = Callable[[Document, PreparedData], Recorder]


class TrainingController(QObject):
    """One run at a time. The network may be edited meanwhile: the run keeps the document it was started with."""

    snapshot_changed = Signal(object)
    """A new `Snapshot`, at most 25 a second."""
    started = Signal()
    """A run has begun; plots are to be emptied."""
    ended = Signal(object)
    """The last `Snapshot` of a run."""
    message = Signal(str)
    """A sentence for the status bar, such as why training cannot start."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._run: Run | None = None
        self._document: Document | None = None
        self._data: PreparedData | None = None
        self._probe: dict[str, Array] | None = None
        self._weights: dict[str, Array] = {}
        self._shown: Snapshot | None = None
        self._stored = _NOTHING
        self._watching = self._profiling = False
        self._initial: dict[str, Array] | None = None
        self.recorder_factory: RecorderFactory | None = None
        """Where runs are recorded; None keeps them in memory only."""
        self.folder: Callable[[], Path | None] = lambda: None
        """The folder that data paths are relative to."""
        self.at_hand: Callable[[Document], PreparedData | None] = lambda _: None
        """What gives the prepared data of a document, if somebody has it; None to read it."""
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)
        session.selection_changed.connect(self._watch_selection)

    @property
    def snapshot(self) -> Snapshot:
        """The latest snapshot; before the first run that of the last stored one, or an empty one."""
        return self._run.snapshot if self._run is not None else self._stored

    @property
    def active(self) -> bool:
        """Whether a run is going on or paused."""
        return self._run is not None and self.snapshot.state.active

    @property
    def paused(self) -> bool:
        """Whether the run waits."""
        return self.active and self.snapshot.state is RunState.PAUSED

    @property
    def document(self) -> Document | None:
        """The document of the current or last run."""
        return self._document

    @property
    def data(self) -> PreparedData | None:
        """The data of the current or last run, once it is prepared."""
        return self._data

    @property
    def weights(self) -> dict[str, Array]:
        """The weights where the run waits or with which it ended; empty before."""
        return self._weights

    @property
    def outdated(self) -> bool:
        """Whether the canvas is ahead of the run."""
        return self._document is not None and (
            self._document.training != self._session.document.training
            or self._document.data != self._session.document.data
            or not _same_computation(self._document, self._session.document)
        )

    def train(self) -> None:
        """Start a run, or go on with one that is paused."""
        if self._run is not None and self.paused:
            self._run.resume()
        elif not self.active:
            self._start(paused=False)

    def pause(self) -> None:
        """Let the run wait after the current batch, or go on."""
        if self._run is None or not self.active:
            return
        if self.paused:
            self._run.resume()
        else:
            self._run.pause()

    def step_batch(self) -> None:
        """Do one batch, starting a paused run if there is none."""
        self._step(Run.step_batch)

    def step_epoch(self) -> None:
        """Go to the end of the epoch, starting a paused run if there is none."""
        self._step(Run.step_epoch)

    def stop(self) -> None:
        """End the run after the current batch."""
        if self._run is not None and self.active:
            self._run.stop()

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next batch on."""
        if self._run is not None and self.active:
            self._run.set_learning_rate(rate)

    @property
    def watching(self) -> bool:
        """Whether runs are slowed down."""
        return self._watching

    def set_watching(self, watching: bool) -> None:
        """Slow down, also a run that goes on, so that a whole training takes a few seconds at least."""
        self._watching = watching
        self._set_pace()

    def begin_with(self, weights: dict[str, Array] | None) -> None:
        """Begin the next runs with these weights instead of drawing them; None draws them again."""
        self._initial = weights

    def set_probe(self, inputs: dict[str, Array] | None) -> None:
        """Have every observation tell what the network gives for these inputs."""
        self._probe = inputs
        if self._run is not None:
            self._run.set_probe(inputs)

    def set_profiling(self, wanted: bool) -> None:
        """Have every observation tell what each step of a batch takes."""
        self._profiling = wanted
        if self._run is not None:
            self._run.set_profiling(wanted)

    def close(self) -> bool:
        """Stop the run and wait until its thread has ended; False if it did not in time."""
        self._timer.stop()
        if self._run is None:
            return True
        self._run.stop()
        return self._run.join(JOIN_SECONDS)

    def forget(self) -> None:
        """Before another document takes the window: end the run and drop what is known of it."""
        self.close()
        self._poll()  # those who follow the run hear how it ended
        self._run = self._document = self._data = self._shown = self._initial = None
        self._weights = {}
        self._stored = _NOTHING
        self.snapshot_changed.emit(self.snapshot)

    def adopt(self, document: Document, weights: dict[str, Array], snapshot: Snapshot) -> None:
        """Take over the trained weights that were stored with a project, and how they came about; no run goes on."""
        self._run = self._data = self._shown = None
        self._document, self._weights, self._stored = document, weights, snapshot
        self.snapshot_changed.emit(snapshot)

    def _set_pace(self) -> None:
        if self._run is not None and self._document is not None:
            self._run.set_pace(WATCH_SECONDS / self._document.training.epochs if self._watching else 0.0)

    def _step(self, step: Callable[[Run], None]) -> None:
        if not self.active:
            self._start(paused=True)
        if self._run is not None and self.active:
            step(self._run)

    def _start(self, *, paused: bool) -> None:
        document, error = self._session.document, self._session.error
        if error is not None:
            self.message.emit(told(error.message))
            return
        if document.data is None:
            self.message.emit(self.tr("No data is chosen. Pick a sample or open a file in the Data panel."))
            return
        self.close()
        self._poll()  # a run that ended a moment ago may not have been heard of yet
        self._document, self._data, self._weights = document, None, {}
        self._run = Run(lambda: self._prepare(document))
        self._run.set_probe(self._probe)
        self._run.set_profiling(self._profiling)
        self._set_pace()
        self._watch_selection()
        self._run.start(paused=paused)
        self._timer.start()
        self.started.emit()

    def _prepare(self, document: Document) -> tuple[Trainer, Recorder | None]:
        """Runs on the run's thread: read the data, unless somebody has it, compile, and open the record."""
        data = self.at_hand(document)
        if data is None:
            data = prepare_data(document, self.folder())
        trainer = Trainer(document, data, initial=self._initial, threads=_spare_processors())
        self._data = data
        return trainer, self.recorder_factory(document, data) if self.recorder_factory is not None else None

    def _watch_selection(self) -> None:
        if self._run is not None:
            selection = self._session.selection
            self._run.watch(next(iter(selection)) if len(selection) == 1 else None)

    def _poll(self) -> None:
        if self._run is None:
            return
        snapshot = self._run.snapshot
        if snapshot is self._shown:
            return
        self._shown = snapshot
        if not snapshot.state.active:
            self._timer.stop()
            self._run.join(JOIN_SECONDS)
        if snapshot.state is not RunState.RUNNING:
            self._weights = self._run.weights
        self.snapshot_changed.emit(snapshot)
        if not snapshot.state.active:
            self.ended.emit(snapshot)


def _spare_processors() -> int:
    """All but one: the window needs that one to stay alive while a network trains."""
    return max(1, (os.cpu_count() or 1) - 1)


def _same_computation(first: Document, second: Document) -> bool:
    """Whether two networks differ in nothing but positions."""

    def essence(document: Document) -> object:
        network = expand(document.network).network
        nodes = [(node.id, node.layer, node.trainable, node.shared_with) for node in network.nodes]
        return nodes, network.edges

    return essence(first) == essence(second)
