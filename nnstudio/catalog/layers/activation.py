"""Activation functions as layers of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog import activations
from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.activations.rectifiers import NegativeSlope
from nnstudio.catalog.constraints import AlphaConstraint
from nnstudio.catalog.initializers import Initializer, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index, axis_indices
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, activated_shape, shape_text
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.sentence import Sentence


class _Function(Layer, frozen=True, kw_only=True):
    """A layer that is one activation function, which types give as `function`."""

    category: ClassVar[str] = "Activation"
    supports_mask: ClassVar[bool] = True

    @property
    def function(self) -> ActivationFunction:
        """What it applies."""
        raise NotImplementedError

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays, with almost every function."""
        return activated_shape(self.function, inputs[0])

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

    The slope is 0.3, as in Keras; that of the activation leaky_relu is 0.2.
    """

    formula: ClassVar[str] = "y = x if x ≥ 0, else negative_slope · x"
    note_on_pytorch: ClassVar[str] = "LeakyReLU has the slope 0.01; here it is 0.3."

    negative_slope: NegativeSlope = 0.3

    @property
    def summary(self) -> str:
        """The slope."""
        return Sentence("slope {negative_slope:.4g}", negative_slope=self.negative_slope)

    @property
    def function(self) -> ActivationFunction:
        """The activation function of the same name."""
        return activations.LeakyRelu(negative_slope=self.negative_slope)


class ELU(_Function, frozen=True, kw_only=True):
    """Lets negative values sink to a floor along an exponential curve, which keeps the mean of values near zero."""

    formula: ClassVar[str] = "y = x if x ≥ 0, else alpha · (exp(x) - 1)"

    alpha: Annotated[float, Meta(ge=0, title="Alpha", description="How far below zero the floor lies.")] = 1.0

    @property
    def summary(self) -> str:
        """Alpha."""
        return Sentence("alpha {alpha:.4g}", alpha=self.alpha)

    @property
    def function(self) -> ActivationFunction:
        """The activation function of the same name."""
        return activations.Elu(alpha=self.alpha)


class PReLU(Layer, frozen=True, kw_only=True):
    """Lets a part of negative values through, and learns how large a part (He et al., 2015).

    Every place of a sample has a slope of its own, or all places along the shared axes have one together: with shared
    axes 1 and 2, one for each channel of a picture. The slopes begin at 0.
    """

    category: ClassVar[str] = "Activation"
    supports_mask: ClassVar[bool] = True
    formula: ClassVar[str] = "y = x if x ≥ 0, else alpha · x"
    note_on_pytorch: ClassVar[str] = (
        "PReLU learns one slope for all values, or one for each channel, and begins at 0.25; here every place"
        " has its own unless axes are shared, and all begin at 0."
    )

    alpha_initializer: Annotated[
        Initializer, Meta(title="Alpha initializer", description="How the slopes alpha begin.")
    ] = Zeros()
    alpha_regularizer: (
        Annotated[Regularizer, Meta(title="Alpha regularizer", description="Penalty on the slopes alpha.")] | None
    ) = None
    alpha_constraint: AlphaConstraint | None = None
    shared_axes: (
        Annotated[
            tuple[Annotated[int, Meta(ge=1)], ...],
            Meta(title="Shared axes", description="The axes along which slopes are shared; 1 is the first one."),
        ]
        | None
    ) = None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        self._slopes_shape(inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """The slopes alpha, of length 1 along shared axes."""
        shape = self._slopes_shape(inputs[0])
        return {
            "alpha": WeightSpec(shape, self.alpha_initializer, self.alpha_regularizer, constraint=self.alpha_constraint)
        }

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = max(x, 0) + alpha · min(x, 0)."""
        zeros, below = ctx.zeros(x.shape), ctx.keep("below", x.shape)
        scaled = ctx.empty(x.shape)
        yield partial(np.minimum, x, zeros, out=below)
        yield partial(np.multiply, below, w.alpha, scaled)
        yield partial(np.maximum, x, zeros, out=out)
        yield partial(np.add, out, scaled, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout where x > 0 and alpha · dout where x < 0; dalpha = Σ dout · min(x, 0)."""
        product, below = ctx.empty(x.shape), ctx.keep("below", x.shape)
        shared = (0, *(axis for axis, length in enumerate(w.alpha.shape, start=1) if length < x.shape[axis]))
        yield partial(np.multiply, dout, below, product)
        yield partial(np.add.reduce, product, shared, None, dw.alpha[None], True)
        if dx is None:
            return
        is_above, zero = ctx.empty(x.shape, bool), ctx.constant(0)
        yield partial(np.less, x, zero, product)
        yield partial(np.multiply, product, w.alpha, product)
        yield partial(np.greater, x, zero, is_above)
        yield partial(np.add, product, is_above, product)
        yield partial(np.multiply, dout, product, dx)

    def _slopes_shape(self, shape: Shape) -> Shape:
        try:
            shared = {axis_index(axis, shape) for axis in self.shared_axes or ()}
        except ShapeError as error:
            raise ShapeError(error.args[0], "shared_axes") from None
        return tuple(1 if axis in shared else length for axis, length in enumerate(shape, start=1))


class Softmax(Layer, frozen=True, kw_only=True):
    """Turns scores into probabilities that sum to 1 along one axis, or over several together."""

    category: ClassVar[str] = "Activation"
    formula: ClassVar[str] = "yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)"

    axis: Annotated[
        tuple[int, ...], Meta(title="Axis", description="The axes to sum over; 0 is the batch, -1 the last axis.")
    ] = (-1,)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        axis_indices(self.axis, inputs[0])
        return inputs[0]

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """A mask of steps cannot say which scores to leave out."""
        if masks[0] is not None:
            raise ShapeError(
                Sentence(
                    "cannot leave out scores by a mask of {shape}; put an Activation with softmax in its place",
                    shape=shape_text(masks[0]),
                )
            )
        return None

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
