"""Which windows are open, written down while they are, so that they come back at the next start.

Each process has a file of its own with a lock beside it. A file whose lock is free was left by a process that ended,
as it says then, or by one that crashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import msgspec

from nnstudio.project.atomic import write_file
from nnstudio.project.clock import now
from nnstudio.project.lock import FileLock
from nnstudio.project.settings import settings_folder


class WindowState(msgspec.Struct, frozen=True):
    """What a window showed, and how."""

    file: str | None = None
    """Its file or its draft."""
    journal: str = ""
    """The journal of its unsaved edits, of which a draft is made where there is no file."""
    geometry: str = ""
    panels: str = ""
    center: tuple[float, float] | None = None
    """The point of the canvas in the middle of the view."""
    zoom: float = 1.0
    block: tuple[str, ...] = ()
    """The way to the block that is open."""
    selection: tuple[str, ...] = ()


class _Record(msgspec.Struct, frozen=True):
    written: str
    ended: bool
    windows: tuple[WindowState, ...]


class SessionRecord:
    """The windows of this process. A convenience: where it cannot be written, nothing is said."""

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` stands in for that of the user's settings."""
        self._folder = folder or _folder()
        self._file = self._folder / f"{uuid4().hex}.json"
        self._lock = FileLock(self._file.with_suffix(".lock"))
        self._windows: tuple[WindowState, ...] | None = None

    def write(self, windows: Sequence[WindowState]) -> None:
        """Write down what is open now, unless that is known."""
        if tuple(windows) != self._windows:
            self._windows = tuple(windows)
            self._write(ended=False)

    def end(self) -> None:
        """The program ends; what was written last comes back at the next start."""
        if self._windows is not None:
            self._write(ended=True)
        with suppress(OSError):
            self._lock.release()

    def _write(self, *, ended: bool) -> None:
        record = _Record(now(), ended, self._windows or ())
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            write_file(self._file, msgspec.json.encode(record))


def take_last_windows(folder: Path | None = None) -> tuple[WindowState, ...]:
    """The windows of every crashed session, and else of the one that ended last; nobody else gets them, too.

    While another process runs, only what crashed is anybody's.
    """
    where = folder or _folder()
    files = sorted(where.glob("*.json"))
    locks = {path: FileLock(path.with_suffix(".lock")) for path in files}
    ours = [path for path in files if _acquired(locks[path])]
    found = {path: record for path in ours if (record := _read(path)) is not None}
    crashed = [record for record in found.values() if not record.ended]
    ended = [record for record in found.values() if record.ended]
    alone = len(ours) == len(files)
    taken = crashed or (sorted(ended, key=lambda record: record.written)[-1:] if alone else [])
    for path in ours:
        if path not in found or alone or found[path] in taken:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        locks[path].release()
    return tuple(window for record in sorted(taken, key=lambda record: record.written) for window in record.windows)


def _acquired(lock: FileLock) -> bool:
    try:
        return lock.acquire()
    except OSError:
        return False


def _read(path: Path) -> _Record | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Record)
    except (OSError, msgspec.MsgspecError):
        return None


def _folder() -> Path:
    return settings_folder() / "sessions"
