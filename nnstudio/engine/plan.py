"""A compiled network: arrays that are made once and the flat list of calls that fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnstudio.catalog.kernels import Array, Call


@dataclass(frozen=True)
class Plan:
    """A network for one batch size: fill `inputs` (and `target`), then run the calls that are wanted, in this order."""

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
    """From inputs to outputs and, with a target, to the loss."""
    measure: tuple[Call, ...] = ()
    """Adds loss and metrics of the batch to the totals."""
    backward: tuple[Call, ...] = ()
    """From the loss to the gradients of all weights."""
    target: Array | None = None
    loss: Array | None = None
    """The loss of the batch, penalties included: an array without axes."""


def run(calls: tuple[Call, ...]) -> None:
    """The whole hot loop."""
    for call in calls:
        call()
