"""What blocks of neighboring results see of a picture, gathered in long runs.

Blocks stand some rows and columns apart: their step. The picture is taken apart into phases, each of which holds every
such row and column; what one place of the window meets in all blocks is then a piece of one phase, as it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby, product

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.catalog.kernels import Array, Calls, Context


@dataclass(frozen=True)
class Axis:
    """How blocks stand along one axis of a picture."""

    length: int
    """Of the picture."""
    before: int
    """How far the first block reaches out of it."""
    step: int
    """From one block to the next."""
    reach: int
    """How much a block sees: whole steps."""
    count: int
    """The number of blocks."""

    @property
    def rows(self) -> int:
        """The length of a phase."""
        return self.count + self.reach // self.step - 1

    @property
    def runs(self) -> Iterator[Run]:
        """Neighboring phases that hold as many rows of the picture from the same place on, as all do where it fits."""
        for places, run in groupby(range(self.step), self._places):
            phases = list(run)
            if places.start < places.stop:
                yield Run(slice(phases[0], phases[-1] + 1), places, self._first(phases[0]))

    def _places(self, phase: int) -> slice:
        """Where in a phase rows of the picture lie."""
        first = self._first(phase)
        start = (first + self.before) // self.step
        return slice(start, min(self.rows, start + len(range(first, self.length, self.step))))

    def _first(self, phase: int) -> int:
        """The first row of the picture in a phase."""
        return (phase - self.before) % self.step

    @property
    def is_covered(self) -> bool:
        """Whether every row of the picture is part of a phase."""
        return self.before + self.length <= self.rows * self.step


@dataclass(frozen=True)
class Run:
    """Some phases, their places that rows of the picture have, and the first row of the first of them."""

    phases: slice
    places: slice
    first: int


class Columns:
    """The phases of some samples, and what all blocks see in them: (places, channels, blocks, samples)."""

    def __init__(self, axes: tuple[Axis, Axis], channels: int, samples: int, ctx: Context) -> None:
        self._axes = rows, columns = axes
        self._counts = (rows.count, columns.count)
        phases = (rows.step, columns.step, channels, rows.rows, columns.rows, samples)
        self._phases = ctx.keep(f"phases of {samples}", phases)
        self._phases.fill(0)  # once: it stays so around the picture
        self._gradients = ctx.keep(f"gradients of phases of {samples}", phases)
        self._by_steps = (rows.reach // rows.step, rows.step, columns.reach // columns.step, columns.step)
        self.shape = (rows.reach, columns.reach, channels, *self._counts, samples)

    def gather(self, x: Array, columns: Array) -> Calls:
        """From a picture, channels last, to columns."""
        for phase, picture in self._pieces(self._phases, x):
            yield partial(np.copyto, phase, picture)
        every_phase, every_column, *others = self._phases.strides
        of_row, of_column = others[1:3]
        seen = as_strided(
            self._phases,
            (*self._by_steps, *self.shape[2:]),
            (of_row, every_phase, of_column, every_column, *others),
            writeable=False,
        )
        yield partial(np.copyto, columns.reshape(seen.shape), seen)

    def spread(self, columns: Array, dx: Array) -> Calls:
        """From the gradient of columns to that of the picture: what is seen several times adds up."""
        by_steps = columns.reshape(*self._by_steps, *self.shape[2:])
        yield partial(self._gradients.fill, 0)
        for down, across in product(range(self._by_steps[0]), range(self._by_steps[2])):
            seen = self._gradients[..., down : down + self._counts[0], across : across + self._counts[1], :]
            yield partial(np.add, seen, by_steps[down, :, across], seen)
        if not all(axis.is_covered for axis in self._axes):
            yield partial(dx.fill, 0)
        for phase, picture in self._pieces(self._gradients, dx):
            yield partial(np.copyto, picture, phase)

    def _pieces(self, phases: Array, picture: Array) -> Iterator[tuple[Array, Array]]:
        """Runs of phases, each with its part of a picture, samples innermost."""
        planes = samples_innermost(picture)
        for rows, columns in product(*(axis.runs for axis in self._axes)):
            found = phases[rows.phases, columns.phases, :, rows.places, columns.places]
            first = planes[:, rows.first :, columns.first :]
            channel, row, column, sample = first.strides
            down, across = (axis.step for axis in self._axes)
            yield found, as_strided(first, found.shape, (row, column, channel, row * down, column * across, sample))


def samples_innermost(pictures: Array) -> Array:
    """Pictures with channels last as (channels, rows, columns, samples)."""
    return pictures.transpose(3, 1, 2, 0)
