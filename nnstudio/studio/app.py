"""Starts the studio."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from nnstudio.studio.garbage import GarbageCollector
from nnstudio.studio.language import speak
from nnstudio.studio.settings import chosen_language
from nnstudio.studio.window.last_windows import LastWindows
from nnstudio.studio.window.windows import Windows

SWITCH_SECONDS = 0.002
"""How long a busy thread may keep Python from the window's: a shorter turn keeps drawing smooth while training."""


def build_window(path: str | Path | None = None) -> QMainWindow:
    """The whole window on an existing QApplication, with a file open in it if there is one."""
    window = _windows().add()
    if path is not None:
        window.open_here(Path(path).absolute())
    return window


def main(path: str | Path | None = None) -> int:
    """Open the studio and stay until its last window is closed; returns the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("NN Studio")
    app.setDesktopFileName("nnstudio")
    windows = _windows()
    last = LastWindows(windows)
    last.start(Path(path).absolute() if path is not None else None)
    gc.freeze()  # what is there from the start stays until the end: collecting need not look through it every time
    signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, windows, windows.quit))  # not inside a paint event
    listen = QTimer()
    listen.timeout.connect(lambda: None)  # gives Python a turn, so that Ctrl+C in the terminal is heard
    listen.start(250)
    status = app.exec()
    last.end()
    return status


def _windows() -> Windows:
    """The windows of this application, with what all of them need."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("A window needs a QApplication.")
    sys.setswitchinterval(SWITCH_SECONDS)
    if app.findChild(GarbageCollector) is None:
        GarbageCollector(app)
    speak(app, chosen_language())
    return Windows.of(app)
