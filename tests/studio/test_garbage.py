"""Reference cycles with widgets in them end on the GUI thread, whatever the other threads do."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QLabel


def leave_a_cycle(ends):
    """A widget that nobody knows any more but itself; `ends` is told the thread on which it ends."""
    label = QLabel("A form that was replaced")
    label.itself = label
    weakref.finalize(label, lambda: ends.append(threading.current_thread()))


def allocate(kept):
    """More than enough to make a collection due, as long as it is kept."""
    kept.extend([] for _ in range(200_000))


@pytest.mark.usefixtures("window")
def test_a_widget_in_a_cycle_ends_on_the_gui_thread(qtbot):
    ends, kept = [], []
    gc.collect()
    leave_a_cycle(ends)
    training = threading.Thread(target=allocate, args=(kept,))
    training.start()
    training.join()
    assert ends == [], "as long as the GUI thread does nothing, nothing of Qt's may end"
    qtbot.waitUntil(lambda: bool(ends), timeout=20_000)
    assert ends == [threading.main_thread()]


@pytest.mark.usefixtures("window")
def test_garbage_does_not_pile_up_while_the_window_is_used(qtbot):
    gc.collect()
    ends, kept = [], []
    for _ in range(50):
        leave_a_cycle(ends)
    allocate(kept)
    qtbot.waitUntil(lambda: len(ends) == 50, timeout=20_000)
