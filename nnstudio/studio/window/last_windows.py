"""Writes down which windows are open, and opens at the next start those that were open last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from nnstudio.project.drafts import find_draft, recover_drafts
from nnstudio.project.last_session import SessionRecord, WindowState, take_last_windows
from nnstudio.project.locations import is_there, path_from_text
from nnstudio.studio.settings import Start, chosen_start
from nnstudio.studio.window.main_window import MainWindow
from nnstudio.studio.window.window_state import look, place, state_of
from nnstudio.studio.window.windows import Windows

_MILLISECONDS: Final = 2000
"""How long it may take until a window that was moved is known to stand elsewhere."""


class LastWindows(QObject):
    """The memory of the windows of this program."""

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows = windows
        self._record = SessionRecord()
        self._left: list[WindowState] = []
        self._timer = QTimer(self, interval=_MILLISECONDS)
        self._timer.timeout.connect(self._write)

    def start(self, path: Path | None) -> None:
        """Show the first windows: a file, or what was open last if the user wants that, or else the welcome page."""
        told: list[str] = []
        if path is not None:
            window = self._new()
            window.open_here(path)
            window.show()
        elif chosen_start() is Start.LAST:
            recover_drafts()  # so that those of windows that crashed are there to be opened
            told += [sentence for state in take_last_windows() for sentence in self._bring_back(state)]
        if not self._windows.all:
            self._new().show()
        for sentence in told:
            self._windows.all[0].notice.tell(sentence)
        self._windows.changed.connect(self._write)
        self._windows.left.connect(self._leave)
        self._timer.start()
        self._write()

    def end(self) -> None:
        """The program ends in an orderly way."""
        self._timer.stop()
        self._record.end()

    def _bring_back(self, state: WindowState) -> Iterator[str]:
        """Open a window as it was, with what was not saved; tells what is gone or cannot be opened."""
        file = path_from_text(state.file) if state.file is not None else None
        if file is None or not is_there(file):
            if file is not None:
                yield self.tr("{0} was open last, and is not there any more.").format(file.name)
            file = find_draft(state.journal)
        if file is None:
            return
        window, failures = self._new(), list[str]()
        window.workspace.failed.connect(failures.append)
        if not window.open_here(file):
            window.close()
            yield from failures
            return
        window.workspace.failed.disconnect(failures.append)
        window.bring_back_edits()
        place(window, state)
        window.show()
        look(window, state)

    def _new(self) -> MainWindow:
        window = self._windows.add()
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return window

    def _write(self) -> None:
        if self._windows.all and not self._windows.are_quitting:
            self._left.clear()
            self._record.write([state_of(window) for window in self._windows.all])

    def _leave(self, window: MainWindow) -> None:
        """What is closed together, or last of all, comes back at the next start."""
        if self._windows.are_quitting or not self._windows.all:
            self._left.append(state_of(window))
            self._record.write(self._left)
        else:
            self._write()
