"""Unsaved edits, written down beside the user's settings as they are made, and offered after a crash.

Each open window has a journal: a JSON file with the document as it is, and a lock file that its process holds for as
long as it lives. A journal whose lock is free was left behind by a crash.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from nnstudio.errors import DocumentError
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json, document_to_json
from nnstudio.project.atomic import write_file
from nnstudio.project.clock import now
from nnstudio.project.lock import FileLock
from nnstudio.project.settings import settings_folder

DELAY_SECONDS = 0.5
"""Edits that follow each other this fast are written once."""


@dataclass(frozen=True)
class _Edits:
    """What is to be written down."""

    document: Document
    path: Path | None
    written: str

    def to_bytes(self) -> bytes:
        path = None if self.path is None else str(self.path.absolute())
        return msgspec.json.encode({"written": self.written, "path": path, "document": document_to_json(self.document)})


class Journal:
    """Writes a document down on a thread of its own, so that editing never waits for the disk.

    A journal is a safety net: where it cannot be written, editing goes on, and `failing` tells it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Begin a journal; `folder` stands in for the journals beside the user's settings."""
        self.failing = False
        name = uuid4().hex
        self._folder = folder or journal_folder()
        self._file = self._folder / f"{name}.json"
        self._lock = FileLock(_lock_of(self._file))
        self._edits: _Edits | None = None
        self._outdated = False
        self._closed = self._kept = False
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)
        self._thread.start()

    def keep(self, document: Document, path: Path | None) -> None:
        """Write down an unsaved document, soon; `path` is the file it will be saved to, if it has one."""
        self._tell(_Edits(document, path, now()))

    def discard(self) -> None:
        """Everything is saved: what was written down is no longer needed."""
        self._tell(None)

    def close(self, *, keep: bool = False) -> None:
        """The window closes in an orderly way; with `keep`, what is not saved is offered later all the same."""
        with self._news:
            self._closed, self._kept = True, keep
            self._news.notify()
        self._thread.join()

    def _tell(self, edits: _Edits | None) -> None:
        with self._news:
            self._edits, self._outdated = edits, True
            self._news.notify()

    def _work(self) -> None:
        while self._wait():
            with self._news:
                edits, self._outdated = self._edits, False
            self._erase() if edits is None else self._write(edits)
        if not self._kept:
            self._erase()
            return
        if self._outdated and self._edits is not None:
            self._write(self._edits)
        self._lock.release()

    def _wait(self) -> bool:
        """Wait for something to write, then a little for what may follow; False when the journal is closed."""
        with self._news:
            self._news.wait_for(lambda: self._outdated or self._closed)
            self._news.wait_for(lambda: self._closed, DELAY_SECONDS)
            return not self._closed

    def _write(self, edits: _Edits) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            write_file(self._file, edits.to_bytes())
        except OSError:
            self.failing = True
        else:
            self.failing = False

    def _erase(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
            self._lock.release()


@dataclass(frozen=True)
class LostEdits:
    """A document that a crash kept from being saved."""

    document: Document
    path: Path | None
    """The file it would have been saved to, if it had one."""
    written: str
    """When it was written down last, as ISO 8601 in UTC."""
    journal: Path

    def discard(self) -> None:
        """Forget it: it was taken over, or is not wanted."""
        for file in (self.journal, _lock_of(self.journal)):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def lost_edits(folder: Path | None = None) -> tuple[LostEdits, ...]:
    """What crashed processes left behind, newest first."""
    found = [
        _read(path) for path in (folder or journal_folder()).glob("*.json") if not FileLock(_lock_of(path)).is_held()
    ]
    return tuple(sorted((edits for edits in found if edits is not None), key=lambda edits: edits.written, reverse=True))


def journal_folder() -> Path:
    """Where journals lie."""
    return settings_folder() / "journal"


def _lock_of(journal: Path) -> Path:
    return journal.with_suffix(".lock")


def _read(path: Path) -> LostEdits | None:
    """A journal, or None for a file that is none."""
    try:
        entry: Any = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        saved_to = entry["path"]
        return LostEdits(
            document_from_json(entry["document"]),
            None if saved_to is None else Path(saved_to),
            str(entry["written"]),
            path,
        )
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, DocumentError):
        return None
