"""No path is too odd to be looked at."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath

import pytest

from nnstudio.project.database import _uri
from nnstudio.project.locations import (
    is_file,
    is_there,
    path_from_text,
    path_to_text,
    real,
    shortened,
    working_folder,
)

ODD = [Path("x" * 5000), Path("a\0b"), Path("a/" * 3000), Path(), Path("~"), Path("\udce9")]


@pytest.mark.parametrize("path", ODD, ids=repr)
def test_looking_for_a_path_raises_nothing(path):
    assert is_there(path) in (True, False)
    assert is_file(path) is False
    real(path)


def test_links_are_followed_and_circles_are_not(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert real(tmp_path / "link") == tmp_path / "file"
    assert real(tmp_path / "circle") == tmp_path / "circle"


@pytest.mark.parametrize("name", ["a b", "神经网络", "caf\udce9", "50%", "#?&"])
def test_every_path_can_be_written_as_text_and_read_again(tmp_path, name):
    text = path_to_text(tmp_path / name)
    assert text.encode()
    assert path_from_text(text) == tmp_path / name


def test_a_name_is_shortened_to_whole_letters():
    assert shortened("神经网络", 7) == "神经"
    assert shortened("abc", 7) == "abc"


def test_where_the_current_folder_is_gone_paths_start_at_home(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert working_folder() == Path.home() or os.name != "posix"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (r"\\server\share\a b.nnstudio", "file:////server/share/a%20b.nnstudio"),
        (r"C:\a#b.nnstudio", "file:///C:/a%23b.nnstudio"),
    ],
)
def test_sqlite_finds_projects_on_other_computers_of_windows(path, uri):
    assert _uri(PureWindowsPath(path)) == uri
