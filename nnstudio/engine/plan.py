"""A compiled network: arrays that are made once and the flat list of calls that fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnstudio.catalog.kernels import Array, Call


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
    forward: tuple[Call, ...]
    """From inputs to outputs and, with targets, to the loss."""
    measure: tuple[Call, ...] = ()
    """Adds loss and metrics of the batch to the totals."""
    backward: tuple[Call, ...] = ()
    """From the loss to the gradients of all weights."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    """What every output node is held against; empty in a plan for prediction."""
    loss: Array | None = None
    """The loss of the batch, penalties included: an array without axes."""
    losses: Mapping[str, Array] = field(default_factory=dict)
    """The loss of every output node alone."""


def run(calls: tuple[Call, ...]) -> None:
    """The whole hot loop."""
    for call in calls:
        call()
