import errno
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from msgspec import structs

from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.project import journal as journals
from nnstudio.project.atomic import write_file
from nnstudio.project.journal import Journal
from nnstudio.project.lock import FileLock
from nnstudio.project.lost_edits import lost_edits

CRASH = """
import os, signal, sys, time
from pathlib import Path
from nnstudio.network.document import Document
from nnstudio.project.journal import Journal

folder = Path(sys.argv[1])
journal = Journal(folder)
journal.keep(Document(name="an hour of work"), Path("/somewhere/mine.nnstudio"))
while not list(folder.glob("*.json")):
    time.sleep(0.01)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def without_delay(monkeypatch):
    monkeypatch.setattr(journals, "DELAY_SECONDS", 0.01)


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path)
    yield journal
    journal.close()


def wait_until(condition) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def written(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.glob("*.json"))


def test_edits_of_a_killed_process_are_offered_and_can_be_discarded(tmp_path):
    ended = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    (found,) = lost_edits(tmp_path)
    assert found.document.name == "an hour of work"
    assert found.path == Path("/somewhere/mine.nnstudio")
    assert found.written
    found.discard()
    assert lost_edits(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_edits_of_a_living_window_are_not_offered(journal, tmp_path, document):
    journal.keep(document, None)
    wait_until(lambda: written(tmp_path))
    assert lost_edits(tmp_path) == ()


def test_the_latest_edit_is_the_one_that_is_written(journal, tmp_path, document):
    for number in range(50):
        journal.keep(apply(document, edits.set_name(document, f"edit {number}")), None)
    wait_until(lambda: "edit 49" in written(tmp_path))
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_after_saving_nothing_is_left(journal, tmp_path, document):
    journal.keep(document, None)
    wait_until(lambda: written(tmp_path))
    journal.discard()
    assert not written(tmp_path)
    journal.keep(document, None)
    wait_until(lambda: written(tmp_path))


def test_what_is_being_written_while_it_is_saved_does_not_come_back(journal, tmp_path, document, monkeypatch):
    begun, goes_on = threading.Event(), threading.Event()

    def slowly(path, content, *, within):
        begun.set()
        assert goes_on.wait(10)
        write_file(path, content, within=within)

    monkeypatch.setattr(journals, "write_file", slowly)
    journal.keep(document, None)
    assert begun.wait(10)
    journal.discard()
    goes_on.set()
    assert journal.flush()
    assert not written(tmp_path)


def test_what_is_discarded_is_gone_at_once_although_the_disk_is_slow(journal, tmp_path, document, monkeypatch):
    begun, goes_on = threading.Event(), threading.Event()

    def slowly(_folder):
        begun.set()
        assert goes_on.wait(10)

    monkeypatch.setattr("nnstudio.project.atomic._flush_folder", slowly)
    journal.keep(document, None)
    assert begun.wait(10)
    journal.discard()
    assert not written(tmp_path)
    goes_on.set()
    assert journal.flush()
    assert not written(tmp_path)


def test_before_saving_what_is_written_down_is_as_new_as_what_is_saved(journal, tmp_path, document, monkeypatch):
    monkeypatch.setattr(journals, "DELAY_SECONDS", 60)
    for name in ("first", "second"):
        journal.keep(structs.replace(document, name=name), None)
        assert journal.flush()
        assert name in written(tmp_path)


def test_a_journal_that_was_left_behind_is_continued_by_one_window(journal, tmp_path, document):
    crashed = Journal(tmp_path)
    crashed.keep(structs.replace(document, name="lost"), None)
    crashed.close(keep=True)
    (lost,) = lost_edits(tmp_path)
    assert journal.adopt(lost)
    assert "lost" in written(tmp_path), "until something newer is written"
    late = Journal(tmp_path)
    assert not late.adopt(lost)
    late.close()
    journal.keep(structs.replace(document, name="found"), None)
    assert journal.flush()
    (path,) = tmp_path.glob("*.json")
    assert path == lost.journal
    assert "found" in path.read_text()
    journal.discard()
    assert lost_edits(tmp_path) == ()


def test_a_full_disk_is_told_before_anything_is_lost(journal, tmp_path, document, monkeypatch):
    def full(_path, _content, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journals, "write_file", full)
        journal.keep(document, None)
        assert not journal.flush()
        assert journal.failing
    assert journal.flush(), "it is tried again"
    assert written(tmp_path)


def test_locks_of_those_who_died_with_nothing_to_lose_are_removed(tmp_path):
    (tmp_path / "old.lock").touch()
    journal = Journal(tmp_path)
    wait_until(lambda: not (tmp_path / "old.lock").exists())
    journal.close()


def test_an_orderly_close_leaves_nothing_even_if_an_edit_was_just_made(tmp_path, document):
    journal = Journal(tmp_path)
    journal.keep(document, None)
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_a_window_may_close_and_have_its_edits_offered_all_the_same(tmp_path, document):
    journal = Journal(tmp_path)
    journal.keep(document, tmp_path / "mine.nnstudio")
    journal.close(keep=True)
    (found,) = lost_edits(tmp_path)
    assert (found.document, found.path) == (document, tmp_path / "mine.nnstudio")


def test_a_journal_that_cannot_be_written_does_not_stop_the_editing(tmp_path, document):
    (tmp_path / "file").write_text("in the way")
    journal = Journal(tmp_path / "file")
    journal.keep(document, None)
    wait_until(lambda: journal.failing)
    journal.close()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"path": 5, "document": {}}', '{"path": null, "document": {}}'])
def test_a_file_that_is_no_journal_is_passed_over(tmp_path, content):
    (tmp_path / "odd.json").write_text(content)
    assert lost_edits(tmp_path) == ()


def test_there_is_nothing_to_offer_where_no_journal_was_ever_written(tmp_path):
    assert lost_edits(tmp_path / "nowhere") == ()


def test_a_lock_whose_file_was_removed_is_not_held_by_two(tmp_path):
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert first.acquire()
    threading.Timer(0.05, first.release).start()
    assert second.acquire(patience=10)
    assert (tmp_path / "a.lock").exists()
    assert not first.acquire()
    second.release()


def test_a_lock_is_held_by_one_at_a_time(tmp_path):
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert first.acquire()
    assert not second.acquire()
    assert second.is_held()
    first.release()
    assert not second.is_held()
    assert second.acquire()
    second.release()
