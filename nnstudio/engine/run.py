"""A training on a thread of its own, steered from outside and seen through snapshots.

The run's thread reads requests at batch boundaries. Only waiting while paused needs a condition, and the learning
rate that is asked for, which is taken out as it is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from enum import Enum, auto
from time import perf_counter
from typing import Protocol

from nnstudio.catalog.kernels import Array
from nnstudio.engine.publishing import PUBLISH_SECONDS, Publisher
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.engine.state import TrainingState
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import DataError, NNStudioError, TrainingError
from nnstudio.sentence import Sentence, joined

CHECKPOINT_SECONDS = 5.0


class Recorder(Protocol):
    """Where a run leaves its history and checkpoints; called on the run's thread."""

    def epoch(self, row: Mapping[str, float]) -> None:
        """An epoch is complete."""

    def checkpoint(self, state: TrainingState) -> None:
        """A moment to which one can come back."""

    def keep(self, name: str, state: TrainingState) -> None:
        """A moment that a callback wants to be kept, in place of the one that had its name before."""

    def end(self, state: str, reason: str) -> None:
        """The run is over."""


class _Mode(Enum):
    GO = auto()
    PAUSE = auto()
    STEP_BATCH = auto()
    STEP_EPOCH = auto()
    STOP = auto()


class Run:
    """Starts, pauses, steps and stops a training. All methods may be called from any thread."""

    def __init__(self, prepare: Callable[[], tuple[Trainer, Recorder | None]]) -> None:
        """`prepare` makes the trainer and its record on the run's thread, so that it does not hold up the caller."""
        self.weights: dict[str, Array] = {}
        """The weights at the end of the run, or where it waits; a new dict each time."""
        self._prepare = prepare
        self._recorder: Recorder | None = None
        self._mode = _Mode.GO
        self._wake = threading.Condition()
        self._has_news = False
        self._wanted_rate: float | None = None
        self._public = Publisher()
        self._saved = 0.0
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)

    @property
    def snapshot(self) -> Snapshot:
        """Where the run stands."""
        return self._public.snapshot

    def start(self, *, paused: bool = False) -> None:
        """Begin; with `paused` wait before the first batch."""
        if paused:
            self.pause()
        self._thread.start()

    def pause(self) -> None:
        """Wait after the current batch."""
        self._ask(_Mode.PAUSE)

    def resume(self) -> None:
        """Go on after a pause."""
        self._ask(_Mode.GO)

    def step_batch(self) -> None:
        """Do one batch, then wait."""
        self._ask(_Mode.STEP_BATCH)

    def step_epoch(self) -> None:
        """Go to the end of the epoch, then wait."""
        self._ask(_Mode.STEP_EPOCH)

    def stop(self) -> None:
        """End after the current batch."""
        self._ask(_Mode.STOP)

    def join(self, timeout: float | None = None) -> bool:
        """Wait until the thread has ended; False if it did not in time."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def set_learning_rate(self, rate: float) -> None:
        """Use another learning rate from the next batch on."""
        with self._wake:
            self._wanted_rate = rate
            self._has_news = True
            self._wake.notify()

    def set_pace(self, seconds_per_epoch: float) -> None:
        """Go no faster than this, so that a small network can be watched while it learns; 0 is full speed."""
        self._public.pace = seconds_per_epoch
        self._tell_news()

    def set_probe(self, inputs: dict[str, Array] | None) -> None:
        """Publish, with every observation, what the network gives for these inputs."""
        self._public.probe = inputs
        self._tell_news()

    def watch(self, node_id: str | None) -> None:
        """Publish, with every observation, the details of this node."""
        self._public.watched = node_id
        self._tell_news()

    def set_profiling(self, wanted: bool) -> None:
        """Publish, with every observation, what each step of a batch takes."""
        self._public.is_profiling = wanted
        self._tell_news()

    def _ask(self, mode: _Mode) -> None:
        with self._wake:
            if self._mode is not _Mode.STOP:
                self._mode = mode
            self._wake.notify()

    def _tell_news(self) -> None:
        """Have a run that waits look at what is asked for."""
        with self._wake:
            self._has_news = True
            self._wake.notify()

    def _work(self) -> None:
        try:
            trainer, self._recorder = self._prepare()
            with closing(trainer):
                ended = self._train(trainer)
            self._end(*ended)
        except NNStudioError as error:
            self._end(RunState.FAILED, error.sentence, getattr(error, "node", None))
        except MemoryError:
            self._end(RunState.FAILED, "The memory is full. Choose a smaller batch size or fewer units.")
        except Exception as error:  # noqa: BLE001 - a worker's error must reach the window, whatever it is
            self._end(
                RunState.FAILED, Sentence("Something went wrong inside the training: {error}.", error=repr(error))
            )

    def _train(self, trainer: Trainer) -> tuple[RunState, str]:
        """Train to the end or until asked to stop; returns how it ended, with a sentence about it."""
        self._checkpoint(trainer)
        self._public.publish(trainer, RunState.RUNNING)
        try:
            while not trainer.finished and self._may_go_on(trainer):
                self._advance(trainer)
        except (DataError, TrainingError):  # a file that the rows stay in may have been changed
            self._conclude(trainer)
            raise
        if not trainer.finished:
            self._conclude(trainer)
            return RunState.STOPPED, Sentence("Stopped in epoch {epoch}.", epoch=trainer.epoch + 1)
        several = Sentence("Finished after {count} epochs.", count=trainer.epoch)
        done = several if trainer.epoch != 1 else Sentence("Finished after one epoch.")
        reasons = (trainer.stop_reason or done, trainer.finish())
        self._conclude(trainer)
        return RunState.FINISHED, joined(filter(None, reasons))

    def _conclude(self, trainer: Trainer) -> None:
        """Leave the training as it is now: its checkpoint, its last snapshot, its weights."""
        self._checkpoint(trainer)
        self._public.publish(trainer, self.snapshot.state, observe=True)
        self.weights = trainer.model.store.named()

    def _advance(self, trainer: Trainer) -> None:
        self._public.expect_batch(trainer)
        row = trainer.advance()
        if row is not None and self._recorder is not None:
            self._recorder.epoch(row)
        if trainer.wishes and self._recorder is not None:
            state = trainer.state()
            for name in dict.fromkeys(trainer.wishes):
                self._recorder.keep(name, state)
        # At the end of an epoch the loss of exactly these weights is known, so a checkpoint waits a while for that.
        if perf_counter() - self._saved > CHECKPOINT_SECONDS * (1 if row is not None else 2):
            self._checkpoint(trainer)
        self._public.publish_if_due(trainer)
        if row is not None and self._public.pace > row["seconds"]:
            self._linger(trainer, self._public.pace - row["seconds"])
        if self._mode in (_Mode.STEP_BATCH, _Mode.STEP_EPOCH):
            self._end_step(epoch_is_over=row is not None)

    def _end_step(self, *, epoch_is_over: bool) -> None:
        """Wait after the step that was asked for, unless something else is asked for by now."""
        with self._wake:
            if self._mode is _Mode.STEP_BATCH or (self._mode is _Mode.STEP_EPOCH and epoch_is_over):
                self._mode = _Mode.PAUSE

    def _linger(self, trainer: Trainer, seconds: float) -> None:
        """Wait at the end of an epoch, unless something is asked for meanwhile."""
        if seconds > PUBLISH_SECONDS:
            self._public.publish(trainer, RunState.RUNNING)
        with self._wake:
            self._wake.wait_for(lambda: self._mode is not _Mode.GO or not self._public.pace, seconds)

    def _may_go_on(self, trainer: Trainer) -> bool:
        """Read the requests; False to stop. Waits here while paused."""
        self._take_rate(trainer)
        if self._mode is _Mode.PAUSE:
            self._checkpoint(trainer)
            self._wait(trainer)
        return self._mode is not _Mode.STOP

    def _wait(self, trainer: Trainer) -> None:
        """Stay paused; what is asked for meanwhile, such as to watch another node, is shown at once."""
        self.weights = trainer.model.store.named()
        while self._mode is _Mode.PAUSE:
            self._public.publish(trainer, RunState.PAUSED, observe=True)
            with self._wake:
                self._wake.wait_for(lambda: self._has_news or self._mode is not _Mode.PAUSE)
                self._has_news = False
            self._take_rate(trainer)
        if self._mode is _Mode.GO:
            self._public.publish(trainer, RunState.RUNNING)

    def _take_rate(self, trainer: Trainer) -> None:
        with self._wake:
            rate, self._wanted_rate = self._wanted_rate, None
        if rate is None or rate == trainer.learning_rate:
            return
        self._public.tell_rate(trainer, rate)
        trainer.learning_rate = rate

    def _checkpoint(self, trainer: Trainer) -> None:
        self._saved = perf_counter()
        if self._recorder is not None:
            self._recorder.checkpoint(trainer.state())

    def _end(self, state: RunState, reason: str, guilty: str | None = None) -> None:
        try:
            if self._recorder is not None:
                self._recorder.end(state.value, reason)
        finally:
            self._public.end(state, reason, guilty)
