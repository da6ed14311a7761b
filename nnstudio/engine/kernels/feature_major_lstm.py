"""An LSTM whose arrays have features along rows and samples along columns, so that every gate is one block of memory.

Inputs, state and a one for the bias stand on top of each other, and one product gives all gates. The three sigmoid
gates are neighbors and take one call each; their derivatives are computed just before they are needed, from what is
still in the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nnstudio.catalog.activations import Sigmoid, Tanh
from nnstudio.catalog.kernels import Array, Calls, Context, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.recurrent.lstm import LSTM

_INPUT, _FORGET, _OUTPUT, _CANDIDATE = range(4)
"""The order of the gates here: the sigmoids first."""
_IN_KERAS = (0, 1, 3, 2)
"""Where each of them stands in the kernels."""


class FeatureMajorLSTM:
    """The kernel of an LSTM with tanh and sigmoid, without dropout and masks."""

    def __init__(self, layer: LSTM) -> None:
        self._layer = layer

    @staticmethod
    def takes(layer: Layer) -> bool:
        """Whether the layer is such a one."""
        return (
            isinstance(layer, LSTM)
            and isinstance(layer.activation, Tanh)
            and isinstance(layer.recurrent_activation, Sigmoid)
            and layer.dropout == layer.recurrent_dropout == 0
        )

    def bind_forward(self, x: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """c = f · c + i · g and h = o · tanh(c), step by step."""
        room = _Room(self._layer, x[0], ctx)
        yield from room.join_kernels(w)
        yield partial(np.copyto, room.joined[:-1, : room.values], _in_order(self._layer, x[0]).transpose(1, 2, 0))
        product = room.like_state("product")
        for step in range(room.steps):
            gates = room.gates[step]
            sigmoids, candidate = gates[: 3 * room.units], room.gate(gates, _CANDIDATE)
            yield partial(np.dot, room.kernels, room.joined[step], gates)
            yield partial(np.tanh, candidate, candidate)
            yield partial(np.negative, sigmoids, sigmoids)
            yield partial(np.exp, sigmoids, sigmoids)
            yield partial(np.add, sigmoids, room.one, sigmoids)
            yield partial(np.reciprocal, sigmoids, sigmoids)
            before, after = room.memory[step], room.memory[step + 1]
            yield partial(np.multiply, room.gate(gates, _FORGET), before, after)
            yield partial(np.multiply, room.gate(gates, _INPUT), candidate, product)
            yield partial(np.add, after, product, after)
            yield partial(np.tanh, after, room.shown[step])
            yield partial(np.multiply, room.gate(gates, _OUTPUT), room.shown[step], room.state(step + 1))
        if self._layer.return_sequences:
            yield partial(np.copyto, out, room.joined[1:, room.values : -1].transpose(2, 0, 1))
        else:
            yield partial(np.copyto, out, room.state(room.steps).T)

    def bind_backward(
        self,
        x: Sequence[Array],
        out: Array,
        dout: Array,
        gradients: Sequence[Array | None],
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """From the last step to the first; what reaches the weights and the inputs is gathered on the way."""
        room, (dx,) = _Room(self._layer, x[0], ctx), gradients
        delta, part = ctx.empty(room.gates.shape[1:]), ctx.empty(room.kernels.shape)
        total = ctx.empty(room.kernels.shape)
        dh, dc = room.like_state("dh"), room.like_state("dc")
        to_inputs, to_state = room.kernels[:, : room.values].T, room.kernels[:, room.values : -1].T
        dinputs = ctx.empty((room.steps, room.values, room.batch))
        yield partial(dc.fill, 0)
        for step in reversed(range(room.steps)):
            is_last = step == room.steps - 1
            yield from self._arriving(dout, step, dh, is_last=is_last)
            if not is_last:
                yield partial(np.multiply, dc, room.gate(room.gates[step + 1], _FORGET), dc)
            yield from _gate_gradients(room, step, dh, dc, delta)
            yield partial(np.dot, delta, room.joined[step].T, total if is_last else part)
            if not is_last:
                yield partial(np.add, total, part, total)
            if step:
                yield partial(np.dot, to_state, delta, dh)
            if dx is not None:
                yield partial(np.dot, to_inputs, delta, dinputs[step])
        if dx is not None:
            yield partial(np.copyto, _in_order(self._layer, dx), dinputs.transpose(2, 0, 1))
        yield from room.part_gradient(total, dw)

    def _arriving(self, dout: Array, step: int, dh: Array, *, is_last: bool) -> Calls:
        """dh = dout for the last step, or dh + dout for one before it."""
        if self._layer.return_sequences:
            yield partial(np.copyto, dh, dout[:, step].T) if is_last else partial(np.add, dh, dout[:, step].T, dh)
        elif is_last:
            yield partial(np.copyto, dh, dout.T)


class _Room:
    """The arrays that forward fills and backward reads."""

    def __init__(self, layer: LSTM, x: Array, ctx: Context) -> None:
        self._ctx = ctx
        self.units = layer.units
        self.batch, self.steps, self.values = x.shape
        self.one = ctx.constant(1.0)
        rows = self.values + self.units + 1
        self.kernels = ctx.keep("kernels", (4 * self.units, rows))
        self.joined = ctx.keep("joined", (self.steps + 1, rows, self.batch))
        self.joined[0, self.values : -1] = 0
        self.joined[:, -1] = 1
        self.gates = ctx.keep("gates", (self.steps, 4 * self.units, self.batch))
        self.memory = ctx.keep("memory", (self.steps + 1, self.units, self.batch))
        self.memory[0] = 0
        self.shown = ctx.keep("shown", (self.steps, self.units, self.batch))

    def like_state(self, name: str) -> Array:
        """An array for one step."""
        return self._ctx.keep(name, (self.units, self.batch))

    def gate(self, gates: Array, which: int) -> Array:
        """The rows of a gate."""
        return gates[which * self.units : (which + 1) * self.units]

    def state(self, step: int) -> Array:
        """The state before a step; after the last, the result."""
        return self.joined[step, self.values : -1]

    def join_kernels(self, w: Weights) -> Calls:
        """Both kernels and the bias, turned, beside each other."""
        bias = w.get("bias")
        for which, place in enumerate(_IN_KERAS):
            columns = slice(place * self.units, (place + 1) * self.units)
            rows = self.gate(self.kernels, which)
            yield partial(np.copyto, rows[:, : self.values], w.kernel[:, columns].T)
            yield partial(np.copyto, rows[:, self.values : -1], w.recurrent_kernel[:, columns].T)
            yield partial(rows[:, -1].fill, 0) if bias is None else partial(np.copyto, rows[:, -1], bias[columns])

    def part_gradient(self, total: Array, dw: Weights) -> Calls:
        """The inverse of `join_kernels`."""
        bias = dw.get("bias")
        for which, place in enumerate(_IN_KERAS):
            columns = slice(place * self.units, (place + 1) * self.units)
            rows = self.gate(total, which)
            yield partial(np.copyto, dw.kernel[:, columns], rows[:, : self.values].T)
            yield partial(np.copyto, dw.recurrent_kernel[:, columns], rows[:, self.values : -1].T)
            if bias is not None:
                yield partial(np.copyto, bias[columns], rows[:, -1])


def _gate_gradients(room: _Room, step: int, dh: Array, dc: Array, delta: Array) -> Calls:
    """The gradients before the activations of all gates; dc becomes that of the memory after the step."""
    gates, shown, t = room.gates[step], room.shown[step], room.like_state("t")
    sigmoids, slopes = gates[: 3 * room.units], delta[: 3 * room.units]
    yield partial(np.subtract, room.one, sigmoids, slopes)
    yield partial(np.multiply, slopes, sigmoids, slopes)
    yield partial(np.multiply, dh, shown, t)
    yield partial(np.multiply, room.gate(delta, _OUTPUT), t, room.gate(delta, _OUTPUT))
    yield partial(np.multiply, shown, shown, t)
    yield partial(np.subtract, room.one, t, t)
    yield partial(np.multiply, t, room.gate(gates, _OUTPUT), t)
    yield partial(np.multiply, t, dh, t)
    yield partial(np.add, dc, t, dc)
    candidate, new = room.gate(gates, _CANDIDATE), room.gate(delta, _CANDIDATE)
    yield partial(np.multiply, dc, candidate, t)
    yield partial(np.multiply, room.gate(delta, _INPUT), t, room.gate(delta, _INPUT))
    yield partial(np.multiply, dc, room.memory[step], t)
    yield partial(np.multiply, room.gate(delta, _FORGET), t, room.gate(delta, _FORGET))
    yield partial(np.multiply, candidate, candidate, new)
    yield partial(np.subtract, room.one, new, new)
    yield partial(np.multiply, dc, room.gate(gates, _INPUT), t)
    yield partial(np.multiply, new, t, new)


def _in_order(layer: LSTM, x: Array) -> Array:
    """The steps in the order of reading."""
    return x[:, ::-1] if layer.go_backwards else x
