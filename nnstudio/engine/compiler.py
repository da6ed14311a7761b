"""Compiles a network into a plan: every layer's kernels are bound, once, to arrays made for one batch size.

A layer's own kernels compute z, and its `output_activation` makes the result of it, in place where the activation's
derivative can be read from its output. Backwards, nodes are visited in reverse order: the first of a node's
successors writes the gradient, the others add to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Shape
from nnstudio.engine.context import PlanContext
from nnstudio.engine.objective import Objective
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
) -> Plan:
    """A plan for batches of this size.

    With an objective it also takes a target and computes loss and metrics. With random generators (one per node)
    it is a plan for training, which has a backward half; without it is a plan for evaluation or prediction.
    """
    return _Compiler(network, inference, store, batch, rngs).compile(objective)


@dataclass
class _BoundNode:
    """A node with the arrays it works on."""

    node: Node
    context: PlanContext
    inputs: list[Array]
    z: Array
    out: Array


@dataclass
class _Compiler:
    network: Network
    inference: Inference
    store: WeightStore
    batch: int
    rngs: Mapping[str, np.random.Generator] | None
    bound: dict[str, _BoundNode] = field(default_factory=dict)
    gradients: dict[str, Array] = field(default_factory=dict)

    def compile(self, objective: Objective | None) -> Plan:
        forward: list[Call] = []
        for node_id in self.inference.order:
            forward += self._forward(self.network.by_id[node_id])
        activations = {node_id: bound.out for node_id, bound in self.bound.items()}
        outputs = {node.id: activations[node.id] for node in self.network.outputs}
        inputs = {node.id: activations[node.id] for node in self.network.inputs}
        if objective is None:
            return Plan(self.batch, inputs, outputs, activations, {}, tuple(forward))
        ((output_id, prediction),) = outputs.items()
        bound = objective.bind(prediction, self.store, self._context(output_id))
        forward += bound.forward
        backward: list[Call] = []
        if self.rngs is not None:
            self.gradients[output_id] = np.empty_like(prediction)
            backward += bound.bind_backward(self.gradients[output_id])
            for node_id in reversed(self.inference.order):
                backward += self._backward(self.bound[node_id])
            backward += bound.penalty_backward()
        return Plan(
            self.batch,
            inputs,
            outputs,
            activations,
            self.gradients,
            tuple(forward),
            tuple(backward),
            bound.target,
            bound.loss,
        )

    def _context(self, node_id: str) -> PlanContext:
        training = self.rngs is not None
        rng = self.rngs[node_id] if self.rngs is not None else np.random.Generator(np.random.PCG64(0))
        frozen = not self.network.by_id[node_id].trainable
        return PlanContext(self.store.dtype, training=training, frozen=frozen, rng=rng)

    def _buffer(self, shape: Shape) -> Array:
        return np.zeros((self.batch, *shape), self.store.dtype)

    def _forward(self, node: Node) -> Iterator[Call]:
        context = self._context(node.id)
        inputs = [self.bound[edge.source].out for edge in self.network.incoming[node.id]]
        activation = node.layer.output_activation
        out = self._buffer(self.inference.shapes[node.id])
        z = out if activation is None or activation.from_output else np.zeros_like(out)
        self.bound[node.id] = _BoundNode(node, context, inputs, z, out)
        if inputs:
            yield from node.layer.bind_forward(inputs, z, self.store.weights_of(node.id), context)
        if activation is not None:
            yield from activation.forward(z, out, context)

    def _backward(self, bound: _BoundNode) -> Iterator[Call]:
        node = bound.node
        if node.id not in self.gradients or not bound.inputs:
            return
        dout, activation = self.gradients[node.id], node.layer.output_activation
        if activation is not None:
            yield from activation.backward(bound.z, bound.out, dout, dout, bound.context)
        gradients, additions = self._input_gradients(node)
        yield from node.layer.bind_backward(
            bound.inputs,
            bound.z,
            dout,
            gradients,
            self.store.weights_of(node.id),
            self.store.gradients_of(node.id),
            bound.context,
        )
        yield from additions

    def _input_gradients(self, node: Node) -> tuple[list[Array | None], Calls]:
        """Where the node's kernels write the gradients of its inputs, and the calls that add up those of forks."""
        gradients: list[Array | None] = []
        additions: list[Call] = []
        for edge in self.network.incoming[node.id]:
            if not self._learns(edge.source):
                gradients.append(None)
            elif edge.source in self.gradients:
                share = np.empty_like(self.gradients[edge.source])
                gradients.append(share)
                additions.append(partial(np.add, self.gradients[edge.source], share, self.gradients[edge.source]))
            else:
                self.gradients[edge.source] = np.empty_like(self.bound[edge.source].out)
                gradients.append(self.gradients[edge.source])
        return gradients, iter(additions)

    def _learns(self, node_id: str) -> bool:
        """Whether a gradient at this node reaches any weight: itself or a node before it has some to train."""
        if node_id not in self._learning:
            self._learning[node_id] = any(slot.gradient is not None for slot in self.store.slots_of(node_id)) or any(
                self._learns(edge.source) for edge in self.network.incoming[node_id]
            )
        return self._learning[node_id]

    _learning: dict[str, bool] = field(default_factory=dict)
