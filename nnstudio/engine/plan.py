"""A compiled network: arrays that are made once and the flat list of calls that fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nnstudio.catalog.kernels import Array, Call


@dataclass(frozen=True)
class Plan:
    """A network for one batch size. Fill `inputs` (and `target`), then call `forward` and, to learn, `backward`."""

    batch: int
    inputs: Mapping[str, Array]
    """Where the data of every Input node goes."""
    outputs: Mapping[str, Array]
    """What every output node gives."""
    activations: Mapping[str, Array]
    """What every node gives, by its id."""
    gradients: Mapping[str, Array]
    """The gradient at every node's output; empty in a plan without backward."""
    forward: tuple[Call, ...]
    backward: tuple[Call, ...] = ()
    target: Array | None = None
    loss: Array | None = None
    """The loss of the batch, penalties included: an array without axes."""


def run(calls: tuple[Call, ...]) -> None:
    """The whole hot loop."""
    for call in calls:
        call()
