"""Where the time of a training goes: its own steps, with a look at the clock before and after each of them.

A plan is timed in a copy whose steps have two more calls each. They share all arrays, so what is timed is the training
itself, which goes on as it would have. A step in several parts is busy on several threads at the same time; what it
adds to the time of a batch is its time on one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import perf_counter

from nnstudio.engine.plan import Part, Plan, Step


@dataclass(frozen=True)
class Timing:
    """What a batch took, on average, in seconds."""

    batches: int
    total: float
    """A whole batch, from choosing its rows to the changed weights."""
    rows: float
    """Copying its rows into the plan."""
    update: float
    """Moving the weights."""
    steps: tuple[float, ...]
    """What every step of the plan was busy, on all threads together."""


class Profile:
    """Times the batches of one size. Give it to a trainer, and take it away, between any two batches."""

    def __init__(self, batch: int) -> None:
        self._batch = batch
        self._timed: tuple[Plan, Plan] | None = None
        self._clocks: list[list[_Clock]] = []
        self._batches, self._total, self._rows, self._plan = 0, 0.0, 0.0, 0.0

    def timed(self, plan: Plan) -> Plan:
        """The plan with a look at the clock around each step; one for batches of another size as it is."""
        if plan.batch != self._batch:
            return plan
        if self._timed is None or self._timed[0] is not plan:
            self._clocks = [[_Clock() for _ in step.parts] for step in plan.steps]
            steps = tuple(map(_timed, plan.steps, self._clocks))
            self._timed = (plan, replace(plan, steps=steps))
        return self._timed[1]

    def add(self, plan: Plan | None, started: float, seconds: float) -> None:
        """Take in a batch that this plan has done: when it was begun, and what it took."""
        if self._timed is None or plan is not self._timed[1]:
            return
        clocks = [clock for step in self._clocks for clock in step]
        begun, ended = min(clock.begun for clock in clocks), max(clock.ended for clock in clocks)
        self._batches += 1
        self._total += seconds
        self._rows += begun - started
        self._plan += ended - begun

    def timing(self) -> Timing | None:
        """The averages so far; None before the first batch."""
        count = self._batches
        if not count:
            return None
        return Timing(
            batches=count,
            total=self._total / count,
            rows=self._rows / count,
            update=max(0.0, self._total - self._rows - self._plan) / count,
            steps=tuple(sum(clock.seconds for clock in step) / count for step in self._clocks),
        )


class _Clock:
    """Adds up the time between two calls."""

    def __init__(self) -> None:
        self.begun = self.ended = self.seconds = 0.0

    def start(self) -> None:
        self.begun = perf_counter()

    def stop(self) -> None:
        self.ended = perf_counter()
        self.seconds += self.ended - self.begun


def _timed(step: Step, clocks: Iterable[_Clock]) -> Step:
    def between(clock: _Clock, part: Part) -> Part:
        return (clock.start, *part, clock.stop)

    return replace(step, parts=tuple(map(between, clocks, step.parts)))
