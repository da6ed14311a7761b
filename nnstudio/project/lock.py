"""A lock on a file that ends with the process that holds it, however that ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _try(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Held by one holder at a time, in this process or another; the system lets go of it when a process dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock; False if another holds it. Raises OSError where the file cannot be made."""
        if self._stream is not None:
            return True
        stream = self.path.open("ab")
        try:
            _try(stream)
        except OSError:
            stream.close()
            return False
        self._stream = stream
        return True

    def release(self) -> None:
        """Let go of the lock and remove its file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
            self.path.unlink(missing_ok=True)

    def is_held(self) -> bool:
        """Whether someone else holds it at this moment."""
        if not self.path.exists():
            return False
        try:
            free = self.acquire()
        except OSError:
            return True
        if free and self._stream is not None:
            self._stream.close()
            self._stream = None
        return not free
