"""How long both passes of single layers take, beside PyTorch; printed, never asserted.

    python -m tests.benchmarks.layers [--json FILE] [NAME ...]

Forward and backward pass of one batch, with the gradients of inputs and weights: ours as a training runs the layer, on
the threads that the engine takes, PyTorch's (the extra `bench`) on one thread and on two, pictures channels first and
channels last; the fastest of these counts. Rounds of all take turns, so that what else the computer does meets all.
What takes more than PyTorch's time comes first. A name is that of a layer, or a part of a line.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Protocol

import numpy as np

from tests.benchmarks.layer_cases import CASES, Case
from tests.benchmarks.layer_run import LayerRun

_ROUNDS = 5
_WARM_SECONDS = 0.05
"""So long the system may take, after others have worked, until it gives each thread a processor of its own."""
_ROUND_SECONDS = 0.015
_LEAST_STEPS = 3
_MICROSECONDS = 1e6


class Run(Protocol):
    """A layer that can be run; what is prepared does not count."""

    def prepare_forward(self) -> None: ...
    def forward(self) -> None: ...
    def prepare_backward(self) -> None: ...
    def backward(self) -> None: ...


@dataclass(frozen=True)
class Timing:
    """What was measured of a case, in microseconds."""

    name: str
    slices: int
    ours: float
    forward: float
    """The part of our time that the forward pass takes."""
    peers: dict[str, float]

    @property
    def ratio(self) -> float:
        """Our time divided by that of the best peer."""
        return self.ours / min(self.peers.values(), default=np.nan)

    @property
    def line(self) -> str:
        """A line of the table."""
        best = min(self.peers, key=lambda peer: self.peers[peer], default="none")
        theirs = self.peers.get(best, np.nan)
        ours = f"{self.slices:>2} {self.ours:>8.0f} {self.forward / self.ours:>5.0%}"
        return f"{self.name:<80} {ours} {theirs:>8.0f} {best:<12} {self.ratio:>5.2f}"


def main(arguments: Sequence[str]) -> None:
    """Time every case, or those that are named."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.layers", description="Layers beside PyTorch's.")
    parser.add_argument("names", nargs="*", help="layers, or parts of lines; all if left out")
    parser.add_argument("--json", type=Path, help="a file for the numbers")
    chosen = parser.parse_args(arguments)
    cases = [case for case in CASES if not chosen.names or any(_is_meant(name, case) for name in chosen.names)]
    timings = [_timed(case) for case in cases]
    print(f"{'µs for both passes':<80} {'':>2} {'ours':>8} {'→':>5} {'PyTorch':>8} {'best of it':<12} ratio")
    for timing in sorted(timings, key=lambda timing: timing.ratio, reverse=True):
        print(timing.line)
    if chosen.json is not None:
        found = [asdict(timing) | {"ratio": timing.ratio} for timing in timings]
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


def _is_meant(name: str, case: Case) -> bool:
    return name == case.kind or (name not in {other.kind for other in CASES} and name in case.name)


def _timed(case: Case) -> Timing:
    ours = LayerRun(case)
    runs: dict[str, Callable[[], Run]] = {"ours": lambda: ours}
    if find_spec("torch") is not None:
        from tests.benchmarks.torch_layers import torch_runs

        runs |= torch_runs(case, ours.output_size)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(_ROUNDS):
        for name, chosen in runs.items():
            times[name].append(_round(chosen()))
    ours.close()
    medians = {name: np.median(found, 0) * _MICROSECONDS for name, found in times.items()}
    forward, backward = medians.pop("ours")
    peers = {name: float(sum(found)) for name, found in medians.items()}
    print(case.name, file=sys.stderr)
    return Timing(case.name, ours.slices, float(forward + backward), float(forward), peers)


def _round(run: Run) -> tuple[float, float]:
    """The median times of forward and backward pass, after some of both that do not count."""
    _steps(run, _WARM_SECONDS, 1)
    forward, backward = np.median(_steps(run, _ROUND_SECONDS, _LEAST_STEPS), 0)
    return forward, backward


def _steps(run: Run, seconds: float, least: int) -> list[tuple[float, float]]:
    times: list[tuple[float, float]] = []
    end = perf_counter() + seconds
    while perf_counter() < end or len(times) < least:
        times.append(_step(run))
    return times


def _step(run: Run) -> tuple[float, float]:
    run.prepare_forward()
    started = perf_counter()
    run.forward()
    between = perf_counter()
    run.prepare_backward()
    going_back = perf_counter()
    run.backward()
    return between - started, perf_counter() - going_back


if __name__ == "__main__":
    main(sys.argv[1:])
