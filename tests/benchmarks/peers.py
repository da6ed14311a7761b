"""How long a step takes beside PyTorch, Keras and scikit-learn, taking turns in one run; printed, never asserted.

    python -m tests.benchmarks.peers [W1 W2 ...]

Every peer trains the same network from the same weights on the same batches. Rounds of ours and of theirs take turns,
so that what else the computer does meets all. The best peer counts. Peers come with the extra `bench`; those that are
not installed are left out.

The losses of the first two batches are held against each other, relative to ours. The first proves the forward pass;
the second, after one update, gradients and optimizer. There one peer has to agree, and not all of them: PyTorch adds
the ε of Adam behind the correction of its bias, Keras before it, which moves those weights apart whose gradients are
nearly zero. From the third batch on, float32 amplifies the last digit of every such weight, in all peers alike.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tests.benchmarks.busy import one_core_busy
from tests.benchmarks.entrants import Entrant, ours
from tests.benchmarks.heading import heading, machine
from tests.benchmarks.peer_process import PeerProcess, peers
from tests.benchmarks.table import HEADER, Row
from tests.benchmarks.workloads import WORKLOADS, Workload

_ROUNDS = 7
_BEATEN_AFTER, _BEATEN_BY = 2, 1.6
"""After so many rounds, who takes so many times as long as the best peer takes part no longer."""
_TOLERANCE = 1e-4
_OURS = "NN Studio"
BUSY_GOAL = 2
BUSY = {workload.name: f"{workload.name} busy" for workload in WORKLOADS[2:]}
"""The rows that are measured while another process keeps one core busy, by workload."""


def rows(keys: Iterable[str], started: list[PeerProcess]) -> Iterator[Row]:
    """The rows of these keys: workloads, and those with a busy core."""
    wanted = set(keys)
    for workload in WORKLOADS:
        if workload.name in wanted:
            yield compare(workload, started)
        if BUSY.get(workload.name) in wanted:
            yield _compare_busy(workload, [peer for peer in started if peer.name == "torch"])


def compare(workload: Workload, started: list[PeerProcess], busy: Any = None) -> Row:
    """One workload against all that can do it; `busy` goes on meanwhile."""
    with TemporaryDirectory() as folder:
        contest = _Contest(workload, Path(folder), started)
        note = contest.agreement()
        with busy or nullcontext():
            times = contest.step_seconds()
    medians = {name: 1e3 * float(np.median(found)) for name, found in times.items()}
    best = medians.pop(_OURS)
    return Row(workload.name, workload.what, "ms", best, medians, ratio_goal=workload.goal, note=note)


def _compare_busy(workload: Workload, started: list[PeerProcess]) -> Row:
    row = compare(workload, started, one_core_busy())
    what = f"{workload.what.partition(',')[0]}, one core busy"
    return replace(row, key=BUSY[workload.name], what=what, ratio_goal=BUSY_GOAL, note="")


class _Contest:
    """Ours in this process, the peers in theirs."""

    def __init__(self, workload: Workload, folder: Path, started: list[PeerProcess]) -> None:
        self._ours: Entrant = ours(workload, folder)
        self._peers = {name: peer for peer in started for name in peer.open(workload.name)}

    def agreement(self) -> str:
        """How far the losses lie apart, and a complaint if that is too far."""
        if not self._peers:
            return ""
        mine = np.array(self._ours.losses(2))
        apart = np.array(
            [np.abs(np.subtract(peer.losses(name, 2), mine)) / np.abs(mine) for name, peer in self._peers.items()]
        )
        first, second = apart[:, 0].max(), apart[:, 1].min()
        verdict = "" if max(first, second) <= _TOLERANCE else " TOO FAR"
        return f"{first:.0e}, then {second:.0e}{verdict}"

    def step_seconds(self) -> dict[str, list[float]]:
        """A step's time in every round."""
        times: dict[str, list[float]] = {name: [] for name in (_OURS, *self._peers)}
        taking_part = dict(self._peers)
        for number in range(_ROUNDS):
            times[_OURS].append(self._ours.step_seconds())
            for name, peer in taking_part.items():
                times[name].append(peer.step_seconds(name))
            if number + 1 == _BEATEN_AFTER and taking_part:
                limit = _BEATEN_BY * min(min(times[name]) for name in taking_part)
                taking_part = {name: peer for name, peer in taking_part.items() if min(times[name]) <= limit}
        return times


def main(keys: list[str]) -> None:
    """Time these rows, or all workloads."""
    with peers() as started:
        versions = {library: version for peer in started for library, version in peer.versions.items()}
        print(heading(machine(versions)), HEADER, sep="\n", flush=True)
        for row in rows(keys or [workload.name for workload in WORKLOADS], started):
            print(row.line(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
