"""The groups of a network bound to some rows of a batch: whose kernels write what, forwards and backwards.

A layer's kernel computes z, and its `output_activation` makes the result of it, in place where the activation's
derivative can be read from its output; the kernel of several nodes does all of that itself. Backwards, the first of a
group's successors writes the gradient at its output, the others add to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Gradients, Kernel, Weights
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.engine.arena import Arena
from nnstudio.engine.context import Meetings, PlanContext
from nnstudio.engine.groups import Group
from nnstudio.engine.kernels.choice import kernel_of, name_of
from nnstudio.engine.layouts import Layout
from nnstudio.engine.weights import WeightStore
from nnstudio.network.graph import Network, Node
from nnstudio.network.inference import Inference


class PlanArrays:
    """The arrays of a plan by node id, each for the whole batch: results, masks and gradients."""

    def __init__(
        self,
        inference: Inference,
        layouts: Mapping[str, Layout],
        dtype: np.dtype[np.generic],
        batch: int,
        arena: Arena,
    ) -> None:
        """Results for the nodes that have a layout."""
        self.arena = arena
        self._inference, self._layouts, self._dtype, self.batch = inference, layouts, dtype, batch
        self.out = {name: self._room(name) for name in layouts}
        self.mask = {name: arena.zeros(name, (batch, *shape), bool) for name, shape in inference.masks.items()}
        self.gradient: dict[str, Array] = {}
        """The gradient at the output of every node that has one.

        Each keeps its array for as long as the plan lives, since people look at it. Nodes could share arrays of one
        shape: measured, that saves a sixth of the memory of a deep network at best, and 2 or 3 % of the time.
        """
        self.written: set[str] = set()
        """The nodes to whose gradient the calls so far have given a value; all further ones add to it."""
        self._before_activation: dict[str, Array] = {}
        self._as_numbers: dict[str, Array] = {}
        self._meetings: dict[tuple[str, int], Meetings] = {}

    def meetings_of(self, node_id: str, slices: int) -> Meetings:
        """Where so many slices of the batch leave something for each other."""
        return self._meetings.setdefault((node_id, slices), Meetings(slices))

    def before_activation(self, group: Group) -> Array:
        """What the kernel of a group writes: its result, unless an activation comes after it that needs both."""
        name, activation = group.last.id, group.output_activation
        if activation is None or activation.from_output:
            return self.out[name]
        if name not in self._before_activation:
            self._before_activation[name] = self._room(name)
        return self._before_activation[name]

    def as_numbers(self, node_id: str) -> Array:
        """Room for whole numbers in the plan's floating type."""
        if node_id not in self._as_numbers:
            self._as_numbers[node_id] = self.arena.zeros(node_id, self.out[node_id].shape, self._dtype)
        return self._as_numbers[node_id]

    def gradient_of(self, node_id: str) -> Array:
        """Room for the gradient at a node's output."""
        if node_id not in self.gradient:
            self.gradient[node_id] = self._room(node_id)
        return self.gradient[node_id]

    def holds_numbers(self, node_id: str) -> bool:
        """Whether a node gives numbers of the plan's floating type."""
        return self._inference.types[node_id] == "float32"

    def _room(self, node_id: str) -> Array:
        """For what a node gives, lying as that is to lie."""
        kind = self._dtype if self.holds_numbers(node_id) else np.dtype(self._inference.types[node_id])
        shape = (self.batch, *self._inference.shapes[node_id])
        return self._layouts[node_id].room(partial(self.arena.zeros, node_id), shape, kind)


@dataclass(frozen=True)
class _Bound:
    """A group with the rows it works on."""

    kernel: Kernel
    context: PlanContext
    inputs: list[Array]
    z: Array
    out: Array


