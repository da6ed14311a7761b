"""What journals without an owner hold: documents that nobody has saved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from nnstudio.errors import DocumentError
from nnstudio.network.document import Document
from nnstudio.network.json_format import document_from_json
from nnstudio.project.locations import is_there, path_from_text
from nnstudio.project.lock import FileLock
from nnstudio.project.settings import settings_folder

_PATIENCE_SECONDS: Final = 1.0


@dataclass(frozen=True)
class LostEdits:
    """A document that was left unsaved."""

    document: Document
    path: Path | None
    """The file it would have been saved to, if it had one."""
    written: str
    """When it was written down last, as ISO 8601 in UTC."""
    journal: Path

    def claim(self) -> FileLock | None:
        """Keep everybody else from it; None if somebody was faster."""
        lock = FileLock(lock_of(self.journal))
        try:
            if lock.acquire(_PATIENCE_SECONDS):
                if is_there(self.journal):
                    return lock
                lock.release()
        except OSError:
            pass
        return None

    @contextmanager
    def claimed(self) -> Iterator[bool]:
        """Whether it is ours within the block."""
        lock = self.claim()
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    def discard(self) -> None:
        """Forget it: it was taken over, or is not wanted."""
        for file in (self.journal, lock_of(self.journal)):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def lost_edits(folder: Path | None = None) -> tuple[LostEdits, ...]:
    """What was left behind, newest first."""
    found = [
        _read(path) for path in (folder or journal_folder()).glob("*.json") if not FileLock(lock_of(path)).is_held()
    ]
    return tuple(sorted((edits for edits in found if edits is not None), key=lambda edits: edits.written, reverse=True))


def sweep(folder: Path) -> None:
    """Remove the locks of those who died with nothing to lose."""
    for path in folder.glob("*.lock"):
        lock = FileLock(path)
        with suppress(OSError):
            if not is_there(path.with_suffix(".json")) and lock.acquire():
                lock.release()


def journal_folder() -> Path:
    """Where journals lie."""
    return settings_folder() / "journal"


def lock_of(journal: Path) -> Path:
    """The file that the owner of a journal keeps locked."""
    return journal.with_suffix(".lock")


def _read(path: Path) -> LostEdits | None:
    """A journal, or None for a file that is none."""
    try:
        entry: Any = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        saved_to = entry["path"]
        return LostEdits(
            document_from_json(entry["document"]),
            None if saved_to is None else path_from_text(saved_to),
            str(entry["written"]),
            path,
        )
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, DocumentError):
        return None
