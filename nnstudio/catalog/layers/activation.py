"""Activation functions as layers of their own."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog import activations
from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.activations.rectifiers import NegativeSlope
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_indices
from nnstudio.catalog.layers.base import Layer, require_applicable


class _Function(Layer, frozen=True, kw_only=True):
    """A layer that is one activation function, which types give as `function`."""

    @property
    def function(self) -> ActivationFunction:
        """What it applies."""
        raise NotImplementedError

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        require_applicable(self.function, inputs[0])
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the function of x."""
        return self.function.forward(x, out, ctx)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout · the function's derivative."""
        if dx is not None:
            yield from self.function.backward(x, out, dout, dx, ctx)


class Activation(_Function, frozen=True, kw_only=True):
    """Applies a function to every value.

    Most layers have an activation of their own; this layer is for putting one elsewhere, such as after a
    BatchNormalization or an Add.
    """

    formula: ClassVar[str] = "y = activation(x)"

    activation: Annotated[ActivationFunction, Meta(title="Activation", description="The function.")]

    @property
    def summary(self) -> str:
        """The function's name."""
        return self.activation.short_name

    @property
    def function(self) -> ActivationFunction:
        """The chosen one."""
        return self.activation


class ReLU(_Function, frozen=True, kw_only=True):
    """Cuts off negative values, with settings for a slope, a threshold and a largest value."""

    formula: ClassVar[str] = "y = min(x, max_value) if x > threshold, else negative_slope · (x - threshold)"

    max_value: (
        Annotated[float, Meta(ge=0, title="Largest value", description="Where the output stops growing.")] | None
    ) = None
    negative_slope: NegativeSlope = 0.0
    threshold: Annotated[float, Meta(ge=0, title="Threshold", description="Up to here, values count as negative.")] = (
        0.0
    )

    @property
    def function(self) -> ActivationFunction:
        """The activation function of the same name."""
        return activations.Relu(max_value=self.max_value, negative_slope=self.negative_slope, threshold=self.threshold)


class LeakyReLU(_Function, frozen=True, kw_only=True):
    """Lets a part of negative values through, so that no unit stops learning.

    The slope is 0.3, as in Keras; that of the activation leaky_relu is 0.2, and PyTorch's is 0.01.
    """

    formula: ClassVar[str] = "y = x if x ≥ 0, else negative_slope · x"

    negative_slope: NegativeSlope = 0.3

    @property
    def summary(self) -> str:
        """The slope."""
        return f"slope {self.negative_slope:.4g}"

    @property
    def function(self) -> ActivationFunction:
        """The activation function of the same name."""
        return activations.LeakyRelu(negative_slope=self.negative_slope)


class Softmax(Layer, frozen=True, kw_only=True):
    """Turns scores into probabilities that sum to 1 along one axis, or over several together."""

    formula: ClassVar[str] = "yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)"

    axis: Annotated[
        tuple[int, ...], Meta(title="Axis", description="The axes to sum over; 0 is the batch, -1 the last axis.")
    ] = (-1,)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        axis_indices(self.axis, inputs[0])
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = exp(x - max x) / Σ exp(x - max x)."""
        axes = axis_indices(self.axis, x.shape[1:])
        if len(axes) == 1:
            yield from activations.Softmax(axis=axes[0]).forward(x, out, ctx)
            return
        merged, unmerged = _merged(x.shape, axes, ctx)
        yield partial(np.copyto, unmerged, x)
        yield from activations.Softmax().forward(merged, merged, ctx)
        yield partial(np.copyto, out, unmerged)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = out · (dout - Σ dout · out)."""
        axes = axis_indices(self.axis, x.shape[1:])
        if dx is None:
            return
        if len(axes) == 1:
            yield from activations.Softmax(axis=axes[0]).backward(x, out, dout, dx, ctx)
            return
        merged_out, unmerged_out = _merged(x.shape, axes, ctx)
        merged, unmerged = _merged(x.shape, axes, ctx)
        yield partial(np.copyto, unmerged_out, out)
        yield partial(np.copyto, unmerged, dout)
        yield from activations.Softmax().backward(merged_out, merged_out, merged, merged, ctx)
        yield partial(np.copyto, dx, unmerged)


def _merged(shape: Shape, axes: tuple[int, ...], ctx: Context) -> tuple[Array, Array]:
    """A new array with several axes merged into its last one, and a view of it in the given shape."""
    others = tuple(axis for axis in range(len(shape)) if axis not in axes)
    order = (*others, *axes)
    ordered = ctx.empty(tuple(shape[axis] for axis in order))
    return ordered.reshape(*ordered.shape[: len(others)], -1), ordered.transpose(np.argsort(order))
