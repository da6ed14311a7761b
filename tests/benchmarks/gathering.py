"""What the input pipeline costs: drawing an order and gathering the rows of a batch, as a share of a step.

    python -m tests.benchmarks.gathering [W1 ...]

Printed, never asserted (goal: under 2 %).
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from nnstudio.engine.trainer import Trainer
from tests.benchmarks.entrants import median_seconds
from tests.benchmarks.workloads import WORKLOADS, Workload


def main(names: list[str]) -> None:
    """Every workload, or those that are named."""
    print(f"{'µs':<46}{'a step':>10}{'gathering':>11}{'ordering':>10}{'share':>8}")
    for workload in WORKLOADS:
        if not names or workload.name in names:
            with TemporaryDirectory() as folder:
                _report(workload, Path(folder))


def _report(workload: Workload, folder: Path) -> None:
    trainer = Trainer(*workload.prepared(folder))
    trainer.advance()
    plan = trainer.last_plan
    assert plan is not None
    feed, count = trainer._train.feed(plan), trainer.samples
    rng = np.random.default_rng(0)
    orders = iter([rng.permutation(count)[: plan.batch] for _ in range(100)] * 10**5)
    step = median_seconds(trainer.advance)
    gathering = median_seconds(lambda: feed(next(orders)))
    ordering = median_seconds(lambda: rng.permutation(count)) / workload.steps
    share = (gathering + ordering) / step
    title = f"{workload.name} {workload.what}"
    print(f"{title:<46}{1e6 * step:>10.1f}{1e6 * gathering:>11.2f}{1e6 * ordering:>10.2f}{share:>8.2%}", flush=True)
    trainer.close()


if __name__ == "__main__":
    main(sys.argv[1:])
