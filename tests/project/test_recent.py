from pathlib import Path

import pytest

from nnstudio.project.recent import LONGEST, RecentFiles


@pytest.fixture
def recent(tmp_path: Path) -> RecentFiles:
    return RecentFiles(tmp_path / "settings")


def test_there_are_no_recent_files_at_first(recent):
    assert recent.paths() == ()


def test_the_file_that_was_added_last_comes_first_and_only_once(recent, tmp_path):
    one, two = tmp_path / "one.nnstudio", tmp_path / "zwei 二.nnstudio"
    for path in (one, two, one):
        recent.add(path)
    assert recent.paths() == (one, two)


def test_relative_paths_are_remembered_as_absolute_ones(recent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recent.add(Path("one.nnstudio"))
    assert recent.paths() == (tmp_path / "one.nnstudio",)


def test_only_the_newest_are_remembered(recent, tmp_path):
    for number in range(LONGEST + 5):
        recent.add(tmp_path / f"{number}.nnstudio")
    assert len(recent.paths()) == LONGEST
    assert recent.paths()[-1].name == "5.nnstudio"


def test_a_file_can_be_forgotten_and_all_of_them(recent, tmp_path):
    for name in ("one", "two", "three"):
        recent.add(tmp_path / name)
    recent.forget(tmp_path / "two")
    assert [path.name for path in recent.paths()] == ["three", "one"]
    recent.clear()
    assert recent.paths() == ()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'["a"'])
def test_a_damaged_list_is_an_empty_one_and_can_be_written_again(recent, tmp_path, content):
    recent.add(tmp_path / "one")
    (tmp_path / "settings" / "recent.json").write_bytes(content)
    assert recent.paths() == ()
    recent.add(tmp_path / "two")
    assert recent.paths() == (tmp_path / "two",)


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path):
    (tmp_path / "settings").write_text("a file in the way")
    recent = RecentFiles(tmp_path / "settings")
    recent.add(tmp_path / "one")
    assert recent.paths() == ()
