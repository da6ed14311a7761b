"""Layers that follow each other, bound to arrays of their own: one by one, or to a kernel for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Gradients, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.engine.context import PlanContext
from nnstudio.engine.kernels.choice import GroupKernel

Make = Callable[[Shape], Array]


def channels_last(shape: Shape) -> Array:
    """Pictures as they usually lie in memory, unwritten."""
    return np.full(shape, np.nan)


def samples_last(shape: Shape) -> Array:
    """The same with samples innermost, every second place of which belongs to others."""
    samples, *lengths, channels = shape
    return np.moveaxis(np.full((channels, *lengths, 2 * samples), np.nan), (0, -1), (-1, 0))[:samples]


class Chained:
    """What both passes need, drawn from one seed; `kernel` computes the layers together."""

    def __init__(
        self,
        layers: Sequence[Layer],
        shape: Shape,
        batch: int,
        *,
        kernel: GroupKernel | None = None,
        make: Make = channels_last,
        dtype: type[np.floating] = np.float64,
        training: bool = True,
        wants_gradient: bool = True,
        draw: Callable[[np.random.Generator, Shape], Array] = lambda random, shape: random.normal(size=shape),
    ) -> None:
        random = np.random.default_rng(0)
        self._training, self._dtype = training, dtype
        self.x = make((batch, *shape)).astype(dtype, order="K")
        self.x[...] = draw(random, self.x.shape)
        self.weights: dict[str, Array] = {}
        result = shape
        for layer in layers:
            for name, spec in layer.weights(result).items():
                self.weights[name] = draw(random, spec.shape).astype(dtype)
            result = layer.result_shape(result)
        self.dw = {name: np.full_like(value, np.nan) for name, value in self.weights.items()}
        self.out = make((batch, *result)).astype(dtype, order="K")
        self.dout = np.empty_like(self.out)
        self._first_dout = draw(random, self.out.shape)
        self.dx = np.full_like(self.x, np.nan) if wants_gradient else None
        self.forward_calls: list[Call] = []
        self.backward_calls: list[Call] = []
        if kernel is None:
            self._bind_one_by_one(layers)
        else:
            self._bind(kernel)

    def forward(self) -> None:
        """Write the result."""
        for call in self.forward_calls:
            call()

    def results(self) -> dict[str, Array]:
        """What both passes leave."""
        self.forward()
        np.copyto(self.dout, self._first_dout)
        for call in self.backward_calls:
            call()
        found = {"out": self.out, **self.dw} | ({} if self.dx is None else {"dx": self.dx})
        return {name: array.copy() for name, array in found.items()}

    def _context(self) -> PlanContext:
        return PlanContext(self._dtype, training=self._training, rng=np.random.default_rng(0))

    def _bind(self, kernel: GroupKernel) -> None:
        ctx, w, dw = self._context(), Weights(self.weights), Weights(self.dw)
        self.forward_calls += kernel.bind_forward([self.x], self.out, w, ctx)
        self.backward_calls += kernel.bind_backward([self.x], self.out, Gradients(self.dout, [self.dx], dw), w, ctx)

    def _bind_one_by_one(self, layers: Sequence[Layer]) -> None:
        """Every layer's own kernel, for activations that are computed in place."""
        x, dx, w, dw = self.x, self.dx, Weights(self.weights), Weights(self.dw)
        for layer in layers:
            is_last, activation, ctx = layer is layers[-1], layer.output_activation, self._context()
            shape = (len(x), *layer.result_shape(x.shape[1:]))
            out, dout = (self.out, self.dout) if is_last else (np.empty(shape, self._dtype) for _ in range(2))
            self.forward_calls += layer.bind_forward([x], out, w, ctx)
            backward: list[Call] = []
            if activation is not None:
                self.forward_calls += activation.forward(out, out, ctx)
                backward += activation.backward(out, out, dout, dout, ctx)
            backward += layer.bind_backward([x], out, Gradients(dout, [dx], dw), w, ctx)
            self.backward_calls[:0] = backward
            x, dx = out, dout
