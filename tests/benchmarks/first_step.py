"""From Train being pressed to the first step done, in a process that runs already; printed, never asserted.

    python -m tests.benchmarks.first_step [W3 ...]

What the studio does then: read the data's file, prepare it, compile the network, learn from one batch, all on a thread
of its own that leaves one core to the window.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from nnstudio.engine.trainer import Trainer
from tests.benchmarks.table import HEADER, Row
from tests.benchmarks.workloads import WORKLOADS, Workload

_RUNS = 9
_SPARE = max(1, (os.cpu_count() or 1) - 1)
"""As many threads as the studio lets a training have."""
MOST = {"W3": 50, "W4": 50, "W5": 300}
KEYS = {name: f"{name} start" for name in MOST}


def rows(keys: Iterable[str]) -> Iterator[Row]:
    """The rows of these keys."""
    wanted = set(keys)
    for workload in WORKLOADS:
        if KEYS.get(workload.name) in wanted:
            what = f"{workload.what.partition(',')[0]}: Train to first step done"
            most = MOST[workload.name]
            yield Row(KEYS[workload.name], what, "ms", 1e3 * first_step_seconds(workload), most=most)


def first_step_seconds(workload: Workload) -> float:
    """The median of several trainings that are begun and left; a process that runs has done so before."""
    with TemporaryDirectory() as folder:
        times = [_begun(workload, Path(folder)) for _ in range(_RUNS)]
    return float(np.median(times[1:]))


def _begun(workload: Workload, folder: Path) -> float:
    workload.write(folder)
    ended: list[float] = []

    def begin() -> None:
        document, data = workload.read(folder)
        trainer = Trainer(document, data, threads=_SPARE)
        trainer.advance()
        ended.append(perf_counter())
        trainer.close()

    thread = threading.Thread(target=begin)
    started = perf_counter()
    thread.start()
    thread.join()
    return ended[0] - started


if __name__ == "__main__":
    print(HEADER)
    for row in rows(sys.argv[1:] or KEYS.values()):
        print(row.line())
