"""The way back through the steps."""

from __future__ import annotations

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.engine.kernels.feature_major.recurrence import Recurrence

_IN_CACHE = 2**19
"""From how many values the factors of gradients are computed at a time, so that all of them stay in the cache."""


class WayBack:
    """Goes from the last step to the first, a stretch at a time, and leaves the gradients of all gates behind."""

    def __init__(self, recurrence: Recurrence, dout: Array, longest: int, ctx: Context) -> None:
        self._recurrence, self._dout = recurrence, dout
        self._rooms = [ctx.empty((longest, recurrence.delta_count, recurrence.size)) for _ in range(2)]
        self._dh = ctx.empty((1, recurrence.size))

    def room(self, stretch: slice) -> Array:
        """Where the gradients of a stretch go; those of the one before it stay in their own."""
        self._rooms.reverse()
        return self._rooms[0][: stretch.stop - stretch.start]

    def over(self, stretch: slice, deltas: Array) -> Calls:
        """First the factors; then the gradients, step by step."""
        recurrence, dh = self._recurrence, self._dh
        yield from self._factors(stretch, deltas)
        for step in reversed(range(stretch.start, stretch.stop)):
            delta = deltas[step - stretch.start]
            yield from recurrence.steps.arriving(self._dout, step, recurrence.rows_of(dh))
            yield from recurrence.backward(step, delta, dh[0])
            if step:
                yield from recurrence.to_state(delta, dh)

    def _factors(self, stretch: slice, deltas: Array) -> Calls:
        recurrence = self._recurrence
        size = max(1, _IN_CACHE // ((recurrence.block_count + recurrence.delta_count) * recurrence.size))
        for start in range(0, len(deltas), size):
            some = deltas[start : start + size]
            first = stretch.start + start
            yield from recurrence.factors(slice(first, first + len(some)), some)
