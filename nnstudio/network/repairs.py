"""Repairs of shapes: every candidate is tried on the network, and only those that mend it are offered.

A repair mends a node if that has a shape afterwards, and no other node has lost its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, FieldKind, fields_of
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.change import Change, apply
from nnstudio.network.document import Document
from nnstudio.network.graph import Node
from nnstudio.network.inference import Inference, infer
from nnstudio.network.layout import ROW, make_room
from nnstudio.network.output_edits import follow_nodes
from nnstudio.network.problem import Fix

_ADAPTER_CATEGORIES = ("Reshaping", "Pooling")
"""What is tried, in this order: layers that keep every value come before those that summarize."""
_SIZES = ("units", "filters")
"""The fields that set the last axis of a layer's result."""


def shape_repairs(document: Document, inference: Inference, node: Node, error: ShapeError) -> tuple[Fix, ...]:
    """What makes a node accept its inputs: other settings, other sizes of the layers before it, other layers there."""
    groups = (
        _settings(document, node, error.field),
        _sizes_before(document, inference, node),
        _insertions(document, inference, node),
    )
    return _first_that_mend(groups, lambda fix: _mends(document, inference, fix, node.id))


def output_repairs(document: Document, inference: Inference, output: Node, wanted: Shape) -> tuple[Fix, ...]:
    """What makes the output of a sound network have the wanted shape."""
    groups = (
        _sizes_of_output(document, output, wanted),
        _insertions_before_output(document, inference, output, wanted),
        _appendices(document, output, wanted),
    )
    return _first_that_mend(groups, lambda fix: _gives(document, inference, fix, output, wanted))


def _first_that_mend(groups: Iterable[Iterable[Fix]], mends: Callable[[Fix], bool]) -> tuple[Fix, ...]:
    """The repairs of the first group that has any: the groups begin with the one that changes least."""
    found = (tuple(fix for fix in group if mends(fix)) for group in groups)
    return next((fixes for fixes in found if fixes), ())


def _mends(document: Document, inference: Inference, fix: Fix, node_id: str) -> bool:
    after = infer(apply(document, fix.change).network)
    return node_id in after.shapes and inference.shapes.keys() <= after.shapes.keys()


def _gives(document: Document, inference: Inference, fix: Fix, output: Node, wanted: Shape) -> bool:
    """Whether the output, or what follows it then, has the wanted shape, and the others have theirs as before."""
    network = apply(document, fix.change).network
    after = infer(network)
    shapes = {node.id: after.shapes.get(node.id) for node in network.outputs}
    others = {node.id: inference.shapes[node.id] for node in document.network.outputs if node.id != output.id}
    mended = [shape for name, shape in shapes.items() if name not in others]
    unchanged = others == {name: shape for name, shape in shapes.items() if name in others}
    return mended == [wanted] and unchanged and inference.shapes.keys() <= after.shapes.keys()


def _settings(document: Document, node: Node, name: str | None) -> Iterator[Fix]:
    """The guilty setting at its default, and the other values of settings that have few."""
    for field in fields_of(type(node.layer)).values():
        now = getattr(node.layer, field.name)
        for value in _other_values(field, is_guilty=field.name == name):
            if value != now:
                change = edits.set_fields(document, [node.id], **{field.name: value})
                yield Fix(f"Set {field.label} to {_text(value)}", change)


def _other_values(field: Field, *, is_guilty: bool) -> tuple[object, ...]:
    if field.kind is FieldKind.CHOICE:
        return field.choices
    return () if field.required or not is_guilty else (field.default,)


def _sizes_before(document: Document, inference: Inference, node: Node) -> Iterator[Fix]:
    """For a layer that joins several inputs: the size of one as that of another."""
    edges = document.network.incoming[node.id]
    shapes = [inference.shapes.get(edge.source) for edge in edges]
    lengths = dict.fromkeys(shape[-1] for shape in shapes if shape)
    for edge in edges:
        sized = _last_sized(document, document.network.by_id[edge.source])
        if sized is not None and len(edges) > 1:
            yield from (_resized(document, sized, length) for length in lengths)


