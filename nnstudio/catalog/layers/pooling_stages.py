"""Windows over pictures as one stage for each axis: the largest of all is the largest of those of every row.

A window of 3x3 then takes six operations on whole arrays instead of nine, and along the height they read and write long
runs of memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.layers.windows import Window


class Stage:
    """A window that slides along one axis, from a `source` to a `target` with a value for each place of it."""

    def __init__(self, window: Window, axis: int, length: int) -> None:
        along = Window(window.field, (window.size[axis],), (window.strides[axis],), window.padding)
        sliding = along.over((length, 1))
        (self.count,), (stride,) = sliding.counts, along.strides
        self._before, self._length = (slice(None),) * (axis + 1), length
        self._taps = [_Tap(tap.source[0], tap.result[0]) for tap in sliding.taps]
        self._firsts = list({tap.read.start % stride: tap for tap in reversed(self._taps)}.values())
        """The taps that are the first to reach the values they reach."""

    def shape(self, source: Shape) -> Shape:
        """The shape of the target."""
        axis = len(self._before)
        return (*source[:axis], self.count, *source[axis + 1 :])

    def join(self, operation: np.ufunc, neutral: float, source: Array, target: Array) -> Calls:
        """target = all values under each window, joined by an operation that leaves others as they are for neutral."""
        taps = sorted(self._taps, key=lambda tap: not self._is_everywhere(tap))
        if self._is_everywhere(taps[0]):
            yield partial(np.copyto, target, self._part(source, taps.pop(0).read))
        else:
            yield partial(target.fill, neutral)
        for tap in taps:
            joined = self._part(target, tap.reached)
            yield partial(operation, joined, self._part(source, tap.read), out=joined)

    def hand_back(self, dtarget: Array, dsource: Array) -> Calls:
        """dsource = the gradients of all windows that hold a value."""
        yield from self._clear(dsource)
        for tap in self._taps:
            yield self._deposit(self._part(dtarget, tap.reached), tap, dsource)

    def hand_to_equal(self, source: Array, target: Array, dtarget: Array, dsource: Array, ctx: Context) -> Calls:
        """dsource = dtarget where a value is that of its window; of equal ones the first takes all of `dtarget`."""
        is_equal, taken = ctx.empty(target.shape, bool), ctx.empty(target.shape)
        last = self._taps[-1]
        yield from self._clear(dsource)
        for tap in self._taps:
            found, part, left = (self._part(array, tap.reached) for array in (is_equal, taken, dtarget))
            if tap is last and self._is_everywhere(tap):
                yield self._deposit(left, tap, dsource)
                return
            yield partial(np.equal, self._part(source, tap.read), self._part(target, tap.reached), found)
            yield partial(np.multiply, left, found, part)
            yield partial(np.subtract, left, part, left)
            yield self._deposit(part, tap, dsource)

    def _is_everywhere(self, tap: _Tap) -> bool:
        return tap.reached == slice(0, self.count)

    def _part(self, array: Array, places: slice) -> Array:
        return array[*self._before, places]

    def _clear(self, dsource: Array) -> Calls:
        """Zeros, unless there is a first deposit for every value."""
        if sum(tap.length for tap in self._firsts) < self._length:
            yield partial(dsource.fill, 0)

    def _deposit(self, part: Array, tap: _Tap, dsource: Array) -> Call:
        """Give a part of the gradient to the values it belongs to."""
        place = self._part(dsource, tap.read)
        return partial(np.copyto, place, part) if tap in self._firsts else partial(np.add, place, part, place)


@dataclass(frozen=True)
class _Tap:
    """One place in the window: which values it meets, and those of which windows they are."""

    read: slice
    reached: slice

    @property
    def length(self) -> int:
        return len(range(self.read.start, self.read.stop, self.read.step))
