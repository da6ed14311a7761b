"""Layers that make one input of a merging layer like another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.reshaping import (
    Cropping1D,
    Cropping2D,
    Flatten,
    RepeatVector,
    Reshape,
    Resizing,
    ZeroPadding1D,
    ZeroPadding2D,
)
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import Insertion
from nnstudio.network.graph import Edge, Node


class _Matching(Insertion):
    """What turns the shape at one port into the one that another port brings."""

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """For every other shape that arrives."""
        others = (shape for other, shape in case.given(node) if other != edge)
        for wanted in dict.fromkeys(others):
            if wanted != given:
                yield from self.between(given, wanted)

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """Layers from one shape to another."""
        raise NotImplementedError


class Shortcut(_Matching):
    """A convolution of one pixel with strides, as shortcuts of residual networks have it."""

    order = 17

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """From a larger picture, or one of other channels."""
        if len(given) == len(wanted) == 3 and given[:2] != wanted[:2]:
            strides = (-(-given[0] // wanted[0]), -(-given[1] // wanted[1]))
            yield [Conv2D(filters=wanted[2], kernel_size=(1, 1), strides=strides, padding="same")]


class Projecting(_Matching):
    """A learned map to as many features."""

    order = 17

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """Dense works on the last axis, and so is a convolution of one pixel for pictures."""
        if given and wanted:
            yield [Dense(units=wanted[-1])]


class Padding(_Matching):
    """Zeros around the smaller one."""

    order = 18

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """As evenly as can be."""
        borders = _borders(given, wanted)
        if borders is not None and min(map(sum, borders)) >= 0:
            yield [_bordered(borders, ZeroPadding1D, ZeroPadding2D, "padding")]


class Cropping(_Matching):
    """Borders cut off the larger one."""

    order = 18

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """As evenly as can be."""
        borders = _borders(wanted, given)
        if borders is not None and min(map(sum, borders)) >= 0:
            yield [_bordered(borders, Cropping1D, Cropping2D, "cropping")]


class Rescaling(_Matching):
    """Another size of the picture, and as many features if those differ, too."""

    order = 19

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """Resizing, then a map of the channels if there are not as many."""
        if len(given) == len(wanted) == 3 and given[:2] != wanted[:2]:
            resizing = Resizing(height=wanted[0], width=wanted[1])
            yield [resizing] if given[2] == wanted[2] else [resizing, Dense(units=wanted[2])]


class Rearranging(_Matching):
    """The same values in the axes of the other input, or repeated at every step."""

    order = 16

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """If both have as many values, or one of them steps."""
        if math.prod(given) == math.prod(wanted):
            yield [Flatten() if len(wanted) == 1 else Reshape(target_shape=wanted)]
        if len(given) == 1 and len(wanted) == 2:
            yield [RepeatVector(n=wanted[0])]
            yield [RepeatVector(n=wanted[0]), Dense(units=wanted[1])]


class FlatProjecting(_Matching):
    """A learned map of all values to a row of as many numbers."""

    order = 28

    def between(self, given: Shape, wanted: Shape) -> Iterator[Sequence[Layer]]:
        """If only the other input is a row."""
        if len(given) > 1 and len(wanted) == 1 and math.prod(given) != wanted[0]:
            yield [Flatten(), Dense(units=wanted[0])]


def _borders(small: Shape, large: Shape) -> tuple[tuple[int, int], ...] | None:
    """How much larger a shape is at either side of all axes but the last; None if they have not as many axes."""
    if len(small) != len(large) or len(small) not in {2, 3} or small[:-1] == large[:-1]:
        return None
    lacks = [there - here for here, there in zip(small[:-1], large[:-1], strict=True)]
    return tuple((lack // 2, lack - lack // 2) for lack in lacks)


def _bordered(borders: tuple[tuple[int, int], ...], single: type[Layer], double: type[Layer], field: str) -> Layer:
    if len(borders) == 1:
        return single(**{field: borders[0]})
    return double(**{field: borders})
