"""Who writes a file: one window of one process at a time."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import Final

from nnstudio.project.locations import real
from nnstudio.project.lock import FileLock
from nnstudio.project.settings import settings_folder

_PATIENCE_SECONDS: Final = 0.1


class Claims:
    """The files that one window writes, kept from all other windows, also from those of other processes.

    They end with the process, however it ends. Where the user's settings cannot be written, everything is granted.
    """

    def __init__(self) -> None:
        self._held: dict[Path, FileLock] = {}

    def take(self, path: Path) -> bool:
        """Claim a file; False if another window has it."""
        key = _key(path)
        if key in self._held:
            return True
        lock = FileLock(_lock_of(key))
        try:
            lock.path.parent.mkdir(parents=True, exist_ok=True)
            if not lock.acquire(_PATIENCE_SECONDS):
                return False
        except OSError:
            return True
        self._held[key] = lock
        return True

    def keep(self, *paths: Path | None) -> None:
        """Give up all files but these."""
        kept = {_key(path) for path in paths if path is not None}
        for key in self._held.keys() - kept:
            self._held.pop(key).release()


def _key(path: Path) -> Path:
    """The same for every way to write a path."""
    return Path(os.path.normcase(real(path)))


def _lock_of(key: Path) -> Path:
    return settings_folder() / "open" / f"{sha256(bytes(key)).hexdigest()[:32]}.lock"
