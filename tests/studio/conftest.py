"""What every test of the studio stands on: no screen, settings of its own, and nothing left for the next test.

The watch is after the manner of napari's `conftest.py`: whatever would do harm later in a real session (a thread, a
ticking timer, a window, a warning of Qt's or of ours) fails the very test that left it. It compares before with after
and looks through no heap, so that a thousand tests do not feel it.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import subprocess
import sys
import threading
from weakref import WeakKeyDictionary

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import (
    QAbstractAnimation,
    QCoreApplication,
    QEvent,
    QObject,
    QSettings,
    QTimer,
    QtMsgType,
    QUrl,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from shiboken6 import getCppPointer, isValid

pytest.register_assert_rewrite("tests.studio.consistency")
PATIENCE_SECONDS = 2.0
"""How long a thread may take to end after its test; most have ended by then."""
QTS_OWN = ("QTipLabel",)
"""Windows that Qt keeps for itself: it shows every tool tip in one label, which goes by its own timer."""


PRELUDE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from nnstudio.studio.app import build_window

app = QApplication([])

def when(condition, act):
    timer = QTimer(app, interval=5)
    def look():
        if condition():
            timer.stop()
            act()
    timer.timeout.connect(look)
    timer.start()
"""
"""What a program of `start_studio` begins with unless told otherwise."""


class Ticking:
    """Timers and animations that Python started, with the place where it did."""

    def __init__(self) -> None:
        self._started = WeakKeyDictionary()
        for kind in (QTimer, QAbstractAnimation):
            kind.start = self._remembering(kind.start)

    def complaints(self) -> list[str]:
        """One for each that would go on after its test."""
        return [
            f"{type(one).__name__} still runs; it was started at {place}"
            for one, place in list(self._started.items())
            if isValid(one) and _runs(one)
        ]

    def _remembering(self, start):
        def call(one, *arguments, **named):
            frame = sys._getframe(1)
            self._started[one] = f"{frame.f_code.co_filename}:{frame.f_lineno}"
            return start(one, *arguments, **named)

        return call


class Warnings(logging.Handler):
    """What Qt and Python's loggers say at the level of a warning or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: list[str] = []
        self._harmless: list[str] = []
        logging.getLogger().addHandler(self)
        qInstallMessageHandler(self._hear)  # pytest-qt listens itself until a test's call has ended

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(f"{record.name} logged: {record.getMessage()}")

    def ignore(self, patterns: list[str]) -> None:
        """Take no notice of what matches one of these regular expressions."""
        self._harmless = patterns

    def complaints(self) -> list[str]:
        """What was said since the last time."""
        said, self._said = self._said, []
        return said

    def _hear(self, kind, _context, message) -> None:
        is_news = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if not is_news and not any(re.search(pattern, message) for pattern in self._harmless):
            self._said.append(f"Qt said while the test was taken down: {message}")


TICKING = Ticking()
WARNINGS = Warnings()


class Watch:
    """Tells what is there now and was not there when the watch began."""

    def __init__(self) -> None:
        self._threads = set(threading.enumerate())
        self._windows = {_address(window) for window in _windows()}
        WARNINGS.complaints()

    def complaints(self) -> list[str]:
        """A sentence for each thing that was left, after what is only waiting to go has gone."""
        _delete_what_waits()
        if self._left_behind():
            gc.collect()  # a window in a reference cycle goes in its own time; only others are leaks
            _delete_what_waits()
        return [*self._left_behind(), *self._threads_left(), *WARNINGS.complaints()]

    def _left_behind(self) -> list[str]:
        windows = [window for window in _windows() if _address(window) not in self._windows]
        return [f"{window!r} is still there" for window in windows] + TICKING.complaints()

    def _threads_left(self) -> list[str]:
        left = [thread for thread in threading.enumerate() if thread not in self._threads]
        for thread in left:
            thread.join(PATIENCE_SECONDS)
        return [f"The thread {thread.name!r} still runs" for thread in left if thread.is_alive()]


@pytest.fixture(scope="session", autouse=True)
def collected_on_the_gui_thread(qapp):
    """As in the studio: also a test of one widget may have a thread at work."""
    from nnstudio.studio.garbage import GarbageCollector  # noqa: PLC0415 - the environment is to be set before

    GarbageCollector(qapp)
    yield
    gc.enable()


@pytest.fixture
def new_watch():
    """Begins another watch within a test."""
    return Watch


@pytest.fixture(autouse=True)
def nothing_is_left(request):
    """Fail a test that leaves something; one that failed anyway keeps its traceback's windows, and is let be."""
    WARNINGS.ignore(request.config.getini("qt_log_ignore"))
    failed_before = request.session.testsfailed
    watch = Watch()
    yield
    request.node.funcargs.clear()  # pytest would hold on to the test's windows, and they to their menus
    complaints = watch.complaints()
    if complaints and request.session.testsfailed == failed_before:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def open_window(qtbot):
    """Opens whole windows, with a file in each if there is one."""
    from nnstudio.studio.app import build_window  # noqa: PLC0415 - most tests need no more than a widget

    def open_window(path=None):
        window = build_window(path)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        return window

    return open_window


