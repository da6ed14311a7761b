"""The fully connected layer for any axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.constraints import BiasConstraint, KernelConstraint
from nnstudio.catalog.initializers import GlorotUniform, Initializer, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, WeightSpec, require_applicable
from nnstudio.catalog.layers.contraction import contract
from nnstudio.catalog.layers.einsum_equation import EinsumAxes, einsum_axes
from nnstudio.catalog.regularizers import Regularizer


class EinsumDense(Layer, frozen=True, kw_only=True):
    """A Dense layer along any axes: an equation says which of them it sums over, and which it makes.

    Every letter is an axis. In abc,cd->abd, a is the batch, b stays, c is summed over, and d is new: that is a Dense
    layer at every step. An ellipsis stands for all axes that stay: ...c,cd->...d.
    """

    category: ClassVar[str] = "Core"
    formula: ClassVar[str] = "y = activation(einsum(equation, x, W) + b)"

    equation: Annotated[
        str, Meta(title="Equation", description="The axes of input, kernel and output, such as abc,cd->abd.")
    ]
    output_shape: Annotated[  # type: ignore[assignment]  # Keras' name; who wants the shape asks result_shape
        tuple[Annotated[int, Meta(ge=1)] | None, ...],
        Meta(
            title="Output lengths",
            description="The lengths of the axes of the output, without the batch and without an ellipsis.",
        ),
    ]
    activation: Annotated[
        ActivationFunction, Meta(title="Activation", description="Function applied to every output.")
    ] = Linear()
    bias_axes: (
        Annotated[
            str, Meta(title="Bias axes", description="The axes of the output with a bias for each place, such as d.")
        ]
        | None
    ) = None
    kernel_initializer: Annotated[
        Initializer, Meta(title="Kernel initializer", description="How the kernel W begins.")
    ] = GlorotUniform()
    bias_initializer: Annotated[Initializer, Meta(title="Bias initializer", description="How the bias b begins.")] = (
        Zeros()
    )
    kernel_regularizer: (
        Annotated[Regularizer, Meta(title="Kernel regularizer", description="Penalty on the kernel.")] | None
    ) = None
    bias_regularizer: (
        Annotated[Regularizer, Meta(title="Bias regularizer", description="Penalty on the bias.")] | None
    ) = None
    kernel_constraint: KernelConstraint | None = None
    bias_constraint: BiasConstraint | None = None

    @property
    def summary(self) -> str:
        """The equation and the activation."""
        return f"{self.equation} · {self.activation.short_name}"

    @property
    def output_activation(self) -> ActivationFunction:
        """The chosen activation."""
        return self.activation

    def result_shape(self, *inputs: Shape) -> Shape:
        """The lengths of the axes of the output."""
        axes = self._axes(inputs[0])
        if self.bias_axes is not None:
            axes.bias_shape(self.bias_axes)
        require_applicable(self.activation, axes.output_shape)
        return axes.output_shape

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel, and bias if it has axes."""
        axes = self._axes(inputs[0])
        specs = {
            "kernel": WeightSpec(
                axes.kernel_shape,
                self.kernel_initializer,
                self.kernel_regularizer,
                constraint=self.kernel_constraint,
                connections=axes.connections,
            )
        }
        if self.bias_axes is not None:
            specs["bias"] = WeightSpec(
                axes.bias_shape(self.bias_axes),
                self.bias_initializer,
                self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        return specs

    def products(self, *inputs: Shape) -> int:
        """One for every combination of places along all axes."""
        return math.prod(self._axes(inputs[0]).lengths.values())

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = einsum(x, kernel) + bias."""
        axes = self._axes(x.shape[1:])
        yield from contract(x, axes.input, w.kernel, axes.kernel, out, axes.output, ctx)
        if self.bias_axes is not None:
            yield partial(np.add, out, w.bias, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dkernel = einsum(x, dout), dbias = Σ dout, dx = einsum(dout, kernel)."""
        axes = self._axes(x.shape[1:])
        yield from contract(x, axes.input, dout, axes.output, dw.kernel, axes.kernel, ctx)
        if self.bias_axes is not None:
            bias = dw.bias.reshape((1,) * (dout.ndim - dw.bias.ndim) + dw.bias.shape)
            without = tuple(axis for axis, length in enumerate(bias.shape) if length == 1)
            yield partial(np.add.reduce, dout, without, None, bias, True)
        if dx is None:
            return
        summed = tuple(place for place, axis in enumerate(axes.input) if axis not in {*axes.kernel, *axes.output})
        if not summed:
            yield from contract(dout, axes.output, w.kernel, axes.kernel, dx, axes.input, ctx)
            return
        kept = tuple(axis for place, axis in enumerate(axes.input) if place not in summed)
        each = ctx.empty(tuple(length for place, length in enumerate(dx.shape) if place not in summed))
        yield from contract(dout, axes.output, w.kernel, axes.kernel, each, kept, ctx)
        yield partial(np.copyto, dx, np.expand_dims(each, summed))

    def _axes(self, shape: Shape) -> EinsumAxes:
        return einsum_axes(self.equation, self.output_shape, shape)
