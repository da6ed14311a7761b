"""Whatever somebody does in the window, in whatever order: nothing breaks, and every view shows the document.

A little of it in every run of the suite; `python -m tests.studio.random_use` does it at length.
"""

from __future__ import annotations

import gc
import os
import random
import sys
from collections import Counter
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox

from nnstudio.studio.language import Language, speak
from nnstudio.studio.window.windows import Windows
from tests.studio.consistency import assert_consistent
from tests.studio.random_use.memory import resident_megabytes
from tests.studio.random_use.monkey import Monkey, open_window
from tests.studio.random_use.with_files import lay_out

ACTIONS = int(os.environ.get("NNSTUDIO_RANDOM_ACTIONS", "80"))
FIRST, COUNT = (
    int(os.environ.get(f"NNSTUDIO_RANDOM_{name}", default)) for name, default in (("FIRST", 1), ("SEEDS", 3))
)
LAST_ACTIONS = 12
ROUNDS, MOST_MEGABYTES = 5, 40


@pytest.fixture
def answers(monkeypatch, tmp_path):
    """Dialogs that nobody is there to answer: files are saved to and opened from one folder, which is told."""
    folder = tmp_path / "files"
    lay_out(folder)
    names = [f"{name}{suffix}" for name in "ab" for suffix in (".nnstudio", ".json", ".safetensors", ".csv")]
    chance = random.Random(0)

    def choose(*_arguments):
        return str(folder / chance.choice([*names, "broken.nnstudio", ""])), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    monkeypatch.setattr(QMessageBox, "about", lambda *_: None)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda *_: True)
    return folder


@pytest.fixture
def close_popups(qapp):
    """Closes menus and lists that drop down, in whose event loop a test would wait for ever."""
    timer = QTimer(interval=20)

    def close():
        popup = qapp.activePopupWidget() or qapp.activeModalWidget()
        if popup is not None:
            popup.close()

    timer.timeout.connect(close)
    timer.start()
    yield
    timer.stop()


def end(window, qtbot):
    """Close a window whatever goes on in it."""
    window.training.stop()
    qtbot.waitUntil(lambda: not window.training.active, timeout=20_000)
    window.files.keeping.give_up()
    window.close()


@pytest.fixture
def windows(qapp, qtbot):
    """Those of the program, which are closed at the end, whoever opened them."""
    windows = Windows.of(qapp)
    yield windows
    for window in windows.all:
        end(window, qtbot)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    speak(qapp, Language.ENGLISH)


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
@pytest.mark.usefixtures("close_popups")
def test_random_use_breaks_nothing(answers, windows, qtbot, qtlog, seed):
    monkey, memory = Monkey(windows, seed, answers), []
    with qtbot.captureExceptions() as exceptions:
        for action in range(ACTIONS):
            try:
                monkey.step()
                for window in windows.all:
                    assert_consistent(window)
            except Exception as error:
                raise AssertionError(f"seed {seed}, after {monkey.trail[-LAST_ACTIONS:]}") from error
            warnings = [record.message for record in qtlog.records if not record.ignored]
            assert not exceptions, monkey.trail[-LAST_ACTIONS:]
            assert not warnings, monkey.trail[-LAST_ACTIONS:]
            if action % max(1, ACTIONS // 5) == 0:
                memory.append(resident_megabytes())
    seconds, action = monkey.slowest
    grown = " > ".join(f"{size:.0f}" for size in memory)
    sys.stdout.write(f"seed {seed}: {ACTIONS} actions; {grown} MB; longest {seconds:.2f} s, {action}\n")


@pytest.mark.usefixtures("close_popups")
def test_the_same_use_again_takes_no_more_of_anything(answers, windows, qtbot, qapp):
    objects, megabytes = [], []
    for _ in range(ROUNDS):
        monkey = Monkey(windows, FIRST, answers)
        for _ in range(ACTIONS // 2):
            monkey.step()
        first, *others = windows.all or [open_window(windows)]
        for window in others:
            end(window, qtbot)
        first.new()
        first.session.select([])
        qtbot.wait(50)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
        objects.append(Counter(type(child).__name__ for child in first.findChildren(QObject)))
        megabytes.append(resident_megabytes())
    settled = list(pairwise(objects[1:]))
    # What a window makes when it is asked for first is made once, in whatever round; what leaks is more after each.
    assert [kind for kind in objects[-1] if all(before[kind] < after[kind] for before, after in settled)] == []
    assert megabytes[-1] < megabytes[1] + MOST_MEGABYTES, megabytes
