"""The watch over every test of the studio sees what it is there for."""

from __future__ import annotations

import logging
import threading

import pytest
from PySide6.QtCore import QTimer, QVariantAnimation, qWarning
from PySide6.QtWidgets import QComboBox, QWidget


@pytest.mark.usefixtures("qapp")
def test_a_clean_test_leaves_nothing(new_watch):
    watch = new_watch()
    box = QComboBox()
    box.addItems(["a", "b"])
    box.show()
    box.showPopup()
    box.hidePopup()
    box.close()
    del box
    assert watch.complaints() == []


def test_a_thread_is_seen(new_watch, monkeypatch):
    monkeypatch.setitem(new_watch._threads_left.__globals__, "PATIENCE_SECONDS", 0.01)
    watch, end = new_watch(), threading.Event()
    thread = threading.Thread(target=end.wait, name="left over", daemon=True)
    thread.start()
    assert watch.complaints() == ["The thread 'left over' still runs"]
    end.set()
    thread.join()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("kind", [QTimer, QVariantAnimation])
def test_what_ticks_is_seen(new_watch, kind):
    watch, ticking = new_watch(), kind()
    ticking.start()
    (complaint,) = watch.complaints()
    assert kind.__name__ in complaint
    assert "test_watch.py" in complaint
    ticking.stop()
    assert watch.complaints() == []


@pytest.mark.usefixtures("qapp")
def test_a_window_is_seen_even_if_it_is_hidden(new_watch):
    watch, window = new_watch(), QWidget()
    assert len(watch.complaints()) == 1
    window.deleteLater()
    assert watch.complaints() == []


@pytest.mark.usefixtures("qapp")
def test_a_window_in_a_reference_cycle_is_no_leak(new_watch):
    watch, window = new_watch(), QWidget()
    window.itself = window
    del window
    assert watch.complaints() == []


def test_warnings_of_loggers_are_seen(new_watch):
    watch = new_watch()
    logging.getLogger("somewhere").warning("beware of %s", "dogs")
    assert watch.complaints() == ["somewhere logged: beware of dogs"]


@pytest.mark.usefixtures("qapp")
def test_warnings_of_qt_are_seen(qtlog, new_watch):
    watch = new_watch()
    with qtlog.disabled():
        qWarning("no such thing")
    assert watch.complaints() == ["Qt said while the test was taken down: no such thing"]
