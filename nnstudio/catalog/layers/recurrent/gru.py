"""The gated recurrent unit."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Sigmoid, Tanh
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import WeightSpec, require_applicable
from nnstudio.catalog.layers.recurrent.activated import Activated
from nnstudio.catalog.layers.recurrent.base import Activation, RecurrentActivation, Units, _Recurrent

_UPDATE, _RESET, _CANDIDATE = range(3)


class GRU(_Recurrent, frozen=True, kw_only=True):
    """Reads a sequence step by step; one gate mixes old and new, another says how much of the old the new may see.

    Lighter than LSTM, and often as good (Cho et al., 2014). The kernels hold the gates in the order update z, reset r,
    candidate. With reset after, the bias has a second row for the state's product.
    """

    formula: ClassVar[str] = (
        "hₜ = z · hₜ₋₁ + (1 - z) · activation(xₜ · W + r · (hₜ₋₁ · U) + b); z, r = σ(xₜ · W + hₜ₋₁ · U + b)"
    )
    note_on_pytorch: ClassVar[str] = (
        "GRU keeps the gates in the order reset, update, candidate; here it is update, reset, candidate. It "
        "always resets after the product, keeps its weights transposed, and has the same two biases."
    )
    gates: ClassVar[int] = 3

    units: Units
    activation: Activation = Tanh()
    recurrent_activation: RecurrentActivation = Sigmoid()
    reset_after: Annotated[
        bool,
        Meta(title="Reset after", description="Apply the reset gate to the state after the product, not before it."),
    ] = True

    def output_shape(self, *inputs: Shape) -> Shape:
        """(steps, units), or (units,) for the last step alone."""
        require_applicable(self.recurrent_activation, (self.units,), "recurrent_activation")
        return super().output_shape(*inputs)

    def bias_spec(self) -> WeightSpec:
        """One value for each column of the kernel; with reset after, a second row for the recurrent kernel."""
        spec = super().bias_spec()
        return replace(spec, shape=(2, *spec.shape)) if self.reset_after else spec

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """h = candidate + z · (h - candidate), step by step."""
        steps, skipping = x.shape[1], self.skipping(ctx)
        inputs, reading = self.read(x, ctx)
        from_inputs, recall = self.input_product(x, w, ctx), self._recall(x, w, ctx)
        gates, h = self._gates(x, ctx), self.states("states", x, ctx)
        yield from reading
        yield from skipping.read()
        yield from from_inputs.draw()
        yield from recall.draw()
        yield from from_inputs.forward(inputs, gates.before)
        if self.use_bias:
            yield partial(np.add, gates.before, w.bias[0] if self.reset_after else w.bias, gates.before)
        for step in range(steps):
            yield from recall.forward(h[step], gates, step)
            candidate = gates.activated(step, _CANDIDATE)
            yield partial(np.subtract, h[step], candidate, h[step + 1])
            yield partial(np.multiply, h[step + 1], gates.activated(step, _UPDATE), h[step + 1])
            yield partial(np.add, h[step + 1], candidate, h[step + 1])
            yield from skipping.hold(h, step)
        yield from self.write(h, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """From the last step to the first: dz = dh · (hₜ₋₁ - candidate), dcandidate = dh · (1 - z), and on to hₜ₋₁."""
        batch, steps, _ = x.shape
        recall, skipping = self._recall(x, w, ctx), self.skipping(ctx)
        gates, h = self._gates(x, ctx), self.states("states", x, ctx)
        dh, recalled = ctx.empty((batch, self.units)), ctx.empty((batch, self.units))
        for step in reversed(range(steps)):
            if step < steps - 1:
                yield partial(np.multiply, dh, gates.activated(step + 1, _UPDATE), dh)
                yield partial(np.add, dh, recalled, dh)
                yield from skipping.rejoin(dh)
            yield from self.arriving(dout, step, steps, dh)
            yield from skipping.divert(step, dh)
            dupdate, dcandidate = gates.gradient(step, _UPDATE), gates.gradient(step, _CANDIDATE)
            yield partial(np.multiply, dh, gates.activated(step, _UPDATE), dcandidate)
            yield partial(np.subtract, dh, dcandidate, dcandidate)
            yield partial(np.subtract, h[step], gates.activated(step, _CANDIDATE), dupdate)
            yield partial(np.multiply, dupdate, dh, dupdate)
            yield from recall.backward(h[step], gates, step, recalled)
        yield from recall.weight_gradients(h[:-1], gates, dw)
        if self.use_bias:
            yield from self.bias_gradient(gates.delta, dw.bias[0] if self.reset_after else dw.bias, ctx)
        yield from self.input_gradients(x, gates.delta, dx, w, dw.kernel, ctx)

    def _gates(self, x: Array, ctx: Context) -> Activated:
        functions = (self.recurrent_activation, self.recurrent_activation, self.activation)
        return Activated(functions, x.shape[1], len(x), self.units, ctx)

    def _recall(self, x: Array, w: Weights, ctx: Context) -> _ResetAfter | _ResetBefore:
        return _ResetAfter(self, x, w, ctx) if self.reset_after else _ResetBefore(self, x, w, ctx)


class _ResetAfter:
    """What the state adds to the gates where r applies to its product: candidate = activation(… + r · (h · U + b))."""

    def __init__(self, layer: GRU, x: Array, w: Weights, ctx: Context) -> None:
        self._layer, self._ctx = layer, ctx
        self._bias = w.bias[1] if layer.use_bias else None
        self._product = layer.state_product("state", w.recurrent_kernel, 3, len(x), ctx)
        shape = (x.shape[1], len(x), 3 * layer.units)
        self._recalled, self._delta = ctx.keep("recalled", shape), ctx.keep("gradient of recalled", shape)
        self._split = layer.gate(_CANDIDATE).start
        self.draw = self._product.draw

    def forward(self, h: Array, gates: Activated, step: int) -> Calls:
        """Complete and activate the gates of a step."""
        recalled, before = self._recalled[step], gates.before[step]
        new = self._ctx.empty((len(h), self._layer.units))
        yield from self._product.forward(h, recalled)
        if self._bias is not None:
            yield partial(np.add, recalled, self._bias, recalled)
        yield partial(np.add, before[:, : self._split], recalled[:, : self._split], before[:, : self._split])
        yield from gates.forward(step, _UPDATE, _RESET)
        yield partial(np.multiply, gates.activated(step, _RESET), recalled[:, self._split :], new)
        yield partial(np.add, before[:, self._split :], new, before[:, self._split :])
        yield from gates.forward(step, _CANDIDATE)

    def backward(self, h: Array, gates: Activated, step: int, dh: Array) -> Calls:
        """Gradients before activations, from those of update and candidate after them; dh = what reaches the state."""
        delta, recalled = self._delta[step], self._recalled[step]
        yield from gates.backward(step, _CANDIDATE)
        dcandidate = gates.gradient(step, _CANDIDATE)
        yield partial(np.multiply, dcandidate, recalled[:, self._split :], gates.gradient(step, _RESET))
        yield from gates.backward(step, _UPDATE, _RESET)
        yield partial(np.copyto, delta[:, : self._split], gates.delta[step, :, : self._split])
        yield partial(np.multiply, dcandidate, gates.activated(step, _RESET), delta[:, self._split :])
        yield from self._product.source_gradient(delta, dh)

    def weight_gradients(self, h: Array, gates: Activated, dw: Weights) -> Calls:
        """drecurrent_kernel, and the second row of dbias."""
        yield from self._product.kernel_gradient(h, self._delta, dw.recurrent_kernel)
        if self._bias is not None:
            yield from self._layer.bias_gradient(self._delta, dw.bias[1], self._ctx)


class _ResetBefore:
    """What the state adds to the gates where r applies to the state: candidate = activation(… + (r · h) · U)."""

    def __init__(self, layer: GRU, x: Array, w: Weights, ctx: Context) -> None:
        units, batch = layer.units, len(x)
        self._split, self._ctx = 2 * units, ctx
        self._to_gates = layer.state_product("state", w.recurrent_kernel[:, : 2 * units], 2, batch, ctx)
        self._to_candidate = layer.state_product("reset state", w.recurrent_kernel[:, 2 * units :], 1, batch, ctx)
        self._reset = ctx.keep("reset states", (x.shape[1], batch, units))
        self._recalled = ctx.empty((batch, 2 * units)), ctx.empty((batch, units))

    def draw(self) -> Calls:
        """New masks."""
        yield from self._to_gates.draw()
        yield from self._to_candidate.draw()

    def forward(self, h: Array, gates: Activated, step: int) -> Calls:
        """Complete and activate the gates of a step."""
        before, (to_gates, to_candidate) = gates.before[step], self._recalled
        yield from self._to_gates.forward(h, to_gates)
        yield partial(np.add, before[:, : self._split], to_gates, before[:, : self._split])
        yield from gates.forward(step, _UPDATE, _RESET)
        yield partial(np.multiply, gates.activated(step, _RESET), h, self._reset[step])
        yield from self._to_candidate.forward(self._reset[step], to_candidate)
        yield partial(np.add, before[:, self._split :], to_candidate, before[:, self._split :])
        yield from gates.forward(step, _CANDIDATE)

    def backward(self, h: Array, gates: Activated, step: int, dh: Array) -> Calls:
        """Gradients before activations, from those of update and candidate after them; dh = what reaches the state."""
        dcandidate, dreset = self._ctx.empty(h.shape), self._ctx.empty(h.shape)
        dgates = self._ctx.empty((len(h), self._split))
        yield from gates.backward(step, _CANDIDATE)
        yield partial(np.copyto, dcandidate, gates.gradient(step, _CANDIDATE))
        yield from self._to_candidate.source_gradient(dcandidate, dreset)
        yield partial(np.multiply, dreset, h, gates.gradient(step, _RESET))
        yield from gates.backward(step, _UPDATE, _RESET)
        yield partial(np.copyto, dgates, gates.delta[step, :, : self._split])
        yield from self._to_gates.source_gradient(dgates, dh)
        yield partial(np.multiply, dreset, gates.activated(step, _RESET), dreset)
        yield partial(np.add, dh, dreset, dh)

    def weight_gradients(self, h: Array, gates: Activated, dw: Weights) -> Calls:
        """drecurrent_kernel, from the states for the gates and from the reset states for the candidate."""
        yield from self._to_gates.kernel_gradient(
            h, gates.delta[..., : self._split], dw.recurrent_kernel[:, : self._split]
        )
        yield from self._to_candidate.kernel_gradient(
            self._reset, gates.delta[..., self._split :], dw.recurrent_kernel[:, self._split :]
        )
