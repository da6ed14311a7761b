import ast
import os
import subprocess
import sys
from pathlib import Path

import bootstrap
import pytest

PACKAGING = Path(bootstrap.__file__).parent
PRETEND_OLD = (
    "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = sys.argv[1:];"
    "sys.path.insert(0, sys.argv[0].rpartition('/')[0]); runpy.run_path(sys.argv[0], run_name='__main__')"
)


def start_as_python_3_9(*arguments, path):
    command = [sys.executable, "-c", PRETEND_OLD, str(PACKAGING / "bootstrap.py"), *arguments]
    environ = os.environ | {"PATH": str(path)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)


def executable(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("name", ["bootstrap.py", "steps.py"])
def test_what_runs_before_the_hand_over_is_python_3_6(name):
    ast.parse((PACKAGING / name).read_text("utf-8"), feature_version=(3, 6))


def test_a_new_enough_python_is_used_itself():
    assert bootstrap.find_python("/opt/python", (3, 11, 0)) == "/opt/python"
    assert bootstrap.find_python("/opt/python", (3, 15, 1)) == "/opt/python"


def test_an_old_python_looks_for_the_newest_on_path(monkeypatch):
    on_path = {"python3.13": "/usr/bin/python3.13", "python3.11": "/usr/bin/python3.11", "python3": ""}
    monkeypatch.setattr(bootstrap, "ask", lambda command: on_path.get(command[0]))
    assert bootstrap.find_python("/usr/bin/python3", (3, 9, 2)) == "/usr/bin/python3.13"


def test_an_old_python_without_a_newer_one_finds_none(monkeypatch):
    monkeypatch.setattr(bootstrap, "ask", lambda command: "" if command[0] == "python3" else None)
    assert bootstrap.find_python("/usr/bin/python3", (3, 10, 13)) is None


def test_the_launcher_of_windows_is_asked_last(monkeypatch):
    monkeypatch.setattr(bootstrap, "ask", lambda command: "C:\\python.exe" if command[:2] == ["py", "-3"] else None)
    assert bootstrap.find_python("python", (3, 8, 0)) == "C:\\python.exe"


def test_without_a_new_enough_python_the_sentence_says_what_is_needed(tmp_path):
    ended = start_as_python_3_9("run", path=tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Python 3.11 or newer is needed, and this is Python 3.9 (")
    assert "Install a newer one" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_old_python_hands_over_to_one_that_works_past_one_that_does_not(tmp_path):
    executable(tmp_path / "python3.14", "echo 'pyenv: python3.14: command not found' >&2; exit 127")
    executable(tmp_path / "python3.12", f'if [ "$1" = -c ]; then echo "$0"; else exec {sys.executable} "$@"; fi')
    ended = start_as_python_3_9("dance", path=tmp_path)
    assert f"Python 3.9 is too old, so {tmp_path}/python3.12 is used." in ended.stdout
    assert '"dance" is not a command; there are run and test.' in ended.stderr
    assert ended.returncode == 2
