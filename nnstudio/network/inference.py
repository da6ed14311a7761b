"""The order in which a network computes and the shape at every edge, found without making any array."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from msgspec import structs

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.kernels import Shape, ValueType
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec
from nnstudio.network.axis_names import described, names_of_result
from nnstudio.network.block import Block
from nnstudio.network.expansion import expand
from nnstudio.network.graph import Network, Node
from nnstudio.sentence import Sentence

T = TypeVar("T")
_MOST_AXES = 32
"""Of a result for one sample, or of a weight; NumPy ends a little farther on."""
_REMEMBERED = 4096
"""Of how many layers with their inputs it stays known what they make of them: several large networks."""


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
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the axes of each of these shapes are called."""
    masks: Mapping[str, Shape] = field(default_factory=dict)
    """The shape of the mask of every node whose result has one."""
    weights: Mapping[str, Mapping[str, WeightSpec]] = field(default_factory=dict)
    """The weights of every node whose shape is known; none for a node that shares those of another, for a block
    those of all that is inside, by their paths from there."""
    failures: Mapping[str, ShapeError] = field(default_factory=dict)
    """Why the shapes stop where they stop: nodes that refuse their inputs."""
    network: Network = field(default=Network(), compare=False, repr=False, kw_only=True)
    """The network of nodes that compute, without blocks, of which all this is known."""

    def weight_count(self, node_id: str) -> int:
        """The number of weight values of a node."""
        return sum(spec.size for spec in self.weights.get(node_id, {}).values())

    def described(self, node_id: str) -> str:
        """The result of a node whose shape is known, with the names of its axes."""
        return described(self.shapes[node_id], self.axes[node_id])

    @property
    def total_weights(self) -> int:
        """The number of weight values of the whole network."""
        return sum(map(self.weight_count, self.order))

    def is_idle(self, node_id: str) -> bool:
        """Whether a node that is not muted stands aside, because it leads to nothing but muted ones."""
        return node_id not in self.shapes and bool(self.order) and node_id not in self._taking_part

    def inside(self, block: str) -> Inference:
        """What is known of the network inside a block, by the ids that its nodes have there."""
        return self._by_block.get(block, Inference(()))

    @cached_property
    def _taking_part(self) -> frozenset[str]:
        """The nodes that compute, and the blocks in which something does."""
        return frozenset(name.partition("/")[0] for name in self.order)

    @cached_property
    def _by_block(self) -> dict[str, Inference]:
        """Everything under the first part of its path, in one go."""
        known = (self.shapes, self.types, self.axes, self.masks, self.weights, self.failures)
        maps = [_divided(found) for found in known]
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


