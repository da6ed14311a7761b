"""Whatever happens in a folder is heard of, also in one that is made, removed or made again later."""

from __future__ import annotations

import pytest

from nnstudio.studio.folder_watch import FolderWatch


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "settings" / "blocks"


@pytest.fixture
def watch(folder):
    watch = FolderWatch(folder)
    yield watch
    watch._pause.stop()


def test_files_that_come_change_and_go_are_told(folder, qtbot):
    folder.mkdir(parents=True)
    watch = FolderWatch(folder)
    for act in (
        lambda: (folder / "a").write_text("1"),
        lambda: (folder / "b").write_text("22") and (folder / "b").replace(folder / "a"),
        (folder / "a").unlink,
    ):
        with qtbot.waitSignal(watch.changed, timeout=5000):
            act()


def test_a_folder_that_is_made_later_is_heard_of(folder, watch, qtbot):
    for one in (folder.parent, folder):
        one.mkdir()
        qtbot.waitUntil(lambda one=one: watch._watcher.directories() == [str(one)], timeout=5000)
    with qtbot.waitSignal(watch.changed, timeout=5000):
        (folder / "a").write_text("1")


def test_a_folder_that_is_removed_and_made_again_is_heard_of(folder, watch, qtbot):
    for _ in range(2):
        folder.mkdir(parents=True)
        with qtbot.waitSignal(watch.changed, timeout=5000):
            (folder / "a").write_text("1")
            watch.look()
        with qtbot.waitSignal(watch.changed, timeout=5000):
            (folder / "a").unlink()
            folder.rmdir()


def test_nothing_is_told_of_what_happens_around_the_folder(folder, watch, qtbot):
    folder.parent.mkdir()
    with qtbot.assertNotEmitted(watch.changed, wait=200):
        (folder.parent / "recent.json").write_text("[]")


def test_a_hidden_file_that_is_being_written_is_not_told(folder, watch, qtbot):
    folder.mkdir(parents=True)
    with qtbot.assertNotEmitted(watch.changed, wait=200):
        (folder / ".a.tmp").write_text("1")
