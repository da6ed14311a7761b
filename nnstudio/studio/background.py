"""Computes off the GUI thread what a view shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from nnstudio.cancellation import Cancelled
from nnstudio.errors import NNStudioError
from nnstudio.studio.language import told

Work: TypeAlias = Callable[[Cancelled], Iterator[Any]]
"""Yields results one by one; asks now and then whether anyone still wants them."""

_POLL_MILLISECONDS: Final = 20


@dataclass(frozen=True)
class _Failure:
    sentence: str


@dataclass(frozen=True, eq=False)
class _Job:
    """One piece of work on its thread. The thread knows no Qt object: it leaves its results in a queue."""

    work: Work
    results: SimpleQueue[object] = field(default_factory=SimpleQueue)
    cancelled: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    def run(self) -> None:
        """Work until the end, or until nobody wants the results any more."""
        try:
            for result in self.work(self.cancelled.is_set):
                self.results.put(result)
        except CancelledError:
            pass
        except NNStudioError as error:
            self.results.put(_Failure(error.sentence))
        except MemoryError:
            self.results.put(_Failure(QCoreApplication.translate("Background", "The memory is full.")))
        finally:
            self.ended.set()


class Background(QObject):
    """Does one piece of work at a time; a new one takes the place of the last.

    Results arrive on the GUI thread, which looks for them while there is work. The threads end with this object.
    """

    arrived = Signal(object)
    """The next result of the work that was wanted last."""
    failed = Signal(str)
    """The work cannot be done, for the reason given."""
    finished = Signal()
    """The work that was wanted last is over, one way or the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._job: _Job | None = None
        self._threads: list[tuple[_Job, Thread]] = []
        self._timer = QTimer(self, interval=_POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)
        self.destroyed.connect(partial(_end, self._threads))

    @property
    def busy(self) -> bool:
        """Whether results are awaited."""
        return self._job is not None

    def start(self, work: Work) -> None:
        """Begin this work, and forget about any other."""
        self.cancel()
        self._threads[:] = [(job, thread) for job, thread in self._threads if thread.is_alive()]
        self._job = _Job(work)
        thread = Thread(target=self._job.run, name="insight", daemon=True)
        self._threads.append((self._job, thread))
        thread.start()
        self._timer.start()

    def cancel(self) -> None:
        """Want no more results."""
        if self._job is not None:
            self._job.cancelled.set()
            self._job = None
        self._timer.stop()

    def close(self) -> None:
        """Want no more results, and wait until every thread has ended."""
        self.cancel()
        _end(self._threads)

    def _poll(self) -> None:
        job = self._job
        if job is None:
            return
        is_last = job.ended.is_set()
        for result in _drain(job.results):
            if job is not self._job:
                return
            if isinstance(result, _Failure):
                self.failed.emit(told(result.sentence))
            else:
                self.arrived.emit(result)
        if is_last and job is self._job:
            self._job = None
            self._timer.stop()
            self.finished.emit()


def _drain(results: SimpleQueue[object]) -> Iterator[object]:
    while True:
        try:
            yield results.get_nowait()
        except Empty:
            return


def _end(threads: list[tuple[_Job, Thread]], *_: object) -> None:
    for job, _thread in threads:
        job.cancelled.set()
    for _job, thread in threads:
        thread.join()
    threads.clear()
