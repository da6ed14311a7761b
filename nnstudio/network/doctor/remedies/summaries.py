"""Layers that need no settings and make one shape of another: pooling over everything first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.insertion import Insertion
from nnstudio.network.graph import Edge, Node

_ADAPTERS = ("Pooling", "Reshaping")


class Pooling(Insertion):
    """One number for each channel: few weights follow."""

    order = 26

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """The means before the largest values."""
        for name, layer in types_of(Layer).items():
            if name.startswith("Global"):
                yield [layer()]


class AnyAdapter(Insertion):
    """Whatever in the catalog changes shapes without being told how."""

    order = 60
    is_last_resort = True

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """In the order of the catalog."""
        for layer in types_of(Layer).values():
            if layer.category in _ADAPTERS and not any(field.required for field in fields_of(layer).values()):
                yield [layer()]
