"""Samples in the order and sizes in which plans take them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnstudio.catalog.kernels import Array, Shape
from nnstudio.engine.plan import Plan


@dataclass(frozen=True)
class Batches:
    """Arrays of samples that are handed to plans."""

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array] = field(default_factory=dict)
    """The right answers by output node; none for samples that are only predicted."""
    weights: Mapping[str, Array] = field(default_factory=dict)
    """How much samples count, by output node; nothing for an output in which all count the same."""

    def __len__(self) -> int:
        return len(next(iter(self.inputs.values())))

    @property
    def weight_shapes(self) -> dict[str, Shape]:
        """The shape of a sample's weight for every output that has some."""
        return {output: weights.shape[1:] for output, weights in self.weights.items()}

    def feed(self, plan: Plan) -> Callable[[Array], None]:
        """What copies samples into a plan, in any order, when it is called with their rows.

        Nothing is copied for the very array of rows that it was called with last.
        """
        pairs = [(self.inputs[name], buffer) for name, buffer in plan.inputs.items()]
        for output, target in plan.targets.items():
            pairs.append((self.targets[output], target.values))
            if target.weights is not None:
                pairs.append((self.weights[output], target.weights))
        copies = tuple((values.take, buffer) for values, buffer in pairs)

        held: Array | None = None

        def gather(rows: Array) -> None:
            nonlocal held
            if rows is held:
                return
            for take, buffer in copies:
                take(rows, 0, buffer, "clip")
            held = rows

        return gather

    def copy(self, plan: Plan, start: int) -> None:
        """Copy as many samples as the plan takes, from `start` on."""
        rows = slice(start, start + plan.batch)
        for name, buffer in plan.inputs.items():
            np.copyto(buffer, self.inputs[name][rows], "unsafe")
        for output, target in plan.targets.items():
            np.copyto(target.values, self.targets[output][rows], "unsafe")
            if target.weights is not None:
                np.copyto(target.weights, self.weights[output][rows], "unsafe")


def spans(count: int, batch_size: int) -> Iterator[tuple[int, int]]:
    """Start and size of every batch; the last may be smaller."""
    for start in range(0, count, batch_size):
        yield start, min(batch_size, count - start)
