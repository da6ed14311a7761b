"""Samples in the order and sizes in which plans take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.engine.plan import Plan


@dataclass(frozen=True)
class Batches:
    """Arrays of samples that are handed to plans."""

    inputs: Mapping[str, Array]
    target: Array | None

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    def gather(self, plan: Plan, rows: Array) -> None:
        """Copy samples into a plan, in any order."""
        for name, buffer in plan.inputs.items():
            np.take(self.inputs[name], rows, 0, buffer, "clip")
        if plan.target is not None and self.target is not None:
            np.take(self.target, rows, 0, plan.target, "clip")

    def copy(self, plan: Plan, start: int) -> None:
        """Copy as many samples as the plan takes, from `start` on."""
        stop = start + plan.batch
        for name, buffer in plan.inputs.items():
            np.copyto(buffer, self.inputs[name][start:stop], "unsafe")
        if plan.target is not None and self.target is not None:
            np.copyto(plan.target, self.target[start:stop], "unsafe")


def spans(count: int, batch_size: int) -> Iterator[tuple[int, int]]:
    """Start and size of every batch; the last may be smaller."""
    for start in range(0, count, batch_size):
        yield start, min(batch_size, count - start)
