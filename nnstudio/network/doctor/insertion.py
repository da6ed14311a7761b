"""Remedies that put layers on an edge, so that its target gets what it can take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import ClassVar

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.refusal import is_progress, refusal_of
from nnstudio.network.doctor.remedy import Remedy
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Node
from nnstudio.network.inference import shape_and_weights
from nnstudio.network.layout import ROW
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence, first_part, listed

_MOST_COMBINATIONS = 40


class Insertion(Remedy):
    """Layers on the edges into the layer that refuses its inputs."""

    codes: ClassVar[frozenset[str]] = frozenset({"shape"})
    order = 20

    def layers(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """What might stand on an edge that brings a shape, from its source to its target."""
        raise NotImplementedError

    def proposals(self, case: Case, problem: Problem) -> Iterator[Fix]:
        """Those with which the layer takes its inputs, or refuses them for another reason."""
        node = case.node(problem.node)
        if node is None:
            return
        options = {edge: list(self._adapters(case, node, edge, given)) for edge, given in case.given(node)}
        for edge, adapters in options.items():
            for layers in adapters:
                if _helps(case, node, {edge: layers}):
                    yield inserted(case, {edge: layers})
        choices: list[list[Sequence[Layer]]] = [[(), *adapters] for adapters in options.values()]
        for combination in islice(product(*choices), _MOST_COMBINATIONS):
            several = {edge: layers for edge, layers in zip(options, combination, strict=True) if layers}
            if len(several) > 1 and _helps(case, node, several):
                yield inserted(case, several)

    def _adapters(self, case: Case, node: Node, edge: Edge, given: Shape) -> Iterator[Sequence[Layer]]:
        """What changes the shape that an edge brings."""
        for layers in self.layers(case, node, edge, given):
            if shape_after(layers, given) not in {None, given}:
                yield layers


def inserted(case: Case, layers: Mapping[Edge, Sequence[Layer]]) -> Fix:
    """The repair that puts layers on edges, one behind the other on each."""
    change = Change("Insert")
    parts = []
    for edge, inserts in layers.items():
        change = change.then(insertion(apply(case.document, change), edge, inserts))
        text = layers_text(inserts)
        is_one_of_several = len(case.network.incoming[edge.target]) > 1
        parts.append(
            Sentence("{layers} after “{source}”", layers=text, source=edge.source) if is_one_of_several else text
        )
    return Fix(Sentence("Insert {layers}", layers=listed(parts, "{first} and {last}")), change)


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


def appended(document: Document, node: Node, layers: Sequence[Layer]) -> tuple[Change, str]:
    """Layers one behind the other after a node, and the id of the last."""
    change = Change("Add")
    for layer in layers:
        after = apply(document, change)
        added = edits.add_node(after, layer, (node.position[0], node.position[1] + ROW))
        (name,) = edits.added_ids(added)
        change = change.then(added.then(edits.connect(apply(after, added), node.id, name)))
        node = apply(document, change).network.by_id[name]
    return change, node.id


def layer_text(layer: Layer) -> str:
    """A layer as the title of a repair names it, with the setting that matters most."""
    setting = first_part(layer.summary)
    return (
        Sentence("{layer} ({setting})", layer=type(layer).__name__, setting=setting)
        if setting
        else type(layer).__name__
    )


def layers_text(layers: Sequence[Layer]) -> str:
    """Layers that come together: several by their names alone, as what they make of shapes is shown beside."""
    if len(layers) == 1:
        return layer_text(layers[0])
    return listed(type(layer).__name__ for layer in layers)


def shape_after(layers: Sequence[Layer], given: Shape) -> Shape | None:
    """What layers one behind the other make of a shape; None if one of them refuses it."""
    try:
        for layer in layers:
            given, _ = shape_and_weights(layer, (given,))
    except ShapeError:
        return None
    return given


def _helps(case: Case, node: Node, layers: Mapping[Edge, Sequence[Layer]]) -> bool:
    """Whether a node would take its inputs with these layers on its edges, or refuse them for another reason."""
    shapes = []
    for edge in case.network.incoming[node.id]:
        given = case.shape(edge.source)
        arriving = None if given is None else shape_after(layers.get(edge, ()), given)
        if arriving is None:
            return False
        shapes.append(arriving)
    return is_progress(case.inference.failures.get(node.id), refusal_of(node.layer, tuple(shapes)))
