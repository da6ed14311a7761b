"""Hears of what others do in a folder: another window, another process, the user."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_MILLISECONDS: Final = 50
"""Changes that follow each other this fast are told once: a file that is replaced makes several."""

Listing = tuple[tuple[str, int, int], ...]


class FolderWatch(QObject):
    """Tells when files come, go or change. A folder that is not there yet is waited for.

    Some disks tell nothing, such as those of other computers: whoever has a good moment may `look`.
    """

    changed = Signal()
    """Other files are there than when it was looked last."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._seen = self._listing()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._wait)
        self._pause = QTimer(self, singleShot=True, interval=_MILLISECONDS)
        self._pause.timeout.connect(self.look)
        self._follow()

    def look(self) -> None:
        """See whether anything has changed."""
        before = self._seen
        self.take_note()
        if self._seen != before:
            self.changed.emit()

    def take_note(self) -> None:
        """What is there now is known to whoever listens."""
        self._follow()
        self._seen = self._listing()

    def _wait(self) -> None:
        self._pause.start()

    def _follow(self) -> None:
        """Watch the folder, or the nearest one around it that is there."""
        watched = self._watcher.directories()
        nearest = next((str(one) for one in (self._folder, *self._folder.parents) if one.is_dir()), None)
        if nearest is not None and nearest not in watched:
            if watched:
                self._watcher.removePaths(watched)
            self._watcher.addPath(nearest)

    def _listing(self) -> Listing:
        try:
            facts = [(path.name, path.stat()) for path in self._folder.iterdir() if not path.name.startswith(".")]
        except OSError:  # it is not there, or one of its files goes at this moment
            return ()
        return tuple(sorted((name, fact.st_mtime_ns, fact.st_size) for name, fact in facts))
