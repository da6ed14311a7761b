"""The files that were open last, newest first, kept beside the user's settings."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from nnstudio.project.atomic import write_file
from nnstudio.project.locations import path_from_text, path_to_text
from nnstudio.project.settings import settings_folder

LONGEST = 12
"""How many files are remembered."""
_NAME = "recent.json"


class RecentFiles:
    """The list, read anew each time, because several windows share it.

    It is a convenience: where it cannot be read it is empty, and where it cannot be written it stays as it was.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` stands in for that of the user's settings."""
        self._file = (folder or settings_folder()) / _NAME

    def paths(self) -> tuple[Path, ...]:
        """The files, newest first; some may be gone meanwhile."""
        try:
            return tuple(map(path_from_text, msgspec.json.decode(self._file.read_bytes(), type=list[str])))[:LONGEST]
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return ()

    def add(self, path: Path) -> None:
        """Put a file that was opened or saved on top."""
        first = path.absolute()
        self._write([first, *(other for other in self.paths() if other != first)])

    def forget(self, path: Path) -> None:
        """Take a file off the list, such as one that is gone."""
        self._write([other for other in self.paths() if other != path.absolute()])

    def clear(self) -> None:
        """Forget all of them."""
        self._write([])

    def _write(self, paths: list[Path]) -> None:
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_file(self._file, msgspec.json.encode([path_to_text(path) for path in paths[:LONGEST]]))
