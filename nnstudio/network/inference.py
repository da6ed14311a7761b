"""The order in which a network computes and the shape at every edge, found without making any array."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from msgspec import structs

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape, ValueType
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec
from nnstudio.network.block import Block
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network, Node


@dataclass(frozen=True)
class Inference:
    """What can be known of a network as it stands, however unfinished it is."""

    order: tuple[str, ...]
    """Every node that computes, after those it depends on: of blocks what is inside. Empty if there is a cycle."""
    cycle: tuple[str, ...] = ()
    """The nodes of one cycle, if there is any."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    """The output shape of every node for which it is known, by path also for blocks and Inputs inside them."""
    types: Mapping[str, ValueType] = field(default_factory=dict)
    """What values each of these nodes gives."""
    masks: Mapping[str, Shape] = field(default_factory=dict)
    """The shape of the mask of every node whose result has one."""
    weights: Mapping[str, Mapping[str, WeightSpec]] = field(default_factory=dict)
    """The weights of every node whose shape is known; none for a node that shares those of another, for a block
    those of all that is inside, by their paths from there."""
    failures: Mapping[str, ShapeError] = field(default_factory=dict)
    """Why the shapes stop where they stop: nodes that refuse their inputs."""

    def weight_count(self, node_id: str) -> int:
        """The number of weight values of a node."""
        return sum(spec.size for spec in self.weights.get(node_id, {}).values())

    @property
    def total_weights(self) -> int:
        """The number of weight values of the whole network."""
        return sum(map(self.weight_count, self.order))

    def computes(self, node_id: str) -> bool:
        """Whether a node, or something inside a block, takes part: what only leads to muted ones does not."""
        return any(name == node_id or name.startswith(f"{node_id}/") for name in self.order)

    def inside(self, block: str) -> Inference:
        """What is known of the network inside a block, by the ids that its nodes have there."""
        return self._by_block.get(block, Inference(()))

    @cached_property
    def _by_block(self) -> dict[str, Inference]:
        """Everything under the first part of its path, in one go."""
        maps = [_divided(found) for found in (self.shapes, self.types, self.masks, self.weights, self.failures)]
        orders = _divided(dict.fromkeys(self.order))
        blocks = set(orders).union(*maps)
        return {
            name: Inference(tuple(orders.get(name, ())), (), *(part.get(name, {}) for part in maps)) for name in blocks
        }


def _divided(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What is known by paths, first by the block that they begin with and then by what follows."""
    parts: dict[str, dict[str, Any]] = {}
    for path, what in found.items():
        block, slash, rest = path.partition("/")
        if slash:
            parts.setdefault(block, {})[rest] = what
    return parts


def infer(network: Network) -> Inference:
    """Follow the shapes through the network, and through the blocks in it, as far as they go."""
    expansion = expand(network)
    found = _infer_expanded(expansion.network)
    if not expansion.origins:
        return found
    known = {name: origin for name, origin in expansion.origins.items() if origin in found.shapes}
    return replace(
        found,
        shapes={**found.shapes, **{name: found.shapes[origin] for name, origin in known.items()}},
        types={**found.types, **{name: found.types[origin] for name, origin in known.items()}},
        masks={**found.masks, **{name: found.masks[origin] for name, origin in known.items() if origin in found.masks}},
        weights={**found.weights, **_weights_inside(known, found)},
    )


def _weights_inside(blocks: Iterable[str], found: Inference) -> dict[str, dict[str, WeightSpec]]:
    """The weights of every block, from those of all nodes."""
    weights: dict[str, dict[str, WeightSpec]] = {name: {} for name in blocks}
    for node_id, specs in found.weights.items():
        for place, character in enumerate(node_id):
            if character == "/" and node_id[:place] in weights:
                rest = node_id[place + 1 :]
                weights[node_id[:place]].update({f"{rest}/{name}": spec for name, spec in specs.items()})
    return weights


def _infer_expanded(network: Network) -> Inference:
    if network.cycle:
        return Inference((), cycle=network.cycle)
    shapes: dict[str, Shape] = {}
    types: dict[str, ValueType] = {}
    masks: dict[str, Shape] = {}
    weights: dict[str, Mapping[str, WeightSpec]] = {}
    failures: dict[str, ShapeError] = {}
    for node_id in network.order:
        node = network.by_id[node_id]
        inputs = input_shapes(network, node, shapes)
        if inputs is None:
            continue
        try:
            shape, specs = shape_and_weights(node.layer, inputs)
            mask = node.layer.output_mask(inputs, [masks.get(edge.source) for edge in network.incoming[node_id]])
        except ShapeError as error:
            failures[node_id] = error
        else:
            shapes[node_id] = shape
            types[node_id] = node.layer.output_type(*(types[edge.source] for edge in network.incoming[node_id]))
            if mask is not None:
                masks[node_id] = mask
            weights[node_id] = specs if node.shared_with is None else {}
    return Inference(network.order, (), shapes, types, masks, weights, failures)


def shape_and_weights(layer: Layer, inputs: tuple[Shape, ...]) -> tuple[Shape, Mapping[str, WeightSpec]]:
    """What a layer makes of inputs of these shapes; raises ShapeError, also for weights that cannot be as asked for."""
    if isinstance(layer, Block):
        return _block_shape_and_weights(layer, inputs)
    shape, specs = layer.result_shape(*inputs), layer.weights(*inputs)
    penalty = layer.activity_penalty
    refusal = None if penalty is None else penalty.objection((2, *shape))
    if penalty is not None and refusal is not None:
        raise ShapeError(f"has the activity regularizer {penalty.short_name}, which {refusal}", "activity_regularizer")
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


def _block_shape_and_weights(block: Block, inputs: tuple[Shape, ...]) -> tuple[Shape, Mapping[str, WeightSpec]]:
    """By putting the shapes at the Inputs inside."""
    arriving = {node.id: shape for node, shape in zip(block.network.inputs, inputs, strict=False)}
    nodes = (
        structs.replace(node, layer=node.layer.replace(shape=arriving[node.id])) if node.id in arriving else node
        for node in block.network.nodes
    )
    found = infer(Network(tuple(nodes), block.network.edges))
    for name, error in found.failures.items():
        raise ShapeError(f"holds “{name}”, which {error}")
    if block.result is None or block.result.id not in found.shapes or not found.shapes.keys() >= set(found.order):
        raise ShapeError("cannot compute yet. Open it to see what is missing inside")
    weights = {f"{name}/{weight}": spec for name in found.order for weight, spec in found.weights[name].items()}
    return found.shapes[block.result.id], weights


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
