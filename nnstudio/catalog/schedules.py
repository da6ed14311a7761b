"""How a learning rate changes from step to step: pure functions of the step, of which the first is 0."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, TypeAlias

from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.sentence import Sentence

InitialRate: TypeAlias = Annotated[
    float, Meta(ge=0, title="Initial learning rate", description="The learning rate of the first step.")
]
DecaySteps: TypeAlias = Annotated[
    int, Meta(ge=1, title="Decay steps", description="How many steps of the optimizer the decay takes.")
]
DecayRate: TypeAlias = Annotated[
    float, Meta(ge=0, title="Decay rate", description="How strongly the rate falls in so many steps.")
]
Staircase: TypeAlias = Annotated[
    bool, Meta(title="Staircase", description="Fall only once every decay steps, instead of at every step.")
]
Floor: TypeAlias = Annotated[
    float,
    Meta(ge=0, le=1, title="Alpha", description="What is left in the end, as a part of the rate before the decay."),
]


class Schedule(Declaration, frozen=True, kw_only=True):
    """A learning rate that changes as the training goes on."""

    kind: ClassVar[str] = "schedule"
    first_values: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "initial_learning_rate": 0.01,
            "decay_steps": 1000,
            "first_decay_steps": 1000,
            "decay_rate": 0.5,
            "boundaries": (1000,),
            "values": (0.01, 0.001),
        }
    )

    def objection(self) -> str | None:
        """Why its settings do not go together, as the end of a sentence; None if they do."""
        return None

    def rate(self, step: int) -> float:
        """The learning rate of a step; steps count from 0."""
        raise NotImplementedError


class ExponentialDecay(Schedule, frozen=True, kw_only=True):
    """Multiplies the rate by the same factor again and again.

    After every decay steps it has become the decay rate times as large.
    """

    label: ClassVar[str] = "Exponential decay"
    formula: ClassVar[str] = "rate = initial · decay_rate^(step / decay_steps)"

    initial_learning_rate: InitialRate
    decay_steps: DecaySteps
    decay_rate: DecayRate
    staircase: Staircase = False

    def rate(self, step: int) -> float:
        """initial · decay_rate^(step / decay_steps)."""
        return self.initial_learning_rate * _power(
            self.decay_rate, _periods(step, self.decay_steps, whole=self.staircase)
        )


class InverseTimeDecay(Schedule, frozen=True, kw_only=True):
    """Divides the rate by a number that grows evenly: fast at first, then ever more slowly.

    With a decay rate of 1 it is half as large after decay steps, and a third after as many again.
    """

    label: ClassVar[str] = "Inverse time decay"
    formula: ClassVar[str] = "rate = initial / (1 + decay_rate · step / decay_steps)"

    initial_learning_rate: InitialRate
    decay_steps: DecaySteps
    decay_rate: DecayRate
    staircase: Staircase = False

    def rate(self, step: int) -> float:
        """initial / (1 + decay_rate · step / decay_steps)."""
        periods = _periods(step, self.decay_steps, whole=self.staircase)
        return self.initial_learning_rate / (1 + self.decay_rate * periods)


class PiecewiseConstantDecay(Schedule, frozen=True, kw_only=True):
    """Keeps a rate for a number of steps, then takes the next one.

    A boundary is the last step of its rate. There is one rate more than there are boundaries.
    """

    label: ClassVar[str] = "Piecewise constant decay"
    formula: ClassVar[str] = "rate = valuesᵢ while boundariesᵢ₋₁ < step ≤ boundariesᵢ"

    boundaries: Annotated[
        tuple[Annotated[int, Meta(ge=0)], ...],
        Meta(title="Boundaries", description="The last step of every rate but the last, in rising order."),
    ]
    values: Annotated[
        tuple[Annotated[float, Meta(ge=0)], ...],
        Meta(title="Learning rates", description="The rates one after the other, one more than boundaries."),
    ]

    def objection(self) -> str | None:
        """One rate more than boundaries, and these in rising order."""
        if len(self.values) != len(self.boundaries) + 1:
            return Sentence(
                "has {rates} learning rates and {boundaries} boundaries; there must be one rate more than boundaries",
                rates=len(self.values),
                boundaries=len(self.boundaries),
            )
        if any(first >= second for first, second in pairwise(self.boundaries)):
            return Sentence("has boundaries that do not rise; put them in rising order")
        return None

    def rate(self, step: int) -> float:
        """The rate of the interval that holds the step."""
        return self.values[bisect_left(self.boundaries, step)]


class PolynomialDecay(Schedule, frozen=True, kw_only=True):
    """Leads the rate to another one, along a straight line or a curve, and keeps that.

    With cycles it jumps up again and falls for twice, thrice, ... as many steps.
    """

    label: ClassVar[str] = "Polynomial decay"
    formula: ClassVar[str] = "rate = end + (initial - end) · (1 - step / decay_steps)^power"

    initial_learning_rate: InitialRate
    decay_steps: DecaySteps
    end_learning_rate: Annotated[
        float, Meta(ge=0, title="End learning rate", description="The learning rate once the decay is over.")
    ] = 0.0001
    power: Annotated[
        float, Meta(ge=0, title="Power", description="1 for a straight line; more falls quickly and ends gently.")
    ] = 1.0
    cycle: Annotated[bool, Meta(title="Cycle", description="Start again instead of keeping the end rate.")] = False

    def rate(self, step: int) -> float:
        """end + (initial - end) · (1 - step / decay_steps)^power."""
        cycles = max(1, math.ceil(step / self.decay_steps)) if self.cycle else 1
        done = min(step / (self.decay_steps * cycles), 1)
        return self.end_learning_rate + (self.initial_learning_rate - self.end_learning_rate) * _power(
            1 - done, self.power
        )


class CosineDecay(Schedule, frozen=True, kw_only=True):
    """Lets the rate fall along half a cosine: gently at first and in the end (Loshchilov and Hutter, 2017).

    With a warm-up target it first rises to that in a straight line; the decay takes its own steps after these.
    """

    label: ClassVar[str] = "Cosine decay"
    formula: ClassVar[str] = "rate = initial · (alpha + (1 - alpha) · (1 + cos(π · step / decay_steps)) / 2)"

    initial_learning_rate: InitialRate
    decay_steps: DecaySteps
    alpha: Floor = 0.0
    warmup_target: (
        Annotated[
            float,
            Meta(ge=0, title="Warm-up target", description="The rate to rise to before the decay; none for none."),
        ]
        | None
    ) = None
    warmup_steps: Annotated[
        int, Meta(ge=0, title="Warm-up steps", description="How many steps the rise takes, if there is a target.")
    ] = 0

    def rate(self, step: int) -> float:
        """The rise, then the fall."""
        if self.warmup_target is None:
            return self._fall(self.initial_learning_rate, step)
        if step < self.warmup_steps:
            risen = step / self.warmup_steps
            return (1 - risen) * self.initial_learning_rate + risen * self.warmup_target
        return self._fall(self.warmup_target, step - self.warmup_steps)

    def _fall(self, start: float, step: int) -> float:
        cosine = _half_cosine(min(step / self.decay_steps, 1))
        return start * ((1 - self.alpha) * cosine + self.alpha)


class CosineDecayRestarts(Schedule, frozen=True, kw_only=True):
    """Lets the rate fall along half a cosine and jump up again, each time for longer (Loshchilov and Hutter, 2017).

    Every fall takes t_mul times as many steps as the one before, and starts from m_mul times its height.
    """

    label: ClassVar[str] = "Cosine decay with restarts"
    formula: ClassVar[str] = (
        "rate = initial · (alpha + (1 - alpha) · m_mulⁱ · (1 + cos(π · s)) / 2), i restarts, s of the fall done"
    )

    initial_learning_rate: InitialRate
    first_decay_steps: Annotated[
        int, Meta(ge=1, title="First decay steps", description="How many steps the first fall takes.")
    ]
    t_mul: Annotated[float, Meta(ge=1, title="Time factor", description="How many times as long every fall takes.")] = (
        2.0
    )
    m_mul: Annotated[
        float, Meta(ge=0, title="Rate factor", description="How many times as high every fall starts.")
    ] = 1.0
    alpha: Floor = 0.0

    def rate(self, step: int) -> float:
        """The fall that the step belongs to, as far as it has come."""
        restarts, done = self._progress(step)
        cosine = _power(self.m_mul, restarts) * _half_cosine(done)
        return self.initial_learning_rate * ((1 - self.alpha) * cosine + self.alpha)

    def _progress(self, step: int) -> tuple[int, float]:
        """How many falls are over, and which part of the present one."""
        if self.t_mul == 1:
            restarts, rest = divmod(step, self.first_decay_steps)
            return restarts, rest / self.first_decay_steps
        restarts, start, length = 0, 0.0, float(self.first_decay_steps)
        while step >= start + length:
            restarts, start, length = restarts + 1, start + length, length * self.t_mul
        return restarts, (step - start) / length


def _periods(step: int, steps: int, *, whole: bool) -> float:
    """How many times so many steps have passed."""
    return step // steps if whole else step / steps


def _power(base: float, exponent: float) -> float:
    """A power that becomes infinite where it is too large for a number."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


def _half_cosine(done: float) -> float:
    """From 1 to 0 as `done` goes from 0 to 1."""
    return (1 + math.cos(math.pi * done)) / 2
