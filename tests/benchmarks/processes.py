"""Whole processes, ours and PyTorch's, that train the same for as long: their time and the most memory they held.

    python -m tests.benchmarks.processes

Ours is the command `nnstudio train`; PyTorch's is a plain script, `torch_script.py`. Printed, never asserted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.benchmarks.table import HEADER, Row
from tests.benchmarks.workloads import WORKLOADS

TIME, MEMORY = "W1 process", "W5 memory"
_RUNS = 3
_SCRIPT = Path(__file__).with_name("torch_script.py")
_UNLIKE_USERS = ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS")
_WATCH = """
import json, os, sys, time
started = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print(json.dumps([time.perf_counter() - started, usage.ru_maxrss, status]))
"""
"""Starts a process and tells how it went, from one that is small itself: the system counts in what began it."""


def rows(keys: Iterable[str]) -> Iterator[Row]:
    """The rows of these keys."""
    wanted = set(keys)
    if TIME in wanted:
        yield _row(TIME, "nnstudio train of W1, 100 epochs, whole process", "s", _times("W1", 100), most=0.6)
    if MEMORY in wanted:
        yield _row(MEMORY, "peak memory of a process that trains W5", "MB", _peaks("W5", 3), ratio_goal=2)


def _row(
    key: str,
    what: str,
    unit: str,
    measured: dict[str, float],
    *,
    most: float | None = None,
    ratio_goal: float | None = None,
) -> Row:
    ours = measured.pop("NN Studio")
    return Row(key, what, unit, ours, measured, ratio_goal, most)


def _times(name: str, epochs: int) -> dict[str, float]:
    return _measured(name, epochs, lambda seconds, _: seconds)


def _peaks(name: str, epochs: int) -> dict[str, float]:
    return _measured(name, epochs, lambda _, bytes_held: bytes_held / 1e6)


def _measured(name: str, epochs: int, figure: Callable[[float, int], float]) -> dict[str, float]:
    """The median figure of several processes of each, taking turns."""
    with TemporaryDirectory() as folder:
        commands = _commands(name, epochs, Path(folder))
        found: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(_RUNS):
            for title, command in commands.items():
                found[title].append(figure(*_run(command)))
    return {title: float(np.median(values)) for title, values in found.items()}


def _commands(name: str, epochs: int, folder: Path) -> dict[str, list[str]]:
    (workload,) = (workload for workload in WORKLOADS if workload.name == name)
    workload.write(folder)
    document = folder / "document.json"
    document.write_text(json.dumps(workload.document()), encoding="utf-8")
    train = [sys.executable, "-m", "nnstudio", "train", str(document), "--epochs", str(epochs), "--quiet"]
    commands = {"NN Studio": train}
    if find_spec("torch") is not None:
        commands["torch"] = [sys.executable, str(_SCRIPT), name, str(folder / "rows.npz"), str(epochs)]
    return commands


def _run(command: list[str]) -> tuple[float, int]:
    """How many seconds a process took, and the most bytes of memory that it held."""
    environment = {key: value for key, value in os.environ.items() if key not in _UNLIKE_USERS}
    told = subprocess.check_output([sys.executable, "-S", "-c", _WATCH, *command], env=environment, text=True)
    seconds, kilobytes, status = json.loads(told.splitlines()[-1])
    if status:
        raise RuntimeError(f"{command} failed.")
    return seconds, 1024 * kilobytes


if __name__ == "__main__":
    print(HEADER)
    for row in rows(sys.argv[1:] or (TIME, MEMORY)):
        print(row.line())
