"""Long short-term memory."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import Sigmoid, Tanh
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import WeightSpec, require_applicable, require_initializable
from nnstudio.catalog.layers.recurrent.activated import Activated
from nnstudio.catalog.layers.recurrent.base import Activation, RecurrentActivation, Units, _Recurrent

_INPUT, _FORGET, _CANDIDATE, _OUTPUT = range(4)


class LSTM(_Recurrent, frozen=True, kw_only=True):
    """Reads a sequence step by step with a memory that gates write to, clear and show.

    The memory c changes by sums and not by products, so that gradients reach far back (Hochreiter and Schmidhuber,
    1997). The kernels hold the gates in the order input, forget, candidate, output. The bias of the forget gate
    begins at 1, so that memory stays at first.
    """

    formula: ClassVar[str] = (
        "cₜ = f · cₜ₋₁ + i · activation(…), hₜ = o · activation(cₜ); i, f, o = σ(xₜ · W + hₜ₋₁ · U + b)"
    )
    note_on_pytorch: ClassVar[str] = (
        "The gates stand in the same order. LSTM keeps its weights transposed and has two biases, which are "
        "added; here there is one, and that of the forget gate begins at 1. All weights begin uniform up to 1"
        " / √units there."
    )
    gates: ClassVar[int] = 4

    units: Units
    activation: Activation = Tanh()
    recurrent_activation: RecurrentActivation = Sigmoid()
    unit_forget_bias: Annotated[
        bool, Meta(title="Unit forget bias", description="Begin the forget gate's bias at 1, whatever the initializer.")
    ] = True

    def output_shape(self, *inputs: Shape) -> Shape:
        """(steps, units), or (units,) for the last step alone."""
        require_applicable(self.recurrent_activation, (self.units,), "recurrent_activation")
        if self.use_bias and self.unit_forget_bias:
            require_initializable(self.bias_initializer, (self.units,), "bias_initializer")
        return super().output_shape(*inputs)

    def bias_spec(self) -> WeightSpec:
        """One value for each column of the kernel; the forget gate's may begin at 1."""
        spec = super().bias_spec()
        if not self.unit_forget_bias:
            return spec
        return replace(spec, initializer=_UnitForgetBias(others=self.bias_initializer))

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """c = f · c + i · g and h = o · activation(c), step by step, where i, f, g and o are the activated gates."""
        batch, steps, _ = x.shape
        inputs, reading = self.read(x, ctx)
        from_inputs = self.input_product(x, w, ctx)
        from_state = self.state_product("state", w.recurrent_kernel, self.gates, batch, ctx)
        gates, h, c, shown = self._gates(x, ctx), *self._memory(x, ctx)
        recalled, new = ctx.empty((batch, self.gates * self.units)), ctx.empty((batch, self.units))
        skipping = self.skipping(ctx)
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
            yield from gates.forward(step, _INPUT, _FORGET, _CANDIDATE, _OUTPUT)
            yield partial(np.multiply, gates.activated(step, _INPUT), gates.activated(step, _CANDIDATE), new)
            yield partial(np.multiply, gates.activated(step, _FORGET), c[step], c[step + 1])
            yield partial(np.add, c[step + 1], new, c[step + 1])
            yield from self.activation.forward(c[step + 1], shown[step], ctx)
            yield partial(np.multiply, gates.activated(step, _OUTPUT), shown[step], h[step + 1])
            yield from skipping.hold(h, step)
            yield from skipping.hold(c, step)
        yield from self.write(h, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """From the last step to the first, with the gradients dh of what was shown and dc of the memory.

        do = dh · activation(c), dc = dh · o · activation'(c) + dcₜ₊₁ · fₜ₊₁, di = dc · g, df = dc · cₜ₋₁, dg = dc · i.
        """
        batch, steps, _ = x.shape
        from_state = self.state_product("state", w.recurrent_kernel, self.gates, batch, ctx)
        gates, h, c, shown = self._gates(x, ctx), *self._memory(x, ctx)
        dh, dc, dshown = (ctx.empty((batch, self.units)) for _ in range(3))
        skipping = self.skipping(ctx)
        for step in reversed(range(steps)):
            if step < steps - 1:
                yield from from_state.source_gradient(gates.delta[step + 1], dh)
                yield partial(np.multiply, dc, gates.activated(step + 1, _FORGET), dc)
                yield from skipping.rejoin(dh, dc)
            else:
                yield partial(dc.fill, 0)
            yield from self.arriving(dout, step, steps, dh)
            yield from skipping.divert(step, dh, dc)
            yield partial(np.multiply, dh, shown[step], gates.gradient(step, _OUTPUT))
            yield partial(np.multiply, dh, gates.activated(step, _OUTPUT), dshown)
            yield from self.activation.backward(c[step + 1], shown[step], dshown, dshown, ctx)
            yield partial(np.add, dc, dshown, dc)
            yield partial(np.multiply, dc, gates.activated(step, _CANDIDATE), gates.gradient(step, _INPUT))
            yield partial(np.multiply, dc, c[step], gates.gradient(step, _FORGET))
            yield partial(np.multiply, dc, gates.activated(step, _INPUT), gates.gradient(step, _CANDIDATE))
            yield from gates.backward(step, _INPUT, _FORGET, _CANDIDATE, _OUTPUT)
        yield from from_state.kernel_gradient(h[:-1], gates.delta, dw.recurrent_kernel)
        if self.use_bias:
            yield from self.bias_gradient(gates.delta, dw.bias, ctx)
        yield from self.input_gradients(x, gates.delta, dx, w, dw.kernel, ctx)

    def _gates(self, x: Array, ctx: Context) -> Activated:
        gate = self.recurrent_activation
        return Activated((gate, gate, self.activation, gate), x.shape[1], len(x), self.units, ctx)

    def _memory(self, x: Array, ctx: Context) -> tuple[Array, Array, Array]:
        """What is shown and what is remembered around every step, and the activated memory after each."""
        shown = ctx.keep("activated memory", (x.shape[1], len(x), self.units))
        return self.states("states", x, ctx), self.states("memory", x, ctx), shown


class _UnitForgetBias(Initializer, frozen=True, kw_only=True):
    """Ones for the forget gate, and what another initializer gives for the others."""

    others: Initializer

    def values(self, shape: Shape, rng: np.random.Generator) -> Array:
        """The four gates one after the other."""
        units = shape[0] // 4
        return np.concatenate(
            [self.others.values((units,), rng), np.ones(units), self.others.values((2 * units,), rng)]
        )
