"""Who takes part in a comparison: ways to train and to use one network, and the time that each takes for a round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from nnstudio.engine.trainer import Trainer
from tests.benchmarks.workloads import Workload

_ROUND_SECONDS = 0.4
_LEAST = 3
EPOCH_STEPS = 20
"""Who trains by whole epochs gets at least so many steps in one, so that what an epoch costs hardly counts."""


@dataclass(frozen=True)
class Entrant:
    """One of ours or of a peer's, ready to go."""

    steps: int
    """How many batches there are."""
    step: Callable[[int], float]
    """Trains on a batch by its number; returns its loss."""
    predict: Callable[[], Any]
    """What the network gives for the first sample alone."""
    epoch: Callable[[], object] | None = None
    """Trains on `epoch_steps` batches at once, where that is a way of its own."""
    epoch_steps: int = 1

    def losses(self, count: int) -> list[float]:
        """Of the first batches."""
        return [self.step(number % self.steps) for number in range(count)]

    def step_seconds(self) -> float:
        """The median time of a step in a round."""
        if self.epoch is not None:
            return median_seconds(self.epoch) / self.epoch_steps
        numbers = iter(range(10**9))
        return median_seconds(lambda: self.step(next(numbers) % self.steps))

    def predict_seconds(self) -> float:
        """The median time of a prediction in a round."""
        return median_seconds(self.predict)


def ours(workload: Workload, folder: Path) -> Entrant:
    """NN Studio's own trainer."""
    document, data = workload.prepared(folder)
    trainer = Trainer(document, data)
    first = {name: values[:1] for name, values in data.train.inputs.items()}

    def step(_: int) -> float:
        trainer.advance()
        return trainer.batch_loss

    return Entrant(workload.steps, step, lambda: trainer.model.predict(first))


def median_seconds(work: Callable[[], object], round_seconds: float = _ROUND_SECONDS) -> float:
    """How long a piece of work takes, done again and again for a round."""
    times: list[float] = []
    end = perf_counter() + round_seconds
    while perf_counter() < end or len(times) < _LEAST:
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return float(np.median(times))
