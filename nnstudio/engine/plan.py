"""A compiled network: arrays that are made once, and the calls that fill them.

A plan is described by its steps: what each of them computes, for which nodes, and with which calls. What runs is flat,
lists of calls that are done one after the other without a look at anything else; they are strung together from the
steps once. So whoever wants to tell about a plan, or to time its parts, finds in the steps the very calls that run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain, groupby
from typing import TypeAlias

from nnstudio.catalog.kernels import Array, Call, Together
from nnstudio.engine.arena import PlanMemory
from nnstudio.engine.results import Results

Part: TypeAlias = tuple[Call, ...]
Phase: TypeAlias = tuple[Part, ...]
"""Parts that may be done at the same time; most plans have one."""


class Stage(StrEnum):
    """What a step is for; its calls take their turn in this order."""

    FORWARD = "forward"
    LOSS = "loss"
    METRICS = "metrics"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True)
class Step:
    """Neighboring calls that compute one thing: in one part for the whole batch, or in one for each slice of it."""

    stage: Stage
    kernel: str
    """Which kernel computes the nodes, or what else is done where the step is not that of a node."""
    parts: Phase
    nodes: tuple[str, ...] = ()
    """The node that is computed, or all of those that one kernel computes together."""
    waits: bool = False
    """Whether it begins when all parts of the step before are done; parts of one slice otherwise just go on."""


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
    activations: Results
    """What every node gives, by its id."""
    gradients: Results
    """The gradient at every node's output, as its own kernels left it; empty in a plan without backward."""
    steps: tuple[Step, ...]
    """All that it does, in order."""
    targets: Mapping[str, Target] = field(default_factory=dict)
    """What every output node is held against; empty in a plan for prediction."""
    loss: Array | None = None
    """The loss of the batch, penalties included: an array without axes."""
    losses: Mapping[str, Array] = field(default_factory=dict)
    """The loss of every output node alone."""
    memory: PlanMemory = field(default_factory=PlanMemory)
    """What its arrays take."""

    @property
    def batch_loss(self) -> float:
        """The loss of the batch that it has just done; not a number in a plan without targets."""
        return math.nan if self.loss is None else float(self.loss)

    @cached_property
    def forward(self) -> tuple[Phase, ...]:
        """From inputs to outputs and, with targets, to the loss."""
        return phases_of(self.steps_of(Stage.FORWARD, Stage.LOSS))

    @cached_property
    def measure(self) -> Part:
        """Adds the metrics of the batch to their totals."""
        return tuple(chain.from_iterable(part for step in self.steps_of(Stage.METRICS) for part in step.parts))

    @cached_property
    def backward(self) -> tuple[Phase, ...]:
        """From the loss to the gradients of all weights; nothing in a plan that is not for training."""
        return phases_of(self.steps_of(Stage.BACKWARD))

    @property
    def most_parts(self) -> int:
        """How many threads find something to do at the same time."""
        return max(map(len, (*self.forward, *self.backward)), default=1)

    def steps_of(self, *stages: Stage) -> tuple[Step, ...]:
        """The steps of some stages."""
        return tuple(step for step in self.steps if step.stage in stages)


def phases_of(steps: Iterable[Step]) -> tuple[Phase, ...]:
    """The calls of steps in order, of which neighbors of as many parts make one phase."""
    phases: list[list[list[Call]]] = []
    goes_on = False
    for step in steps:
        goes_on &= not step.waits
        for parts, is_shared in _stretches(step):
            if not goes_on or is_shared or len(phases[-1]) != len(parts):
                phases.append([[] for _ in parts])
            for together, part in zip(phases[-1], parts, strict=True):
                together.extend(part)
            goes_on = not is_shared
    return tuple(tuple(map(tuple, phase)) for phase in phases)


def _stretches(step: Step) -> Iterator[tuple[Phase, bool]]:
    """The parts of a step; of a single one, what threads can share stands apart, and needs all that is before it."""
    if len(step.parts) > 1:
        yield step.parts, False
        return
    for is_shared, calls in groupby(step.parts[0], _is_shared):
        if is_shared:
            yield from ((call.parts, True) for call in calls if isinstance(call, Together))
        else:
            yield (tuple(calls),), False


def _is_shared(call: Call) -> bool:
    return isinstance(call, Together) and len(call.parts) > 1


def run(calls: Part) -> None:
    """The whole hot loop."""
    for call in calls:
        call()


def run_phases(phases: tuple[Phase, ...]) -> None:
    """One phase after the other, and its parts likewise."""
    for phase in phases:
        for part in phase:
            run(part)
