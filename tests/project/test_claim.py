"""A file is written by one window at a time."""

import os
import subprocess
import sys

import pytest

from nnstudio.project.claim import Claims
from nnstudio.project.settings import settings_folder

HOLD = """
import sys
from pathlib import Path
from nnstudio.project.claim import Claims

claims = Claims()
print(claims.take(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def settings_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def test_a_file_has_one_window_until_that_gives_it_up(tmp_path):
    one, other = Claims(), Claims()
    path = tmp_path / "mine.nnstudio"
    assert one.take(path)
    assert one.take(path)
    assert not other.take(path)
    assert other.take(tmp_path / "another.nnstudio")
    one.keep()
    assert other.take(path)
    other.keep()
    assert list((settings_folder() / "open").iterdir()) == []


def test_another_way_to_write_its_path_leads_to_the_same_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    one, other = Claims(), Claims()
    assert one.take(tmp_path / "mine.nnstudio")
    assert not other.take(tmp_path / "link" / ".." / tmp_path.name / "mine.nnstudio")
    one.keep(tmp_path / "link" / "mine.nnstudio")
    assert not other.take(tmp_path / "mine.nnstudio")
    one.keep()


def test_a_killed_process_gives_its_files_up(tmp_path):
    path = tmp_path / "mine.nnstudio"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert process.stdout.readline() == "True\n"
    claims = Claims()
    assert not claims.take(path)
    process.kill()
    process.communicate()
    assert claims.take(path)
    claims.keep()


def test_where_no_settings_can_be_written_everything_is_granted(tmp_path):
    settings_folder().parent.mkdir(parents=True)
    settings_folder().write_text("a file where the folder should be")
    assert Claims().take(tmp_path / "mine.nnstudio")
