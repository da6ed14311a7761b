"""How long one prediction of one sample takes, beside PyTorch; printed, never asserted.

python -m tests.benchmarks.prediction
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.benchmarks.entrants import ours
from tests.benchmarks.peer_process import PeerProcess, peers
from tests.benchmarks.table import HEADER, Row
from tests.benchmarks.workloads import WORKLOADS

KEY = "W4 predict"
_WORKLOAD = next(workload for workload in WORKLOADS if workload.name == "W4")
_ROUNDS = 5


def rows(keys: Iterable[str], started: list[PeerProcess]) -> Iterator[Row]:
    """The row, if its key is wanted."""
    if KEY not in set(keys):
        return
    with TemporaryDirectory() as folder:
        mine = ours(_WORKLOAD, Path(folder))
        theirs = {name: peer for peer in started if peer.name == "torch" for name in peer.open(_WORKLOAD.name)}
        times: list[float] = []
        found: dict[str, list[float]] = {name: [] for name in theirs}
        for _ in range(_ROUNDS):
            times.append(mine.predict_seconds())
            for name, peer in theirs.items():
                found[name].append(peer.predict_seconds(name))
    medians = {name: 1e3 * float(np.median(values)) for name, values in found.items()}
    yield Row(KEY, "LeNet, one prediction", "ms", 1e3 * float(np.median(times)), medians, ratio_goal=4)


if __name__ == "__main__":
    print(HEADER)
    with peers(("torch",)) as started_peers:
        for row in rows(sys.argv[1:] or (KEY,), started_peers):
            print(row.line())
