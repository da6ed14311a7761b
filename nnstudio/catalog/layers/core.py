"""Input and the fully connected layer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.constraints import BiasConstraint, KernelConstraint
from nnstudio.catalog.initializers import GlorotUniform, Initializer, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, ValueType, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, require_applicable, shape_text
from nnstudio.catalog.regularizers import ActivityRegularizer, Regularizer
from nnstudio.sentence import counted, dotted


class Input(Layer, frozen=True, kw_only=True):
    """Where data enters the network.

    The shape is that of one sample: (2,) for two numbers, (28, 28, 1) for a gray picture of 28 × 28 pixels. Values are
    numbers of any size; for an Embedding they may also be whole numbers (int32), which stand for words or categories.
    """

    category: ClassVar[str] = "Input"
    least_inputs: ClassVar[int] = 0
    most_inputs: ClassVar[int | None] = 0

    shape: Annotated[
        tuple[Annotated[int, Meta(ge=1)], ...],
        Meta(title="Shape", description="The shape of one sample, without the batch axis."),
    ]
    dtype: Annotated[
        ValueType,
        Meta(title="Values", description="float32: any numbers; int32: whole numbers, such as those of words."),
    ] = "float32"

    @property
    def summary(self) -> str:
        """The shape, and the type of its values where that is not the usual one."""
        return dotted((shape_text(self.shape), "" if self.dtype == "float32" else self.dtype))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The declared shape."""
        return self.shape

    def output_type(self, *inputs: ValueType) -> ValueType:
        """The declared type."""
        return self.dtype


class Dense(Layer, frozen=True, kw_only=True):
    """Fully connected: every output is a weighted sum of every input.

    Works on the last axis. The gradients are dW = xᵀ · δ, db = Σ δ and dx = δ · Wᵀ, where δ is the gradient before
    the activation.
    """

    supports_mask: ClassVar[bool] = True
    category: ClassVar[str] = "Core"
    formula: ClassVar[str] = "y = activation(x · W + b)"
    note_on_pytorch: ClassVar[str] = (
        "Linear keeps its weight transposed, as (outputs, inputs). It begins with uniform values up to 1 / "
        "√inputs, in the bias too; here it is Glorot's uniform distribution, and a bias of zeros."
    )

    units: Annotated[int, Meta(ge=1, title="Units", description="Number of outputs.")]
    activation: Annotated[
        ActivationFunction, Meta(title="Activation", description="Function applied to every output.")
    ] = Linear()
    use_bias: Annotated[bool, Meta(title="Use bias", description="Add a learned offset to each output.")] = True
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
    activity_regularizer: ActivityRegularizer | None = None
    kernel_constraint: KernelConstraint | None = None
    bias_constraint: BiasConstraint | None = None

    @property
    def summary(self) -> str:
        """Units and activation."""
        return dotted((counted(self.units, "{count} unit", "{count} units"), self.activation.short_name))

    @property
    def output_activation(self) -> ActivationFunction:
        """The chosen activation."""
        return self.activation

    def output_shape(self, *inputs: Shape) -> Shape:
        """The last axis becomes `units`."""
        (shape,) = inputs
        if not shape:
            raise ShapeError("needs an input of at least one axis")
        result = (*shape[:-1], self.units)
        require_applicable(self.activation, result)
        return result

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel (inputs, units) and bias (units,)."""
        kernel = (inputs[0][-1], self.units)
        specs = {
            "kernel": WeightSpec(
                kernel, self.kernel_initializer, self.kernel_regularizer, constraint=self.kernel_constraint
            )
        }
        if self.use_bias:
            specs["bias"] = WeightSpec(
                (self.units,), self.bias_initializer, self.bias_regularizer, constraint=self.bias_constraint
            )
        return specs

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x · kernel + bias."""
        rows, result = x.reshape(-1, x.shape[-1]), out.reshape(-1, self.units)
        yield partial(np.dot, rows, w.kernel, result)
        if self.use_bias:
            yield partial(np.add, result, w.bias, result)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dkernel = xᵀ · dout, dbias = Σ dout, dx = dout · kernelᵀ."""
        del out
        rows, delta = x.reshape(-1, x.shape[-1]), dout.reshape(-1, self.units)
        yield partial(np.dot, rows.T, delta, dw.kernel)
        if self.use_bias:
            yield partial(np.dot, ctx.ones(len(delta)), delta, dw.bias)
        if dx is not None:
            yield partial(np.dot, delta, w.kernel.T, dx.reshape(rows.shape))
