"""Layers that arrange the same values in other axes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import Insertion
from nnstudio.network.graph import Edge, Node

_VECTOR_LENGTH = 16


class Flattening(Insertion):
    """All values in a row: nothing is lost."""

    order = 20

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """For whatever has several axes."""
        if len(given) > 1:
            yield [Flatten()]


class AsSequence(Insertion):
    """Features or a picture, read step by step."""

    order = 22

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """Every number a step; or every row of a picture."""
        if len(given) == 1:
            yield [Reshape(target_shape=(given[0], 1))]
        if len(given) > 2:
            yield [Reshape(target_shape=(given[0], math.prod(given[1:])))]
        if not given:
            yield [Reshape(target_shape=(1, 1))]


class AsPicture(Insertion):
    """Numbers as a picture of one channel."""

    order = 24

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """Square if it can be."""
        if len(given) == 1:
            side = math.isqrt(given[0])
            yield [Reshape(target_shape=(side, side, 1) if side * side == given[0] else (given[0], 1, 1))]
        if len(given) == 2:
            yield [Reshape(target_shape=(*given, 1))]


class AsVectors(Insertion):
    """Whole numbers, such as those of words, as vectors."""

    order = 18

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """For whole numbers; as many vectors as the data asks for."""
        if case.inference.types.get(edge.source) == "int32":
            ranges = case.description.ranges if case.description is not None else {}
            largest = int(ranges.get(edge.source, (0, 999))[1])
            yield [Embedding(input_dim=max(largest, 0) + 1, output_dim=_VECTOR_LENGTH)]


class AsRow(Insertion):
    """A single number as a row of one."""

    order = 20

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """For what has no axis."""
        if not given:
            yield [Reshape(target_shape=(1,))]
