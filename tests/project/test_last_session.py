"""Which windows come back."""

import os
import subprocess
import sys

import pytest

from nnstudio.project.last_session import SessionRecord, WindowState, take_last_windows

LIVE = """
import sys
from pathlib import Path
from nnstudio.project.last_session import SessionRecord, WindowState

record = SessionRecord(Path(sys.argv[1]))
record.write([WindowState(file=name) for name in sys.argv[2:]])
print("written", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def live(tmp_path):
    """Starts a process that has these files open."""
    started = []

    def live(*names):
        process = subprocess.Popen(
            [sys.executable, "-c", LIVE, tmp_path, *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        started.append(process)
        assert process.stdout.readline() == "written\n"
        return process

    yield live
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def end(tmp_path):
    def end(*names):
        record = SessionRecord(tmp_path)
        record.write([WindowState(file=name) for name in names])
        record.end()

    return end


def taken(folder):
    return [window.file for window in take_last_windows(folder)]


def test_the_windows_of_the_session_that_ended_last_come_back_once(tmp_path, end):
    end("old")
    end("first", "second")
    assert taken(tmp_path) == ["first", "second"]
    assert taken(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_window_comes_back_with_all_that_is_known_of_it(tmp_path):
    state = WindowState("a.nnstudio", "journal", "AAA=", "BBB=", (1.5, -2.0), 0.5, ("block",), ("block/dense",))
    record = SessionRecord(tmp_path)
    record.write([state])
    record.end()
    assert take_last_windows(tmp_path) == (state,)


def test_those_of_every_killed_process_come_back(tmp_path, end, live):
    end("ended")
    for process in (live("first"), live("second", "third")):
        process.kill()
        process.communicate()
    assert sorted(taken(tmp_path)) == ["first", "second", "third"]
    assert taken(tmp_path) == []


def test_those_of_a_living_process_stay_where_they_are(tmp_path, end, live):
    end("ended")
    process = live("open")
    assert taken(tmp_path) == []
    process.kill()
    process.communicate()
    assert taken(tmp_path) == ["open"]


def test_a_closed_window_is_not_among_them(tmp_path):
    record = SessionRecord(tmp_path)
    record.write([WindowState(file="first"), WindowState(file="second")])
    record.write([WindowState(file="second")])
    record.end()
    assert taken(tmp_path) == ["second"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"written": 1}', '{"written": "", "ended": 1, "windows": []}'])
def test_a_damaged_record_is_passed_over(tmp_path, content, end):
    end("whole")
    (tmp_path / "damaged.json").write_text(content)
    assert taken(tmp_path) == ["whole"]
    assert taken(tmp_path) == []


def test_where_nothing_can_be_written_nothing_comes_back(tmp_path):
    (tmp_path / "file").write_text("in the way")
    record = SessionRecord(tmp_path / "file")
    record.write([WindowState(file="first")])
    record.end()
    assert take_last_windows(tmp_path / "file") == ()
