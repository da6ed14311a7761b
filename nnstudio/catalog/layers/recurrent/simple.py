"""The plainest recurrent layer."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Weights
from nnstudio.catalog.layers.recurrent.activated import Activated
from nnstudio.catalog.layers.recurrent.base import _Recurrent


class SimpleRNN(_Recurrent, frozen=True, kw_only=True):
    """Reads a sequence step by step; each step sees the input and what the step before gave.

    The gradient runs backwards through all steps and fades or grows on its way, so that it remembers a few steps only;
    LSTM and GRU remember longer.
    """

    formula: ClassVar[str] = "hₜ = activation(xₜ · W + hₜ₋₁ · U + b)"
    note_on_pytorch: ClassVar[str] = (
        "RNN has two biases, which are added, and keeps its weights transposed; here there is one bias. All "
        "weights begin uniform up to 1 / √units there."
    )
    masks_by_gate: ClassVar[bool] = False

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """h = activation(x · kernel + h · recurrent_kernel + bias), step by step."""
        batch, steps, _ = x.shape
        inputs, reading = self.read(x, ctx)
        from_inputs = self.input_product(x, w, ctx)
        from_state = self.state_product("state", w.recurrent_kernel, 1, batch, ctx)
        gates, h = self._gates(x, ctx), self.states("states", x, ctx)
        recalled, skipping = ctx.empty((batch, self.units)), self.skipping(ctx)
        yield from reading
        yield from skipping.read()
        yield from from_inputs.draw()
        yield from from_state.draw()
        yield from from_inputs.forward(inputs, gates.before)
        if self.use_bias:
            yield partial(np.add, gates.before, w.bias, gates.before)
        for step in range(steps):
            yield from from_state.forward(h[step], recalled)
            yield from gates.add(step, recalled)
            yield from gates.forward(step, 0)
            yield partial(np.copyto, h[step + 1], gates.activated(step, 0))
            yield from skipping.hold(h, step)
        yield from self.write(h, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """From the last step to the first: dhₜ₋₁ = δₜ · recurrent_kernelᵀ, where δ is dh before the activation."""
        batch, steps, _ = x.shape
        from_state = self.state_product("state", w.recurrent_kernel, 1, batch, ctx)
        gates, h = self._gates(x, ctx), self.states("states", x, ctx)
        dh, skipping = ctx.empty((batch, self.units)), self.skipping(ctx)
        for step in reversed(range(steps)):
            if step < steps - 1:
                yield from from_state.source_gradient(gates.delta[step + 1], dh)
                yield from skipping.rejoin(dh)
            yield from self.arriving(dout, step, steps, dh)
            yield from skipping.divert(step, dh)
            yield partial(np.copyto, gates.gradient(step, 0), dh)
            yield from gates.backward(step, 0)
        yield from from_state.kernel_gradient(h[:-1], gates.delta, dw.recurrent_kernel)
        if self.use_bias:
            yield from self.bias_gradient(gates.delta, dw.bias, ctx)
        yield from self.input_gradients(x, gates.delta, dx, w, dw.kernel, ctx)

    def _gates(self, x: Array, ctx: Context) -> Activated:
        return Activated((self.activation,), x.shape[1], len(x), self.units, ctx)
