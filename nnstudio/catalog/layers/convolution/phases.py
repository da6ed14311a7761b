"""A window that strides, taken apart into windows that move by single steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import gcd

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.windows import Sliding


@dataclass(frozen=True)
class Phase:
    """Every stride-th position of a padded input, and the places of a window that meet no others.

    There the next window stands one position further, and the places lie `rates` apart, the first window's first place
    at `start`. Everything has one entry for each axis.
    """

    places: tuple[slice, ...]
    size: Shape
    """How many places these are."""
    start: Shape
    rates: Shape
    lengths: Shape
    source: tuple[slice, ...]
    """Which positions of the input these are, without padding."""
    inside: tuple[slice, ...]
    """Where they stand among the positions of the phase."""

    @property
    def reach(self) -> Shape:
        """How far the last place lies behind where the window stands."""
        return tuple(
            start + (count - 1) * rate for start, count, rate in zip(self.start, self.size, self.rates, strict=True)
        )

    @property
    def source_lengths(self) -> Shape:
        """How many positions of the input there are."""
        return tuple(inside.stop - inside.start for inside in self.inside)


def phases_of(sliding: Sliding) -> list[Phase]:
    """The phases that hold all places of the window: one where it moves by single steps."""
    window = sliding.window
    axes = [
        list(_along(*numbers))
        for numbers in zip(
            sliding.lengths,
            sliding.before,
            sliding.padded_lengths,
            window.size,
            window.strides,
            window.rates,
            strict=True,
        )
    ]
    return [Phase(*zip(*combination, strict=True)) for combination in product(*axes)]


def _along(
    length: int, before: int, padded: int, size: int, stride: int, rate: int
) -> Iterator[tuple[slice, int, int, int, int, slice, slice]]:
    """The entries of each phase for one axis."""
    step = stride // gcd(stride, rate)
    for place in range(min(step, size)):
        start, offset = divmod(place * rate, stride)
        skipped = max(0, -((offset - before) // stride))
        source = slice(offset + skipped * stride - before, length, stride)
        inside = slice(skipped, skipped + _count(source))
        positions = _count(slice(offset, padded, stride))
        places = slice(place, size, step)
        yield places, _count(places), start, rate * step // stride, positions, source, inside


def _count(positions: slice) -> int:
    return len(range(positions.start, positions.stop, positions.step))