def _sizes_of_output(document: Document, output: Node, wanted: Shape) -> Iterator[Fix]:
    sized = _last_sized(document, output)
    if sized is not None and wanted:
        yield _resized(document, sized, wanted[-1])


def _insertions_before_output(document: Document, inference: Inference, output: Node, wanted: Shape) -> Iterator[Fix]:
    """Layers of other shapes before the last layer whose size can be set, with the wanted size."""
    sized = _last_sized(document, output)
    if sized is not None and wanted:
        for fix in _insertions(document, inference, sized):
            resized = _resized(apply(document, fix.change), sized, wanted[-1])
            yield Fix(fix.label, fix.change.then(resized.change))


def _insertions(document: Document, inference: Inference, node: Node) -> Iterator[Fix]:
    """Layers of other shapes on the edges into a node."""
    for edge in document.network.incoming[node.id]:
        given = inference.shapes.get(edge.source)
        if given is None:
            continue
        for adapter, adapted in _adapters(given):
            label = f"Insert {type(adapter).__name__}: {shape_text(given)} becomes {shape_text(adapted)}"
            (left, top), (right, bottom) = (document.network.by_id[end].position for end in (edge.source, edge.target))
            middle = ((left + right) / 2, (top + bottom) / 2)
            yield Fix(label, _with_room(document, edits.insert_on_edge(document, edge, adapter, middle)))


def _adapters(given: Shape) -> Iterator[tuple[Layer, Shape]]:
    """Every layer that could change this shape without being set, with the shape that comes of it."""
    for layer in _candidates(given):
        try:
            adapted = layer.result_shape(given)
        except ShapeError:
            continue
        if adapted != given:
            yield layer, adapted


def _candidates(given: Shape) -> Iterator[Layer]:
    """Every layer of the adapter categories that needs no settings, and a Reshape to a picture of one channel."""
    layers = types_of(Layer)
    for category in _ADAPTER_CATEGORIES:
        for layer in layers.values():
            if layer.category == category and not any(field.required for field in fields_of(layer).values()):
                yield layer()
    if len(given) == 1:
        side = math.isqrt(given[0])
        shape = (side, side, 1) if side * side == given[0] else (given[0], 1, 1)
        yield layers["Reshape"](target_shape=shape)
    elif len(given) == 2:
        yield layers["Reshape"](target_shape=(*given, 1))


def _appendices(document: Document, output: Node, wanted: Shape) -> Iterator[Fix]:
    """Layers after the output that bring its result to the wanted shape."""
    layers = types_of(Layer)
    candidates = [layers["Flatten"](), layers["Reshape"](target_shape=wanted)]
    if wanted:
        candidates.append(layers["Dense"](units=wanted[-1]))
    for layer in candidates:
        below = (output.position[0], output.position[1] + ROW)
        added = edits.add_node(document, layer, below)
        (name,) = edits.added_ids(added)
        change = added.then(edits.connect(apply(document, added), output.id, name))
        change = change.then(Change("Follow", tuple(follow_nodes(document, {output.id: name}))))
        settings = f" of {layer.summary}" if layer.summary else ""
        yield Fix(f"Add {type(layer).__name__}{settings} at the end", change)


def _last_sized(document: Document, node: Node) -> Node | None:
    """The node itself or the nearest before it, along single edges, whose size can be set."""
    network = document.network
    seen: set[str] = set()
    while node.id not in seen:
        seen.add(node.id)
        if any(size in fields_of(type(node.layer)) for size in _SIZES):
            return node
        incoming = network.incoming[node.id]
        if len(incoming) != 1:
            return None
        node = network.by_id[incoming[0].source]
    return None


def _resized(document: Document, node: Node, length: int) -> Fix:
    fields = fields_of(type(node.layer))
    name = next(size for size in _SIZES if size in fields)
    change = edits.set_fields(document, [node.id], **{name: length})
    return Fix(f"Set {fields[name].label} of “{node.id}” to {length}", change)


def _with_room(document: Document, change: Change) -> Change:
    """The change, with what lies around a new node moved away from it."""
    (name,) = edits.added_ids(change)
    after = apply(document, change)
    return change.then(edits.move(after, make_room(after.network, name)))


def _text(value: object) -> str:
    if isinstance(value, Declaration):
        return value.short_name
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
