"""A lock on a file that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from nnstudio.project.locations import is_there

if sys.platform == "win32":
    import msvcrt

    def _try(stream: IO[bytes]) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


_PAUSE_SECONDS = 0.005


class FileLock:
    """Held by one holder at a time, in this process or another; the system lets go of it when a process dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: IO[bytes] | None = None

    def acquire(self, patience: float = 0.0) -> bool:
        """Take the lock; False if another holds it for so many seconds. Raises OSError where no file can be made.

        Whoever asks `is_held` has the lock for a moment; one that nobody else wants to keep is worth a little patience.
        """
        deadline = monotonic() + patience
        while self._stream is None:
            self._stream = self._taken()
            if self._stream is None:
                if monotonic() >= deadline:
                    return False
                sleep(_PAUSE_SECONDS)
        return True

    def release(self) -> None:
        """Let go of the lock and remove its file."""
        if self._stream is None:
            return
        if os.name == "posix":  # before anybody else can have it
            self._remove()
        self._let_go()
        if os.name != "posix":  # where an open file cannot be removed; if it is open again, it is another's
            self._remove()

    def is_held(self) -> bool:
        """Whether someone else holds it at this moment."""
        if self._stream is not None or not is_there(self.path):
            return False
        try:
            free = self.acquire()
        except OSError:
            return True
        self._let_go()
        return not free

    def _taken(self) -> IO[bytes] | None:
        """The locked file, if it is free and still in its place."""
        stream = self.path.open("ab")
        try:
            _try(stream)
            if os.path.samestat(os.fstat(stream.fileno()), self.path.stat()):
                return stream
        except OSError:
            pass  # another holds it, or has just removed it
        stream.close()
        return None

    def _remove(self) -> None:
        with suppress(OSError):  # a file that nobody locks does no harm
            self.path.unlink(missing_ok=True)

    def _let_go(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
