"""A compiled network: arrays that are made once and the flat list of calls that fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from nnstudio.catalog.kernels import Array, Call

Part: TypeAlias = tuple[Call, ...]
Phase: TypeAlias = tuple[Part, ...]
"""Parts that may be done at the same time; most plans have one."""


@dataclass(frozen=True)
class Target:
    """Where the right answers of a batch go for one output."""

    values: Array
    weights: Array | None = None
    """Where the weights of the samples go; None where all count the same."""


@dataclass(frozen=True)
class Plan:
    """A network for one batch size: fill `inputs` (and `targets`), then run the calls that are wanted, in order."""

    batch: int
    inputs: Mapping[str, Array]
    """Where the data of every Input node goes."""
    outputs: Mapping[str, Array]
    """What every output node gives."""
    activations: Mapping[str, Array]
    """What every node gives, by its id."""
    gradients: Mapping[str, Array]
    """The gradient at every node's output, as its own kernels left it; empty in a plan without backward."""
    forward: tuple[Phase, ...]
    """From inputs to outputs and, with targets, to the loss."""
    measure: Part = ()
    """Adds loss and metrics of the batch to the totals."""
    backward: tuple[Phase, ...] = ()
    """From the loss to the gradients of all weights."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    """What every output node is held against; empty in a plan for prediction."""
    loss: Array | None = None
    """The loss of the batch, penalties included: an array without axes."""
    losses: Mapping[str, Array] = field(default_factory=dict)
    """The loss of every output node alone."""


def run(calls: Part) -> None:
    """The whole hot loop."""
    for call in calls:
        call()


def run_phases(phases: tuple[Phase, ...]) -> None:
    """One phase after the other, and its parts likewise."""
    for phase in phases:
        for part in phase:
            run(part)
