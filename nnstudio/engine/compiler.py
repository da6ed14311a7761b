"""Compiles a network into a plan: every layer's kernels are bound, once, to arrays made for one batch size.

A layer's kernel computes z, and its `output_activation` makes the result of it, in place where the activation's
derivative can be read from its output. Backwards, nodes are visited in reverse order: the first of a node's
successors writes the gradient, the others add to it. Nodes that share weights add theirs to the owner's in the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Weights
from nnstudio.engine.context import PlanContext
from nnstudio.engine.kernels.choice import Kernel, kernel_of
from nnstudio.engine.objective import BoundObjective, Objective
from nnstudio.engine.plan import Plan
from nnstudio.engine.weights import WeightStore
from nnstudio.network.graph import Network, Node
from nnstudio.network.inference import Inference


def compile_plan(
    network: Network,
    inference: Inference,
    store: WeightStore,
    batch: int,
    *,
    objective: Objective | None = None,
    rngs: Mapping[str, np.random.Generator] | None = None,
    outputs: Mapping[str, str] | None = None,
) -> Plan:
    """A plan for batches of this size; `outputs` names the nodes that are outputs, where they go by other names.

    With an objective it also takes targets and computes losses and metrics. With random generators (one per node)
    it is a plan for training, which has a backward half; without it is a plan for evaluation or prediction.
    """
    named = {node.id: node.id for node in network.outputs} if outputs is None else outputs
    return _Compiler(network, inference, store, batch, rngs).compile(objective, named)


@dataclass
class _BoundNode:
    """A node with the arrays it works on."""

    node: Node
    kernel: Kernel
    context: PlanContext
    inputs: list[Array]
    z: Array
    out: Array
    mask: Array | None


class _Compiler:
    def __init__(
        self,
        network: Network,
        inference: Inference,
        store: WeightStore,
        batch: int,
        rngs: Mapping[str, np.random.Generator] | None,
    ) -> None:
        self._network = network
        self._inference = inference
        self._store = store
        self._batch = batch
        self._rngs = rngs
        self._bound: dict[str, _BoundNode] = {}
        self._gradients: dict[str, Array] = {}
        self._as_numbers: dict[str, Array] = {}
        self._learning = _learning_nodes(network, inference, store)
        self._shared: list[Call] = []

    def compile(self, objective: Objective | None, named: Mapping[str, str]) -> Plan:
        forward: list[Call] = []
        for node_id in self._inference.order:
            forward += self._forward(self._network.by_id[node_id])
        activations = {node_id: bound.out for node_id, bound in self._bound.items()}
        outputs = {name: activations[node_id] for name, node_id in named.items()}
        inputs = {node.id: activations[node.id] for node in self._network.inputs}
        if objective is None:
            return Plan(self._batch, inputs, outputs, activations, {}, tuple(forward))
        predictions: dict[str, Array] = {}
        for name, node_id in named.items():
            predictions[name], casting = self._numbers(node_id)
            forward += casting
        contexts = {name: self._context(node_id) for name, node_id in named.items()}
        masks = {name: mask for name, node_id in named.items() if (mask := self._bound[node_id].mask) is not None}
        bound = objective.bind(predictions, self._store, contexts, masks)
        forward += [*bound.forward(), *self._penalties(bound.loss)]
        backward = self._all_backward(predictions, named, bound) if self._rngs is not None else ()
        return Plan(
            batch=self._batch,
            inputs=inputs,
            outputs=outputs,
            activations=activations,
            gradients=self._gradients,
            forward=tuple(forward),
            measure=tuple(bound.measure()),
            backward=tuple(backward),
            targets={name: judgement.target for name, judgement in bound.judgements.items()},
            loss=bound.loss,
            losses={name: judgement.loss for name, judgement in bound.judgements.items()},
        )

    def _context(self, node_id: str, masks: tuple[Array | None, ...] = ()) -> PlanContext:
        training = self._rngs is not None
        rng = self._rngs[node_id] if self._rngs is not None else np.random.Generator(np.random.PCG64(0))
        frozen = not self._network.by_id[self._network.owner_of(node_id)].trainable
        return PlanContext(self._store.dtype, training=training, frozen=frozen, rng=rng, masks=masks)

    def _buffer(self, node_id: str) -> Array:
        """An array for what a node gives."""
        values = self._store.dtype if self._inference.types[node_id] == "float32" else self._inference.types[node_id]
        return np.zeros((self._batch, *self._inference.shapes[node_id]), values)

    def _mask_of(self, node_id: str) -> Array | None:
        """An array for the mask of what a node gives."""
        shape = self._inference.masks.get(node_id)
        return None if shape is None else np.zeros((self._batch, *shape), bool)

    def _numbers(self, node_id: str) -> tuple[Array, list[Call]]:
        """What a node gives in the plan's floating type; whole numbers are turned into it once for all who ask."""
        out = self._bound[node_id].out
        if self._inference.types[node_id] == "float32":
            return out, []
        if node_id in self._as_numbers:
            return self._as_numbers[node_id], []
        self._as_numbers[node_id] = numbers = np.zeros(out.shape, self._store.dtype)
        return numbers, [partial(np.copyto, numbers, out)]

    def _forward(self, node: Node) -> Iterator[Call]:
        sources = [edge.source for edge in self._network.incoming[node.id]]
        context = self._context(node.id, tuple(self._bound[source].mask for source in sources))
        inputs = [self._bound[source].out for source in sources]
        if not (node.layer.takes_integers or node.layer.keeps_integers):
            for port, source in enumerate(sources):
                inputs[port], casting = self._numbers(source)
                yield from casting
        activation = node.layer.output_activation
        out = self._buffer(node.id)
        z = out if activation is None or activation.from_output else np.zeros_like(out)
        mask = self._mask_of(node.id)
        kernel = kernel_of(node.layer, inputs, context)
        self._bound[node.id] = _BoundNode(node, kernel, context, inputs, z, out, mask)
        if inputs:
            yield from kernel.bind_forward(inputs, z, self._store.weights_of(node.id), context)
        if activation is not None:
            yield from activation.forward(z, out, context)
        if mask is not None:
            yield from node.layer.bind_mask(inputs, mask, context)

    def _penalties(self, loss: Array) -> Iterator[Call]:
        """Add to the loss what the results of layers are penalized by, averaged over the batch."""
        share = np.full((), 1 / self._batch, self._store.dtype)
        for bound in self._bound.values():
            penalty, total = bound.node.layer.activity_penalty, np.zeros_like(share)
            if penalty is not None:
                yield partial(total.fill, 0)
                yield from penalty.forward(bound.out, total, bound.context)
                yield partial(np.multiply, total, share, total)
                yield partial(np.add, loss, total, loss)

    def _penalty_backward(self, bound: _BoundNode, dout: Array) -> Iterator[Call]:
        """Add the gradient of the penalty on a node's results."""
        penalty = bound.node.layer.activity_penalty
        if penalty is not None:
            share, gradient = np.full((), 1 / self._batch, self._store.dtype), np.empty_like(dout)
            yield partial(gradient.fill, 0)
            yield from penalty.backward(bound.out, gradient, bound.context)
            yield partial(np.multiply, gradient, share, gradient)
            yield partial(np.add, dout, gradient, dout)

    def _all_backward(
        self, predictions: Mapping[str, Array], named: Mapping[str, str], objective: BoundObjective
    ) -> Iterator[Call]:
        """From the losses through every node, last to first; then what shared weights and penalties add."""
        gradients = {name: np.empty_like(prediction) for name, prediction in predictions.items()}
        yield from objective.backward(gradients)
        for name, gradient in gradients.items():
            total = self._gradients.setdefault(named[name], gradient)
            if total is not gradient:  # a node that is an output under two names
                yield partial(np.add, total, gradient, total)
        for node_id in reversed(self._inference.order):
            if node_id in self._learning and self._bound[node_id].inputs:
                yield from self._backward(self._bound[node_id])
        yield from self._shared
        yield from objective.penalty_backward()

    def _backward(self, bound: _BoundNode) -> Iterator[Call]:
        node, dout = bound.node, self._gradients[bound.node.id]
        yield from self._penalty_backward(bound, dout)
        activation = node.layer.output_activation
        if activation is not None:
            yield from activation.backward(bound.z, bound.out, dout, dout, bound.context)
        gradients, additions = self._input_gradients(node)
        yield from bound.kernel.bind_backward(
            bound.inputs,
            bound.z,
            dout,
            gradients,
            self._store.weights_of(node.id),
            self._weight_gradients(node),
            bound.context,
        )
        yield from additions

    def _input_gradients(self, node: Node) -> tuple[list[Array | None], list[Call]]:
        """Where the node's kernels write the gradients of its inputs, and the calls that add up those of forks."""
        gradients: list[Array | None] = []
        additions: list[Call] = []
        for edge in self._network.incoming[node.id]:
            total = self._gradients.get(edge.source)
            if edge.source not in self._learning:
                gradients.append(None)
            elif total is not None:
                share = np.empty_like(total)
                gradients.append(share)
                additions.append(partial(np.add, total, share, total))
            else:
                self._gradients[edge.source] = np.empty_like(self._bound[edge.source].out)
                gradients.append(self._gradients[edge.source])
        return gradients, additions

    def _weight_gradients(self, node: Node) -> Weights:
        """Where the node's kernels write the gradients of its weights; for shared ones, what is to be added."""
        if node.shared_with is None:
            return self._store.gradients_of(node.id)
        shares: dict[str, Array] = {}
        for slot in self._store.slots_of(node.id):
            if slot.spec.trainable:
                shares[slot.name] = share = np.zeros_like(slot.value)
                if slot.gradient is not None:
                    self._shared.append(partial(np.add, slot.gradient, share, slot.gradient))
        return Weights(shares)


def _learning_nodes(network: Network, inference: Inference, store: WeightStore) -> set[str]:
    """The nodes at whose output a gradient is of use: they, or nodes before them, have weights that move."""
    found: set[str] = set()
    for node_id in inference.order:
        moves = any(slot.gradient is not None for slot in store.slots_of(node_id))
        if moves or any(edge.source in found for edge in network.incoming[node_id]):
            found.add(node_id)
    return found