def infer(network: Network, before: Inference | None = None) -> Inference:
    """Follow the shapes through the network, and through the blocks in it, as far as they go.

    What is known of the network `before` an edit is taken over for all nodes that the edit did not reach.
    """
    expansion = expand(network)
    found = _infer_expanded(expansion.network, before or Inference(()))
    if not expansion.origins:
        return found
    known = {name: origin for name, origin in expansion.origins.items() if origin in found.shapes}
    return replace(
        found,
        shapes={**found.shapes, **{name: found.shapes[origin] for name, origin in known.items()}},
        types={**found.types, **{name: found.types[origin] for name, origin in known.items()}},
        axes={**found.axes, **{name: found.axes[origin] for name, origin in known.items()}},
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


def _infer_expanded(network: Network, before: Inference) -> Inference:
    if network.cycle:
        return Inference((), cycle=network.cycle)
    return _Walk(network, before).inference()


class _Walk:
    """Goes from node to node in the order in which they compute, past those that are as they were."""

    def __init__(self, network: Network, before: Inference) -> None:
        self._network = network
        self._stale = _differing(network, before.network)
        self._shapes, self._types, self._axes = dict(before.shapes), dict(before.types), dict(before.axes)
        self._masks, self._weights, self._failures = dict(before.masks), dict(before.weights), dict(before.failures)
        for name in self._network.order:
            if name in self._stale:
                self._visit(network.by_id[name])

    def inference(self) -> Inference:
        """What is known after the walk."""
        kept = self._in_order
        return Inference(
            order=self._network.order,
            shapes=kept(self._shapes),
            types=kept(self._types),
            axes=kept(self._axes),
            masks=kept(self._masks),
            weights=kept(self._weights),
            failures=kept(self._failures),
            network=self._network,
        )

    def _visit(self, node: Node) -> None:
        """Find what a node gives; if that is something else than before, those behind it are not as they were."""
        before = self._result(node.id)
        for known in (self._shapes, self._types, self._axes, self._masks, self._weights, self._failures):
            known.pop(node.id, None)
        self._compute(node)
        if self._result(node.id) != before:
            self._stale.update(edge.target for edge in self._network.outgoing[node.id])

    def _result(self, name: str) -> tuple[object, ...]:
        return self._shapes.get(name), self._types.get(name), self._axes.get(name), self._masks.get(name)

    def _compute(self, node: Node) -> None:
        inputs = input_shapes(self._network, node, self._shapes)
        if inputs is None:
            return
        sources = [edge.source for edge in self._network.incoming[node.id]]
        try:
            shape, specs = shape_and_weights(node.layer, inputs)
            mask = node.layer.output_mask(inputs, [self._masks.get(source) for source in sources])
        except ShapeError as error:
            self._failures[node.id] = error.with_traceback(None)  # it would keep alive whoever asked
            return
        self._shapes[node.id] = shape
        kind = self._types[node.id] = node.layer.output_type(*(self._types[source] for source in sources))
        given = self._axes[sources[0]] if sources and self._types[sources[0]] == kind else ()
        self._axes[node.id] = names_of_result(node.layer, shape, kind, given)
        if mask is not None:
            self._masks[node.id] = mask
        self._weights[node.id] = specs if node.shared_with is None else {}

    def _in_order(self, known: Mapping[str, T]) -> dict[str, T]:
        """What is known of nodes that are there, in the order in which they compute."""
        return {name: known[name] for name in self._network.order if name in known}


def _differing(network: Network, before: Network) -> set[str]:
    """The nodes that compute something else than before, or from something else."""
    found = {node.id for node in network.nodes if not _computes_like(node, before.by_id.get(node.id))}
    if network.incoming is not before.incoming:
        found.update(name for name, edges in network.incoming.items() if edges != before.incoming.get(name))
    return found


def _computes_like(node: Node, other: Node | None) -> bool:
    return other is node or (other is not None and (other.layer, other.shared_with) == (node.layer, node.shared_with))


@lru_cache(_REMEMBERED)
def shape_and_weights(layer: Layer, inputs: tuple[Shape, ...]) -> tuple[Shape, Mapping[str, WeightSpec]]:
    """What a layer makes of inputs of these shapes; raises ShapeError, also for weights that cannot be as asked for.

    Undo asks again what was asked before, and the doctor asks for every proposal.
    """
    if isinstance(layer, Block):
        return _block_shape_and_weights(layer, inputs)
    shape, specs = layer.result_shape(*inputs), layer.weights(*inputs)
    _refuse_many_axes(shape, specs)
    penalty = layer.activity_penalty
    refusal = None if penalty is None else penalty.objection((2, *shape))
    if penalty is not None and refusal is not None:
        raise ShapeError(
            Sentence(
                "has the activity regularizer {penalty}, which {refusal}", penalty=penalty.short_name, refusal=refusal
            ),
            "activity_regularizer",
        )
    for name, spec in specs.items():
        parts = {"initializer": spec.initializer, "regularizer": spec.regularizer, "constraint": spec.constraint}
        for part, chosen in parts.items():
            objection = None if chosen is None else chosen.objection(spec.shape)
            if chosen is not None and objection is not None:
                field = _field_of(layer, name, part, chosen)
                raise ShapeError(
                    Sentence(
                        "has the {name} {part} {chosen}, which {objection}",
                        name=name,
                        part=Sentence(part),
                        chosen=chosen.short_name,
                        objection=objection,
                    ),
                    field,
                )
    return shape, specs


def _refuse_many_axes(shape: Shape, specs: Mapping[str, WeightSpec]) -> None:
    """Raise ShapeError for arrays that cannot be, so that a slip of the finger is told where it happened."""
    for one in (shape, *(spec.shape for spec in specs.values())):
        if len(one) > _MOST_AXES:
            raise ShapeError(
                Sentence("would need {count} axes, and {most} are the most; set fewer", count=len(one), most=_MOST_AXES)
            )


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
        raise ShapeError(Sentence("holds “{name}”, which {error}", name=name, error=error))
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
