"""Work on a thread, results on the GUI thread."""

import threading
from concurrent.futures import CancelledError

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from nnstudio.errors import DataError
from nnstudio.studio.background import Background

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def background():
    made = Background()
    yield made
    made.close()


def test_results_arrive_one_by_one_on_the_gui_thread(background, qtbot):
    threads, found = [], []

    def work(_cancelled):
        for number in range(3):
            threads.append(threading.current_thread())
            yield number

    background.arrived.connect(lambda number: found.append((number, threading.current_thread())))
    with qtbot.waitSignal(background.finished):
        background.start(work)
        assert background.busy
    assert found == [(number, threading.main_thread()) for number in range(3)]
    assert threading.main_thread() not in threads
    assert not background.busy


def test_only_the_newest_work_counts(background, qtbot):
    found, released = [], threading.Event()

    def old(cancelled):
        released.wait(5)
        assert cancelled()
        yield "old"

    background.arrived.connect(found.append)
    background.start(old)
    with qtbot.waitSignal(background.finished):
        background.start(lambda _cancelled: iter(["new"]))
        released.set()
    background.close()
    assert found == ["new"]


def test_a_known_error_arrives_as_its_sentence(background, qtbot):
    def work(_cancelled):
        yield 1
        raise DataError("The file is empty.")

    found = []
    background.arrived.connect(found.append)
    background.failed.connect(found.append)
    with qtbot.waitSignal(background.finished):
        background.start(work)
    assert found == [1, "The file is empty."]


def test_a_full_memory_is_told(background, qtbot):
    def work(_cancelled):
        yield 1
        raise MemoryError

    with qtbot.waitSignal(background.failed) as told:
        background.start(work)
    assert told.args == ["The memory is full."]


def test_cancelled_work_ends_without_a_word(background, qtbot):
    words = []

    def work(_cancelled):
        yield 1
        raise CancelledError

    background.failed.connect(words.append)
    with qtbot.waitSignal(background.finished):
        background.start(work)
    assert words == []


def test_closing_waits_for_the_thread(background):
    ended = threading.Event()

    def work(cancelled):
        while not cancelled():
            pass
        ended.set()
        yield 1

    background.start(work)
    background.close()
    assert ended.is_set()
    assert not background.busy


def test_the_threads_end_with_the_object():
    background, ended = Background(), threading.Event()

    def work(cancelled):
        while not cancelled():
            pass
        ended.set()
        yield 1

    background.start(work)
    background.deleteLater()
    QCoreApplication.sendPostedEvents(background, QEvent.Type.DeferredDelete.value)
    assert ended.is_set()
    assert "insight" not in {thread.name for thread in threading.enumerate()}
