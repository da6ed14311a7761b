"""Unsaved edits, written down beside the user's settings as they are made, and offered after a crash.

Each open window has a journal: a JSON file with the document as it is, and a lock file that its process holds for as
long as it lives. A journal whose lock is free was left behind, by a crash or by a window that closed with edits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec

from nnstudio.network.document import Document
from nnstudio.network.json_format import document_to_json
from nnstudio.project.atomic import write_file
from nnstudio.project.clock import now
from nnstudio.project.locations import path_to_text
from nnstudio.project.lock import FileLock
from nnstudio.project.lost_edits import LostEdits, journal_folder, lock_of, sweep

DELAY_SECONDS = 0.5
"""Edits that follow each other this fast are written once."""
RETRY_SECONDS = 5.0
"""After so long, what could not be written is tried again: there may be room on the disk by now."""
_PATIENCE_SECONDS: Final = 1.0


class _DiscardedError(Exception):
    """What was being written is not wanted any more."""


@dataclass(frozen=True)
class _Edits:
    """What is to be written down."""

    document: Document
    path: Path | None
    written: str

    def to_bytes(self) -> bytes:
        path = None if self.path is None else path_to_text(self.path)
        return msgspec.json.encode({"written": self.written, "path": path, "document": document_to_json(self.document)})


class Journal:
    """Writes a document down on a thread of its own, so that editing never waits for the disk.

    A journal is a safety net: where it cannot be written, editing goes on, and `failing` tells it. What it holds is
    never older than what is saved: call `flush` before saving, and `discard` after.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Begin a journal; `folder` stands in for the journals beside the user's settings."""
        self.failing = False
        self._folder = folder or journal_folder()
        self._file = self._folder / f"{uuid4().hex}.json"
        self._lock = FileLock(lock_of(self._file))
        self._edits: _Edits | None = None
        self._written: _Edits | None = None
        self._outdated = self._closed = False
        self._discarded = 0
        self._news = threading.Condition()
        self._disk = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """What tells this journal from all others, also after a crash."""
        return self._file.stem

    def keep(self, document: Document, path: Path | None) -> None:
        """Write down an unsaved document, soon; `path` is the file it will be saved to, if it has one."""
        with self._news:
            self._edits, self._outdated = _Edits(document, path, now()), True
            self._news.notify()

    def flush(self) -> bool:
        """Write down at once what is to be kept; False if that cannot be."""
        self._write_down()
        return self._edits is None or self._edits is self._written

    def discard(self) -> None:
        """Everything is saved: from this moment on nothing is offered."""
        with self._news:
            self._edits, self._outdated = None, False
            self._discarded += 1
            self._erase()

    def adopt(self, lost: LostEdits) -> bool:
        """Go on with a journal that was left behind; False if somebody else took it."""
        lock = lost.claim()
        if lock is None:
            return False
        with self._disk:
            self._erase()
            self._lock.release()
            self._file, self._lock = lost.journal, lock
        return True

    def close(self, *, keep: bool = False) -> None:
        """The window closes in an orderly way; with `keep`, what is not saved is offered later all the same."""
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()
        if keep:
            self.flush()
        else:
            self.discard()
        with suppress(OSError):
            self._lock.release()

    def _work(self) -> None:
        sweep(self._folder)
        while self._wait():
            self._write_down()

    def _wait(self) -> bool:
        """Wait for something to write, then a little for what may follow; False when the journal is closed."""
        with self._news:
            patience = RETRY_SECONDS if self.failing else None
            self._news.wait_for(lambda: self._outdated or self._closed, patience)
            self._news.wait_for(lambda: self._closed, DELAY_SECONDS)
            return not self._closed

    def _write_down(self) -> None:
        with self._disk:
            with self._news:
                edits, self._outdated, discarded = self._edits, False, self._discarded
            if edits is not None and edits is not self._written:
                self._write(edits, discarded)

    def _write(self, edits: _Edits, discarded: int) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(_PATIENCE_SECONDS)
            write_file(self._file, edits.to_bytes(), within=self._unless_discarded(discarded))
        except _DiscardedError:
            return
        except OSError:
            self.failing = True
        else:
            self.failing, self._written = False, edits

    @contextmanager
    def _unless_discarded(self, before: int) -> Iterator[None]:
        """Nothing is discarded in this moment; raises an error if something was since."""
        with self._news:
            if self._discarded != before:
                raise _DiscardedError
            yield

    def _erase(self) -> None:
        self._written = None
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
