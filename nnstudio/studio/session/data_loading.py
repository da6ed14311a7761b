"""Reads the data of a document on a thread of its own, so that the window never waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal

from nnstudio.data.dataset import Dataset
from nnstudio.data.loading import load, stamp
from nnstudio.data.preparation import PreparedData, prepare_dataset
from nnstudio.data.reference import DataReference
from nnstudio.data.refusal import DataRefusal
from nnstudio.errors import NNStudioError
from nnstudio.network.document import Document
from nnstudio.network.preparing import ONLY_INPUT, input_ids, output_ids
from nnstudio.sentence import Sentence
from nnstudio.studio.language import told
from nnstudio.studio.session.session import Session


@dataclass(frozen=True)
class Request:
    """What is to be read, and for which inputs and outputs."""

    reference: DataReference
    folder: Path | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def reads_the_same(self, other: Request | None) -> bool:
        """Whether both find the same rows, however they are prepared."""
        return other is not None and self.rows == other.rows

    @property
    def rows(self) -> tuple[object, ...]:
        """Everything that decides which rows are found."""
        return self.reference.source, self.reference.options, self.reference.categorical, self.folder


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a request: the rows as far as they could be read and prepared, or why not."""

    request: Request | None = None
    dataset: Dataset | None = None
    prepared: PreparedData | None = None
    error: str = ""
    stamp: tuple[int, int] | None = None
    """That of the file as it was read."""

    @property
    def refusal(self) -> DataRefusal | None:
        """Why the rows cannot be used, where they cannot."""
        columns = None if self.dataset is None else self.dataset.without_rows()
        return DataRefusal(self.error, columns) if self.error else None


class DataLoader(QObject):
    """Keeps the data of a session read and prepared, and tells the session what it looks like.

    One thread reads at a time. What it finds arrives on the GUI thread by a queued signal; if something else is wanted
    by then, it is dropped and the next reading begins.
    """

    loaded = Signal()
    """The data is prepared and its description is known to the session."""
    failed = Signal(str)
    """The data cannot be used, for the reason given."""
    changed = Signal()
    """Anything of this loader is different now."""
    _arrived = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Callable[[], Path | None] = lambda: None
        """The folder that data paths are relative to."""
        self._session = session
        self._wanted: Request | None = None
        self._outcome = Outcome()
        self._thread: Thread | None = None
        self._closed = False
        self._arrived.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        session.changed.connect(self._follow)
        session.replaced.connect(self.reload)
        self._follow()

    @property
    def busy(self) -> bool:
        """Whether the data as it is wanted now is still being read."""
        return self._wanted is not None and self._outcome.request is not self._wanted

    @property
    def dataset(self) -> Dataset | None:
        """The rows as the source has them; None while they are being read, or where they cannot be."""
        return self._outcome.dataset

    @property
    def prepared(self) -> PreparedData | None:
        """What training needs of the data; None while it is being prepared, or where it cannot be."""
        return None if self.busy else self._outcome.prepared

    @property
    def error(self) -> str:
        """Why the data cannot be used; empty where it can."""
        return "" if self.busy else self._outcome.error

    def at_hand(self, document: Document) -> PreparedData | None:
        """What training needs of the data of a document, if that is prepared and its file was not written since.

        May be called from any thread.
        """
        outcome, request = self._outcome, self._request(document)
        if request is None or request != outcome.request or stamp(request.reference, request.folder) != outcome.stamp:
            return None
        return outcome.prepared

    def reload(self) -> None:
        """Read everything anew, as when the file may have changed."""
        self._wanted = None
        self._forget()
        self._follow()

    def close(self) -> None:
        """Wait until nothing is read any more; nothing will be read afterwards."""
        self._closed = True
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _follow(self) -> None:
        request = self._request(self._session.document)
        if self._closed or request == self._wanted:
            return
        before, self._wanted = self._wanted, request
        if request is None or not request.reads_the_same(before):
            self._forget()
        self._start()
        self.changed.emit()

    def _request(self, document: Document) -> Request | None:
        if document.data is None:
            return None
        inputs = input_ids(document.network) or tuple(document.data.inputs) or (ONLY_INPUT,)
        return Request(document.data, self.folder(), inputs, output_ids(document.network))

    def _forget(self) -> None:
        self._outcome = Outcome()
        self._session.set_description(None)

    def _start(self) -> None:
        if self._thread is not None or self._wanted is None:
            return
        known = self._outcome if self._wanted.reads_the_same(self._outcome.request) else Outcome()
        self._thread = Thread(target=_read, args=(self._wanted, known, self._arrived.emit), name="data loader")
        self._thread.start()

    def _receive(self, outcome: Outcome) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._closed:
            return
        if outcome.request is not self._wanted:
            self._start()
            return
        self._outcome = outcome
        self._session.set_description(outcome.prepared.description if outcome.prepared else None, outcome.refusal)
        self.changed.emit()
        if outcome.prepared is not None:
            self.loaded.emit()
        else:
            self.failed.emit(told(outcome.error))


def _read(request: Request, known: Outcome, tell: Callable[[Outcome], None]) -> None:
    """Runs on the thread; touches nothing of the window but the signal that carries the outcome."""
    dataset, prepared = known.dataset, None
    written = known.stamp if dataset is not None else stamp(request.reference, request.folder)
    error: str = Sentence("The data could not be read. Try again, or choose another source.")
    try:
        dataset = load(request.reference, request.folder) if dataset is None else dataset
        prepared = prepare_dataset(request.reference, dataset, request.inputs, request.outputs)
        error = ""
    except NNStudioError as refusal:
        error = refusal.sentence
    except MemoryError:
        error = Sentence(
            "{source} does not fit into the free memory. Close other programs or use fewer rows.",
            source=request.reference.source,
        )
    finally:
        tell(Outcome(request, dataset, prepared, error, written))
