"""The order in which a network computes and the shape at every edge, found without making any array."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape, ValueType
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec
from nnstudio.network.graph import Network, Node


@dataclass(frozen=True)
class Inference:
    """What can be known of a network as it stands, however unfinished it is."""

    order: tuple[str, ...]
    """Every node after those it depends on; empty if there is a cycle."""
    cycle: tuple[str, ...] = ()
    """The nodes of one cycle, if there is any."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    """The output shape of every node for which it is known."""
    types: Mapping[str, ValueType] = field(default_factory=dict)
    """What values each of these nodes gives."""
    weights: Mapping[str, Mapping[str, WeightSpec]] = field(default_factory=dict)
    """The weights of every node whose shape is known; none for a node that shares those of another."""
    failures: Mapping[str, ShapeError] = field(default_factory=dict)
    """Why the shapes stop where they stop: nodes that refuse their inputs."""

    def weight_count(self, node_id: str) -> int:
        """The number of weight values of a node."""
        return sum(spec.size for spec in self.weights.get(node_id, {}).values())

    @property
    def total_weights(self) -> int:
        """The number of weight values of the whole network."""
        return sum(map(self.weight_count, self.weights))


def infer(network: Network) -> Inference:
    """Follow the shapes through the network as far as they go."""
    try:
        order = tuple(TopologicalSorter(_dependencies(network)).static_order())
    except CycleError as error:
        return Inference((), cycle=tuple(error.args[1]))
    shapes: dict[str, Shape] = {}
    types: dict[str, ValueType] = {}
    weights: dict[str, Mapping[str, WeightSpec]] = {}
    failures: dict[str, ShapeError] = {}
    for node_id in order:
        node = network.by_id[node_id]
        inputs = input_shapes(network, node, shapes)
        if inputs is None:
            continue
        try:
            shape, specs = shape_and_weights(node.layer, inputs)
        except ShapeError as error:
            failures[node_id] = error
        else:
            shapes[node_id] = shape
            types[node_id] = node.layer.output_type(*(types[edge.source] for edge in network.incoming[node_id]))
            weights[node_id] = specs if node.shared_with is None else {}
    return Inference(order, (), shapes, types, weights, failures)


def cycle_of(network: Network) -> tuple[str, ...]:
    """The nodes of one cycle in the direction of its edges, the first once more at the end; empty if there is none."""
    try:
        TopologicalSorter(_dependencies(network)).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def shape_and_weights(layer: Layer, inputs: tuple[Shape, ...]) -> tuple[Shape, Mapping[str, WeightSpec]]:
    """What a layer makes of inputs of these shapes; raises ShapeError, also for weights that cannot be as asked for."""
    shape, specs = layer.output_shape(*inputs), layer.weights(*inputs)
    for name, spec in specs.items():
        parts = {"initializer": spec.initializer, "regularizer": spec.regularizer, "constraint": spec.constraint}
        for part, chosen in parts.items():
            objection = None if chosen is None else chosen.objection(spec.shape)
            if chosen is not None and objection is not None:
                field = _field_of(layer, name, part, chosen)
                raise ShapeError(f"has the {name} {part} {chosen.short_name}, which {objection}", field)
    return shape, specs


def _field_of(layer: Layer, weight: str, part: str, chosen: Declaration) -> str | None:
    """The field for a part of a weight: that with Keras' name for it, or else the one that holds what was chosen.

    `recurrent_kernel` has its `recurrent_initializer`, but the `kernel` of a depthwise convolution has a
    `depthwise_initializer`.
    """
    fields = fields_of(type(layer))
    stem = weight.rsplit("/", 1)[-1].removesuffix("_kernel")
    named = [name for name in (f"{stem}_{part}", part) if name in fields]
    holding = [name for name in fields if name.endswith(f"_{part}") and getattr(layer, name) is chosen]
    return next(iter(named + holding), None)


def input_shapes(network: Network, node: Node, shapes: Mapping[str, Shape]) -> tuple[Shape, ...] | None:
    """The shapes at a node's ports, or None where an edge is missing or its shape is not known."""
    edges = network.incoming[node.id]
    if not accepts(node, len(edges)) or any(edge.source not in shapes for edge in edges):
        return None
    return tuple(shapes[edge.source] for edge in edges)


def accepts(node: Node, count: int) -> bool:
    """Whether a node can compute with this number of edges."""
    most = node.layer.most_inputs
    return node.layer.least_inputs <= count and (most is None or count <= most)


def _dependencies(network: Network) -> dict[str, list[str]]:
    return {node.id: [edge.source for edge in network.incoming[node.id]] for node in network.nodes}
