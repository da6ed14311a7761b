"""Starts the studio."""

from __future__ import annotations

import gc
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from nnstudio.studio.garbage import GarbageCollector
from nnstudio.studio.language import Language, speak
from nnstudio.studio.theme import Mode, ThemeSource
from nnstudio.studio.window import MainWindow
from nnstudio.studio.workspace import Workspace

SWITCH_SECONDS = 0.002
"""How long a busy thread may keep Python from the window's: a shorter turn keeps drawing smooth while training."""


def build_window(path: str | Path | None = None) -> QMainWindow:
    """The whole window on an existing QApplication, with a file open in it if there is one."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("build_window needs a QApplication.")
    sys.setswitchinterval(SWITCH_SECONDS)
    if app.findChild(GarbageCollector) is None:
        GarbageCollector(app)
    speak(app, _chosen_language())
    theme_source = app.findChild(ThemeSource) or ThemeSource(app, _chosen_mode(), app)
    window = MainWindow(Workspace(), theme_source)
    if path is not None:
        window.open(Path(path))
    return window


def main(path: str | Path | None = None) -> int:
    """Open the studio and stay until its window is closed; returns the exit status."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("NN Studio")
    app.setDesktopFileName("nnstudio")
    window = build_window(path)
    window.show()
    gc.freeze()  # what is there from the start stays until the end: collecting need not look through it every time
    signal.signal(signal.SIGINT, lambda *_: QTimer.singleShot(0, window, window.close))  # not inside a paint event
    listen = QTimer()
    listen.timeout.connect(lambda: None)  # gives Python a turn, so that Ctrl+C in the terminal is heard
    listen.start(250)
    return app.exec()


def _chosen_mode() -> Mode:
    value = QSettings("nnstudio", "studio").value("theme")
    return Mode(str(value)) if value in list(Mode) else Mode.SYSTEM


def _chosen_language() -> Language:
    value = QSettings("nnstudio", "studio").value("language")
    return Language(str(value)) if value in list(Language) else Language.SYSTEM
