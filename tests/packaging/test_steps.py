import subprocess
import sys

import steps


def test_an_answer_is_what_the_program_prints():
    assert steps.ask([sys.executable, "-c", "print(' 3.11 ')"]) == "3.11"


def test_no_answer_comes_from_a_program_that_is_absent_or_fails():
    assert steps.ask(["/nowhere/python"]) is None
    assert steps.ask([sys.executable, "-c", "print('half'); raise SystemExit(1)"]) is None


def test_no_answer_comes_from_a_program_that_hangs(monkeypatch):
    monkeypatch.setattr(steps, "PATIENCE", 0.1)
    assert steps.ask([sys.executable, "-c", "import time; time.sleep(60)"]) is None


def test_handing_over_ends_as_the_other_program_ends():
    code = f"import os, steps; steps.hand_over([{sys.executable!r}, '-c', 'raise SystemExit(7)'], dict(os.environ))"
    folder = steps.__file__.rpartition("steps.py")[0]
    assert subprocess.run([sys.executable, "-c", code], cwd=folder, check=False, timeout=60).returncode == 7
