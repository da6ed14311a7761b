"""Layers inside other layers: bound to arrays of their own, as a plan binds a node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Kernel, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.sentence import Sentence


def inner_shape(layer: Layer, shape: Shape, field: str = "layer") -> Shape:
    """What a layer inside makes of an input; raises ShapeError that names the field which holds it."""
    if layer.most_inputs == 0 or layer.least_inputs > 1:
        raise ShapeError(Sentence("can hold a layer of one input, and {layer} is none", layer=layer.label), field)
    if layer.activity_penalty is not None:
        raise ShapeError(
            Sentence(
                "holds {layer} with an activity regularizer, which only a layer by itself may have", layer=layer.label
            ),
            field,
        )
    try:
        return layer.result_shape(shape)
    except ShapeError as error:
        raise ShapeError(Sentence("holds {layer}, which {error}", layer=layer.label, error=error), field) from None


def inner_mask(layer: Layer, shape: Shape, mask: Shape | None, field: str = "layer") -> Shape | None:
    """What a layer inside makes of the mask of its input; raises ShapeError that names the field which holds it."""
    try:
        return layer.output_mask([shape], [mask])
    except ShapeError as error:
        raise ShapeError(Sentence("holds {layer}, which {error}", layer=layer.label, error=error), field) from None


class Inner:
    """A layer of one input inside another one, with its activation; what it keeps goes by the name it has there."""

    def __init__(self, layer: Layer, name: str, ctx: Context, mask: Array | None = None) -> None:
        self._layer, self._ctx = layer, _InnerContext(ctx, name, mask)

    def forward(self, x: Array, out: Array, w: Weights) -> Calls:
        """Write the result to `out`."""
        activation = self._layer.output_activation
        z = self._before_activation(out)
        yield from self._kernel(x).bind_forward([x], z, w, self._ctx)
        if activation is not None:
            yield from activation.forward(z, out, self._ctx)

    def backward(self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights) -> Calls:
        """Write the gradients to `dx`, if it is wanted, and to every array of `dw`; `dout` may be overwritten."""
        activation = self._layer.output_activation
        z = self._before_activation(out)
        if activation is not None:
            yield from activation.backward(z, out, dout, dout, self._ctx)
        yield from self._kernel(x).bind_backward([x], z, Gradients(dout, [dx], dw), w, self._ctx)

    def _kernel(self, x: Array) -> Kernel:
        return self._ctx.kernel_of(self._layer, [x], self._ctx)

    def _before_activation(self, out: Array) -> Array:
        activation = self._layer.output_activation
        if activation is None or activation.from_output:
            return out
        return self._ctx.keep("before activation", out.shape)


class _InnerContext:
    """What a plan offers to the layer around, with names and a mask of its own."""

    def __init__(self, around: Context, name: str, mask: Array | None) -> None:
        self._around, self._name = around, name
        self.masks: Sequence[Array | None] = (mask,)
        self.mask = mask
        self.dtype: np.dtype[Any] = around.dtype
        self.training, self.frozen, self.rng = around.training, around.frozen, around.rng

    def empty(self, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """An array that belongs to the plan."""
        return self._around.empty(shape, dtype)

    def zeros(self, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """The same, filled with zeros once."""
        return self._around.zeros(shape, dtype)

    def keep(self, name: str, shape: Shape, dtype: DTypeLike | None = None) -> Array:
        """The array of this name, apart from those of the layer around."""
        return self._around.keep(f"{self._name}/{name}", shape, dtype)

    def meeting(self, name: str, shape: Shape) -> tuple[Array, int]:
        """An array with a row for every slice of the batch, apart from those of the layer around."""
        return self._around.meeting(f"{self._name}/{name}", shape)

    def ones(self, count: int) -> Array:
        """A vector of ones."""
        return self._around.ones(count)

    def constant(self, value: float) -> Array:
        """A number as an array without axes."""
        return self._around.constant(value)

    def kernel_of(self, layer: Kernel, inputs: Sequence[Array], ctx: Context) -> Kernel:
        """What computes a layer inside."""
        return self._around.kernel_of(layer, inputs, ctx)
