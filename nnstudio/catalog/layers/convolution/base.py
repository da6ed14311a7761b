"""What all convolutions have in common: a window that slides, a bias and an activation."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.constraints import BiasConstraint, KernelConstraint
from nnstudio.catalog.initializers import GlorotUniform, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, require_applicable, shape_text
from nnstudio.catalog.layers.convolution.fields import (
    Activation,
    BiasInitializer,
    BiasRegularizer,
    Filters,
    KernelInitializer,
    KernelRegularizer,
    UseBias,
)
from nnstudio.catalog.layers.windows import Size, Window
from nnstudio.catalog.regularizers import ActivityRegularizer
from nnstudio.sentence import Sentence, counted, dotted


class _Convolution(Layer, frozen=True, kw_only=True):
    """Filters that slide along one axis or two; types declare the first fields anew, for as many axes as they have."""

    category: ClassVar[str] = "Convolution"

    kernel_size: tuple[Size, ...]
    strides: tuple[Size, ...]
    padding: str
    dilation_rate: tuple[Size, ...]
    activation: Activation = Linear()
    use_bias: UseBias = True
    bias_initializer: BiasInitializer = Zeros()
    bias_regularizer: BiasRegularizer | None = None
    activity_regularizer: ActivityRegularizer | None = None
    bias_constraint: BiasConstraint | None = None

    @property
    def summary(self) -> str:
        """Kernel size and activation; padding and strides where there are any."""
        size = (
            shape_text(self.kernel_size)
            if len(self.kernel_size) > 1
            else counted(self.kernel_size[0], "{count} step", "{count} steps")
        )
        padding = "" if self.padding == "valid" else self.padding
        strides = "" if max(self.strides) == 1 else Sentence("stride {strides}", strides=shape_text(self.strides))
        return dotted((size, self.activation.short_name, padding, strides))

    @property
    def output_activation(self) -> ActivationFunction:
        """The chosen activation."""
        return self.activation

    @property
    def window(self) -> Window:
        """The window that slides."""
        return Window("kernel_size", self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The lengths of the result, and its channels."""
        (shape,) = inputs
        result = (*self.result_lengths(shape), self.result_channels(shape))
        require_applicable(self.activation, result)
        return result

    def result_lengths(self, shape: Shape) -> Shape:
        """How many windows stand along each axis of such an input; raises ShapeError."""
        return self.window.results(shape)

    def result_channels(self, shape: Shape) -> int:
        """The number of channels of the result; raises ShapeError."""
        raise NotImplementedError

    def bias_specs(self, inputs: Shape) -> dict[str, WeightSpec]:
        """One value for each channel of the result, where there is a bias."""
        if not self.use_bias:
            return {}
        shape = (self.result_channels(inputs),)
        return {
            "bias": WeightSpec(shape, self.bias_initializer, self.bias_regularizer, constraint=self.bias_constraint)
        }

    def bias_row(self, out: Array, w: Weights, ctx: Context) -> BiasRow | None:
        """The bias, ready to be added to `out`, where there is one."""
        return BiasRow(w.bias, out, ctx) if self.use_bias else None

    def bias_gradient(self, dout: Array, dw: Weights, ctx: Context) -> Calls:
        """dbias = Σ dout."""
        if self.use_bias:
            deltas = dout.reshape(-1, dout.shape[-1])
            yield partial(np.dot, ctx.ones(len(deltas)), deltas, dw.bias)


class _KernelConvolution(_Convolution, frozen=True, kw_only=True):
    """Filters that see all channels, or all of a group."""

    filters: Filters
    activation: Activation = Linear()
    use_bias: UseBias = True
    kernel_initializer: KernelInitializer = GlorotUniform()
    bias_initializer: BiasInitializer = Zeros()
    kernel_regularizer: KernelRegularizer | None = None
    bias_regularizer: BiasRegularizer | None = None
    activity_regularizer: ActivityRegularizer | None = None
    kernel_constraint: KernelConstraint | None = None
    bias_constraint: BiasConstraint | None = None

    @property
    def summary(self) -> str:
        """Filters, kernel size and activation; padding and strides where there are any."""
        return dotted((counted(self.filters, "{count} filter", "{count} filters"), super().summary))

    def result_lengths(self, shape: Shape) -> Shape:
        """How many windows stand along each axis of such an input; raises ShapeError."""
        self.require_strides_or_dilation()
        return super().result_lengths(shape)

    def require_strides_or_dilation(self) -> None:
        """Raise ShapeError where results and values would be left out at once."""
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ShapeError(
                Sentence("cannot combine strides with a dilation rate; set one of them to 1"), "dilation_rate"
            )

    def result_channels(self, shape: Shape) -> int:
        """The number of filters."""
        return self.filters

    def kernel_spec(self, *channels: int) -> WeightSpec:
        """One value for each place of the window and pair of channels."""
        shape = (*self.kernel_size, *channels)
        return WeightSpec(shape, self.kernel_initializer, self.kernel_regularizer, constraint=self.kernel_constraint)


class BiasRow:
    """A bias side by side with itself along a row of the result: sums over long rows are faster."""

    def __init__(self, bias: Array, out: Array, ctx: Context) -> None:
        self._bias, self._row = bias, ctx.empty(out.shape[-2:])

    def refresh(self) -> Calls:
        """Take over what the bias is now."""
        yield partial(np.copyto, self._row, self._bias)

    def add_to(self, out: Array) -> Calls:
        """out += bias."""
        yield partial(np.add, out, self._row, out)
