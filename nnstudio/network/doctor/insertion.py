"""Remedies that put layers on an edge, so that its target gets what it can take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Node
from nnstudio.network.inference import shape_and_weights
from nnstudio.network.problem import Fix, Problem


class Insertion(Remedy):
    """Layers on the edges into the layer that refuses its inputs."""

    codes: ClassVar[frozenset[str]] = frozenset({"shape"})
    order = 20

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """What might stand on an edge that brings a shape, from its source to its target."""
        raise NotImplementedError

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Those with which the layer takes its inputs."""
        node = case.node(problem.node)
        if node is None:
            return
        for edge, given in case.given(node):
            for layers in self.layers(case, node, edge, given):
                adapted = shape_after(layers, given)
                if adapted is not None and adapted != given and takes(case, node, edge, adapted):
                    yield inserted(case, edge, layers)


def inserted(case: Case, edge: Edge, layers: Sequence[Layer]) -> Fix:
    """The repair that puts layers on an edge, one behind the other."""
    label = f"Insert {layers_text(layers)}"
    if len(case.network.incoming[edge.target]) > 1:
        label += f" after “{edge.source}”"
    return Fix(label, insertion(case.document, edge, layers))


def insertion(document: Document, edge: Edge, layers: Sequence[Layer]) -> Change:
    """Layers on an edge, in the middle between its ends."""
    ends = [document.network.by_id[end].position for end in (edge.source, edge.target)]
    middle = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2)
    change = Change("Insert")
    for layer in layers:
        step = edits.insert_on_edge(apply(document, change), edge, layer, middle)
        change = change.then(step)
        (name,) = edits.added_ids(step)
        edge = Edge(name, edge.target, edge.port)
    return change


def layer_text(layer: Layer) -> str:
    """A layer as the title of a repair names it, with the setting that matters most."""
    setting, _, _ = layer.summary.partition(" · ")
    return f"{type(layer).__name__} ({setting})" if setting else type(layer).__name__


def layers_text(layers: Sequence[Layer]) -> str:
    """Layers that come together: several by their names alone, as what they make of shapes is shown beside."""
    if len(layers) == 1:
        return layer_text(layers[0])
    return " and ".join(type(layer).__name__ for layer in layers)


def shape_after(layers: Sequence[Layer], given: Shape) -> Shape | None:
    """What layers one behind the other make of a shape; None if one of them refuses it."""
    try:
        for layer in layers:
            given, _ = shape_and_weights(layer, (given,))
    except ShapeError:
        return None
    return given


def takes(case: Case, node: Node, edge: Edge, shape: Shape) -> bool:
    """Whether a node would take its inputs if this edge brought this shape."""
    arriving = [shape if other == edge else case.shape(other.source) for other in case.network.incoming[node.id]]
    known = tuple(found for found in arriving if found is not None)
    try:
        shape_and_weights(node.layer, known)
    except ShapeError:
        return False
    return len(known) == len(arriving)
