"""Problems of shapes: a layer that refuses what it is given, with the layers that would mend it."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import Edge, Node
from nnstudio.network.inference import Inference
from nnstudio.network.problem import Fix, Problem

_ADAPTER_CATEGORIES = ("Reshaping", "Pooling")


def shape_problems(document: Document, inference: Inference) -> Iterator[Problem]:
    """One problem for every node that refuses its inputs."""
    for node_id, error in inference.failures.items():
        node = document.network.by_id[node_id]
        yield Problem(
            code="shape",
            node=node_id,
            field=error.field,
            message=f"{node.title} {error}.",
            fixes=tuple(adapters(document, inference, node)),
        )


def adapters(document: Document, inference: Inference, node: Node) -> Iterator[Fix]:
    """Layers that, put before this node, make it accept its input."""
    for edge, adapter, given, adapted in adaptations(document, inference, node):
        if _takes(node.layer, adapted):
            yield insertion(document, edge, adapter, given, adapted)


def adaptations(document: Document, inference: Inference, node: Node) -> Iterator[tuple[Edge, Layer, Shape, Shape]]:
    """Every layer that could stand on the only edge into a node, with the shapes before and after it."""
    incoming = document.network.incoming[node.id]
    if len(incoming) != 1 or incoming[0].source not in inference.shapes:
        return
    given = inference.shapes[incoming[0].source]
    for adapter in _candidates(given):
        try:
            yield incoming[0], adapter, given, adapter.output_shape(given)
        except ShapeError:
            continue


def insertion(document: Document, edge: Edge, adapter: Layer, given: Shape, adapted: Shape) -> Fix:
    """The repair that puts a layer on an edge."""
    ends = [document.network.by_id[name].position for name in (edge.source, edge.target)]
    middle = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2)
    return Fix(
        f"Insert {type(adapter).__name__}: {shape_text(given)} becomes {shape_text(adapted)}",
        edits.insert_on_edge(document, edge, adapter, middle),
    )


def _takes(layer: Layer, shape: Shape) -> bool:
    try:
        layer.output_shape(shape)
    except ShapeError:
        return False
    return True


def _candidates(given: Shape) -> Iterator[Layer]:
    """Every layer of the adapter categories that needs no settings, and a Reshape to a picture of one channel."""
    layers = types_of(Layer)
    for layer in layers.values():
        if layer.category in _ADAPTER_CATEGORIES and not any(field.required for field in fields_of(layer).values()):
            yield layer()
    if len(given) == 1:
        side = round(given[0] ** 0.5)
        shape = (side, side, 1) if side * side == given[0] else (given[0], 1, 1)
        yield layers["Reshape"](target_shape=shape)
    elif len(given) == 2:
        yield layers["Reshape"](target_shape=(*given, 1))