class Binding:
    """Binds groups to rows of a plan's arrays, one after the other in the order in which they compute."""

    def __init__(
        self,
        network: Network,
        store: WeightStore,
        arrays: PlanArrays,
        rows: slice,
        learning: set[str],
        rngs: Mapping[str, np.random.Generator] | None,
        penalized: Mapping[str, Regularizer],
        number: int = 0,
        slices: int = 1,
    ) -> None:
        """For the slice of the batch with this number among so many."""
        self._network = network
        self._penalized = penalized
        self._store = store
        self._arrays = arrays
        self._rows = rows
        self._number, self._count = number, slices
        self._learning = learning
        self._rngs = rngs
        self._bound: dict[str, _Bound] = {}
        self._cast: set[str] = set()
        self.shared: list[Call] = []
        """What adds the gradients of shared weights to those of their owner, once all are there."""

    def forward(self, group: Group) -> Iterator[Call]:
        """The calls that compute a group."""
        first, last = group.first, group.last
        sources = [edge.source for edge in self._network.incoming[first.id]]
        context = self.context(first.id, tuple(self._mask(source) for source in sources))
        inputs = [self._arrays.out[source][self._rows] for source in sources]
        if not (first.layer.takes_integers or first.layer.keeps_integers):
            for port, source in enumerate(sources):
                inputs[port], casting = self.numbers(source)
                yield from casting
        before, after = self._arrays.before_activation(group), self._arrays.out[last.id]
        out = after[self._rows]
        z = out if before is after else before[self._rows]
        kernel = group.kernel or kernel_of(first.layer, inputs, context)
        self._bound[last.id] = _Bound(kernel, context, inputs, z, out)
        if inputs:
            yield from kernel.bind_forward(inputs, z, self._weights(group), context)
        if group.output_activation is not None:
            yield from group.output_activation.forward(z, out, context)
        mask = self._mask(last.id)
        if mask is not None:
            yield from last.layer.bind_mask(inputs, mask, context)

    def backward(self, group: Group) -> Iterator[Call]:
        """The calls that take the gradient from a group's result to its weights and to the results before it."""
        last = group.last
        bound, dout = self._bound[last.id], self._arrays.gradient[last.id][self._rows]
        yield from self._penalty_backward(last, bound, dout)
        if group.output_activation is not None:
            yield from group.output_activation.backward(bound.z, bound.out, dout, dout, bound.context)
        gradients, additions = self._input_gradients(group.first)
        d = Gradients(dout, gradients, self._weight_gradients(group))
        yield from bound.kernel.bind_backward(bound.inputs, bound.z, d, self._weights(group), bound.context)
        yield from additions

    def _penalty_backward(self, node: Node, bound: _Bound, dout: Array) -> Iterator[Call]:
        """Add the gradient of the penalty on a node's results."""
        penalty = self._penalized.get(node.id)
        if penalty is not None:
            share, gradient = bound.context.constant(1 / self._arrays.batch), bound.context.empty(dout.shape)
            yield partial(gradient.fill, 0)
            yield from penalty.backward(bound.out, gradient, bound.context)
            yield partial(np.multiply, gradient, share, gradient)
            yield partial(np.add, dout, gradient, dout)

    def kernel_name(self, group: Group) -> str:
        """What computes a group, once its forward pass is bound."""
        return name_of(self._bound[group.last.id].kernel)

    def numbers(self, node_id: str) -> tuple[Array, list[Call]]:
        """What a node gives in the plan's floating type; whole numbers are turned into it once for all who ask."""
        out = self._arrays.out[node_id][self._rows]
        if self._arrays.holds_numbers(node_id):
            return out, []
        numbers = self._arrays.as_numbers(node_id)[self._rows]
        if node_id in self._cast:
            return numbers, []
        self._cast.add(node_id)
        return numbers, [partial(np.copyto, numbers, out)]

    def context(self, node_id: str, masks: tuple[Array | None, ...] = (), arena: Arena | None = None) -> PlanContext:
        """What the kernels of a node are offered; their arrays are the plan's, but where another arena is given."""
        training = self._rngs is not None
        rng = self._rngs[node_id] if self._rngs is not None else np.random.Generator(np.random.PCG64(0))
        frozen = not self._network.by_id[self._network.owner_of(node_id)].trainable
        return PlanContext(
            self._store.dtype,
            training=training,
            frozen=frozen,
            rng=rng,
            masks=masks,
            arena=self._arrays.arena if arena is None else arena,
            node_id=node_id,
            meetings=self._arrays.meetings_of(node_id, self._count),
            number=self._number,
            choose=kernel_of,
        )

    def _mask(self, node_id: str) -> Array | None:
        mask = self._arrays.mask.get(node_id)
        return None if mask is None else mask[self._rows]

    def _input_gradients(self, node: Node) -> tuple[list[Array | None], list[Call]]:
        """Where the node's kernel writes the gradients of its inputs, and the calls that add up those of forks."""
        gradients: list[Array | None] = []
        additions: list[Call] = []
        written = set(self._arrays.written)
        for edge in self._network.incoming[node.id]:
            if edge.source not in self._learning:
                gradients.append(None)
                continue
            total = self._arrays.gradient_of(edge.source)[self._rows]
            share = self._arrays.arena.empty(node.id, total.shape, total.dtype) if edge.source in written else total
            gradients.append(share)
            if share is not total:
                additions.append(partial(np.add, total, share, total))
            written.add(edge.source)
        return gradients, additions

    def _weights(self, group: Group) -> Weights:
        """The weights of all its nodes."""
        return reduce(or_, (self._store.weights_of(node.id) for node in group.nodes))

    def _weight_gradients(self, group: Group) -> Weights:
        """Where the group's kernel writes the gradients of these."""
        return reduce(or_, map(self._weight_gradients_of, group.nodes))

    def _weight_gradients_of(self, node: Node) -> Weights:
        """The gradients of a node's weights; for shared ones, what is to be added."""
        if node.shared_with is None:
            return self._store.gradients_of(node.id)
        shares: dict[str, Array] = {}
        for slot in self._store.slots_of(node.id):
            if slot.spec.trainable:
                shares[slot.name] = share = np.zeros_like(slot.value)
                if slot.gradient is not None:
                    self.shared.append(partial(np.add, slot.gradient, share, slot.gradient))
        return Weights(shares)
