"""What nodes inside a group give, for those who look: the window that shows every node, a search for what went wrong.

The kernel of a group leaves nothing of what is between its nodes. It is computed when somebody asks, by the layers'
own kernels, from what stands at both ends of the group. In a training that is with the weights as they are
by then, one step later.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Gradients, Weights
from nnstudio.engine.arena import Arena
from nnstudio.engine.binding import Binding, PlanArrays
from nnstudio.engine.context import PlanContext
from nnstudio.engine.groups import Group
from nnstudio.engine.results import Computed
from nnstudio.engine.weights import WeightStore
from nnstudio.network.graph import Node


class Inside:
    """The nodes of a group, one by one."""

    def __init__(self, group: Group, source: str, binding: Binding, arrays: PlanArrays, store: WeightStore) -> None:
        self._group, self._source = group, source
        self._binding, self._arrays, self._store = binding, arrays, store

    @property
    def results(self) -> dict[str, Computed]:
        """What every node inside gives."""
        return {name: partial(self._result, place) for place, name in enumerate(self._group.inside)}

    @property
    def gradients(self) -> dict[str, Computed]:
        """The gradients at the outputs of those nodes inside that have one."""
        if self._group.last.id not in self._arrays.gradient:
            return {}
        return {name: partial(self._gradient, place) for place, name in enumerate(self._group.inside)}

    def _result(self, place: int, rows: slice) -> Array:
        """What the node at this place in the group gives."""
        return self._forward(rows)[place].out

    def _forward(self, rows: slice) -> list[_Pass]:
        passes: list[_Pass] = []
        x = np.ascontiguousarray(self._arrays.out[self._source][rows], self._store.dtype)
        for node in self._group.nodes:
            passes.append(_Pass(node, x, self._weights(node), self._binding.context(node.id, arena=Arena())))
            passes[-1].forward()
            x = passes[-1].out
        return passes

    def _gradient(self, place: int, rows: slice) -> Array:
        """The gradient at the output of the node at this place in the group."""
        dout = np.array(self._arrays.gradient[self._group.last.id][rows], order="C")
        for later in reversed(self._forward(rows)[place + 1 :]):
            dout = later.backward(dout)
        return dout

    def _weights(self, node: Node) -> dict[str, Array]:
        """Copies: looking changes nothing."""
        return {slot.name: slot.value.copy() for slot in self._store.slots_of(node.id)}


class _Pass:
    """A layer over some samples, with arrays of its own."""

    def __init__(self, node: Node, x: Array, weights: Mapping[str, Array], ctx: PlanContext) -> None:
        self._layer, self._x, self._ctx = node.layer, x, ctx
        self._w = Weights(dict(weights))
        self._unread = Weights({name: np.zeros_like(value) for name, value in weights.items()})
        shape = (len(x), *node.layer.result_shape(x.shape[1:]))
        activation = node.layer.output_activation
        self.out = np.zeros(shape, x.dtype)
        self._z = self.out if activation is None or activation.from_output else np.zeros_like(self.out)

    def forward(self) -> None:
        """Compute the result."""
        _run(self._layer.bind_forward([self._x], self._z, self._w, self._ctx))
        if self._layer.output_activation is not None:
            _run(self._layer.output_activation.forward(self._z, self.out, self._ctx))

    def backward(self, dout: Array) -> Array:
        """The gradient of the input, after `forward`; takes `dout` for its own."""
        dx = np.zeros_like(self._x)
        if self._layer.output_activation is not None:
            _run(self._layer.output_activation.backward(self._z, self.out, dout, dout, self._ctx))
        _run(self._layer.bind_backward([self._x], self._z, Gradients(dout, [dx], self._unread), self._w, self._ctx))
        return dx


def _run(calls: Calls) -> None:
    with np.errstate(all="ignore"):
        for call in list(calls):  # all are bound before the first of them runs, as in a plan
            call()