@pytest.fixture
def window(open_window):
    """The whole window, with nothing open."""
    return open_window()


@pytest.fixture
def windows(qapp):
    """The windows of the program, closed in the end, whatever was not saved in them."""
    from nnstudio.studio.language import Language, speak  # noqa: PLC0415 - most tests need no more than a widget
    from nnstudio.studio.window.windows import Windows  # noqa: PLC0415 - see above

    windows = Windows.of(qapp)
    yield windows
    for window in windows.all:
        window.files.keeping.give_up()
        window.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    speak(qapp, Language.ENGLISH)


@pytest.fixture(name="assert_consistent")
def _assert_consistent():
    """Holds what a window shows against its document."""
    from tests.studio.consistency import assert_consistent  # noqa: PLC0415 - most tests need no more than a widget

    return assert_consistent


@pytest.fixture
def start_studio(tmp_path):
    """Starts a program with a studio in a process of its own, with the same settings as this test."""
    started = []

    def start_studio(program, *arguments, prelude=PRELUDE):
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        process = subprocess.Popen(
            [sys.executable, "-c", prelude + program, *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start_studio
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def end_of(request):
    """Waits for such a process: its exit status and what it said on standard error, but for what is harmless."""
    harmless = [re.compile(pattern) for pattern in request.config.getini("qt_log_ignore")]

    def end_of(process):
        _, complaints = process.communicate(timeout=60)
        lines = [line for line in complaints.splitlines() if not any(one.search(line) for one in harmless)]
        return process.returncode, lines

    return end_of


class _Browser(QObject):
    """Takes the place of the system's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    @Slot(QUrl)
    def open(self, address: QUrl) -> None:
        self.addresses.append(address.toString())


@pytest.fixture
def opened_addresses():
    """The web pages that were opened."""
    browser = _Browser()
    QDesktopServices.setUrlHandler("https", browser, "open")
    yield browser.addresses
    QDesktopServices.unsetUrlHandler("https")


@pytest.fixture(autouse=True)
def settings_of_their_own(tmp_path, monkeypatch):
    """Leave what is the user's alone: recent files, drafts, journals, the theme, the trash."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "users-data"))
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))


@pytest.fixture
def trash(tmp_path):
    """The folder of what was moved to the trash; without this fixture there is no trash."""
    (tmp_path / "users-data").mkdir()
    return tmp_path / "users-data" / "Trash" / "files"


def _runs(one: QTimer | QAbstractAnimation) -> bool:
    return one.isActive() if isinstance(one, QTimer) else one.state() == QAbstractAnimation.State.Running


def _windows() -> list:
    """Windows that belong to nobody: a menu or a list that drops down goes with the widget it belongs to."""
    everything = QApplication.topLevelWidgets() if QApplication.instance() is not None else []
    return [one for one in everything if one.parent() is None and one.metaObject().className() not in QTS_OWN]


def _address(window) -> int:
    return getCppPointer(window)[0]


def _delete_what_waits() -> None:
    """Carry out every `deleteLater`: without a running event loop Qt would keep those widgets for ever."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
