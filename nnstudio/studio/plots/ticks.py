"""Where the ticks of an axis stand, and what is written beside them."""

from __future__ import annotations

import math
from enum import Enum, auto
from typing import NamedTuple

from nnstudio.studio.plots.numbers import power_text, tick_text

_LOWEST_POWER, _HIGHEST_POWER = -307.0, 307.0
"""Between these a power of ten is a number."""
_SHORTEST = 1e-12
"""An axis of this part of its own numbers is too short to tell them apart."""
_LONGEST = 1e280
_WIDEST = 1e300
"""On an axis wider than this, the next round number may be none."""


class Scale(Enum):
    """What the numbers along an axis are."""

    LINEAR = auto()
    WHOLE = auto()
    """Whole numbers only, such as epochs."""
    LOG = auto()
    """Exponents of ten: the axis shows 10^value."""


class Tick(NamedTuple):
    """A place on an axis, in its own units, and its text."""

    value: float
    text: str


def ticks(low: float, high: float, count: int, scale: Scale) -> list[Tick]:
    """About `count` ticks at round numbers between `low` and `high`, never many more."""
    if not high - low < _WIDEST or high - low < _SHORTEST * max(abs(low), abs(high), 1 / _LONGEST):
        return []
    count = max(count, 1)
    if scale is Scale.LOG:
        return _power_ticks(low, high, count)
    step = _round_step((high - low) / count)
    if scale is Scale.WHOLE:
        step = max(step, 1.0)
    return [Tick(value, tick_text(value, step)) for value in _multiples(low, high, step)]


def _round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def _multiples(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def _power_ticks(low: float, high: float, count: int) -> list[Tick]:
    """Whole powers of ten; on a short axis also their halves and doubles, on a very short one any round number."""
    # A view that has just become logarithmic may still be as wide as the numbers were.
    low, high = max(low, _LOWEST_POWER), min(high, _HIGHEST_POWER)
    step = max(1, math.ceil((high - low) / count))
    values = [float(value) for value in range(math.ceil(low), math.floor(high) + 1) if value % step == 0]
    if len(values) < 2:
        values = [power + math.log10(m) for power in range(math.floor(low), math.ceil(high) + 1) for m in (1, 2, 5)]
        values = [value for value in values if low <= value <= high]
    lowest, highest = 10.0 ** min(low, _HIGHEST_POWER), 10.0**high
    if len(values) < 2 and lowest < highest:
        step_between = _round_step((highest - lowest) / count)
        values = [math.log10(value) for value in _multiples(lowest, highest, step_between) if value > 0]
    return [Tick(value, power_text(value)) for value in values[:: math.ceil(len(values) / (count + 1)) or 1]]
