"""Separable convolutions: first every channel on its own, then a mixture of channels at every position."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.activations import Linear
from nnstudio.catalog.constraints import BiasConstraint
from nnstudio.catalog.initializers import GlorotUniform, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import WeightSpec
from nnstudio.catalog.layers.convolution.base import _Convolution
from nnstudio.catalog.layers.convolution.channelwise import Channelwise
from nnstudio.catalog.layers.convolution.fields import (
    KERNEL_IN_PYTORCH,
    Activation,
    BiasInitializer,
    BiasRegularizer,
    DepthMultiplier,
    DepthwiseConstraint,
    DepthwiseInitializer,
    DepthwiseRegularizer,
    DilationRate1D,
    DilationRate2D,
    Filters,
    KernelSize1D,
    KernelSize2D,
    PointwiseConstraint,
    PointwiseInitializer,
    PointwiseRegularizer,
    Strides1D,
    Strides2D,
    UseBias,
)
from nnstudio.catalog.layers.windows import PADDING_IN_PYTORCH, Padding
from nnstudio.catalog.regularizers import ActivityRegularizer
from nnstudio.sentence import Sentence, counted, dotted, joined

_TWO_IN_PYTORCH = Sentence("It is two convolutions there, the first with groups = channels.")
_IN_PYTORCH = joined((_TWO_IN_PYTORCH, KERNEL_IN_PYTORCH, PADDING_IN_PYTORCH))


class _Separable(_Convolution, frozen=True, kw_only=True):
    """A depthwise convolution without bias, then a product with a matrix."""

    filters: Filters
    depth_multiplier: DepthMultiplier = 1
    activation: Activation = Linear()
    use_bias: UseBias = True
    depthwise_initializer: DepthwiseInitializer = GlorotUniform()
    pointwise_initializer: PointwiseInitializer = GlorotUniform()
    bias_initializer: BiasInitializer = Zeros()
    depthwise_regularizer: DepthwiseRegularizer | None = None
    pointwise_regularizer: PointwiseRegularizer | None = None
    bias_regularizer: BiasRegularizer | None = None
    activity_regularizer: ActivityRegularizer | None = None
    depthwise_constraint: DepthwiseConstraint | None = None
    pointwise_constraint: PointwiseConstraint | None = None
    bias_constraint: BiasConstraint | None = None

    @property
    def summary(self) -> str:
        """Filters, kernel size and activation; padding and strides where there are any."""
        return dotted((counted(self.filters, "{count} filter", "{count} filters"), super().summary))

    def result_channels(self, shape: Shape) -> int:
        """The number of filters."""
        return self.filters

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Depthwise kernel (*kernel_size, channels, depth_multiplier), pointwise kernel (1, ..., filters) and bias."""
        (shape,) = inputs
        depthwise = WeightSpec(
            (*self.kernel_size, shape[-1], self.depth_multiplier),
            self.depthwise_initializer,
            self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        pointwise = WeightSpec(
            (*(1 for _ in self.kernel_size), shape[-1] * self.depth_multiplier, self.filters),
            self.pointwise_initializer,
            self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        return {"depthwise_kernel": depthwise, "pointwise_kernel": pointwise} | self.bias_specs(shape)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """between = windows · depthwise kernel, channel by channel; out = between · pointwise kernel + bias."""
        between = self._between(x, out, ctx)
        yield from self._channelwise(x, ctx).forward(x, w.depthwise_kernel, between)
        yield partial(np.dot, _rows(between), _rows(w.pointwise_kernel), _rows(out))
        bias = self.bias_row(out, w, ctx)
        if bias:
            yield from bias.refresh()
            yield from bias.add_to(out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """The gradients of the product, then those of the depthwise convolution for dbetween = dout · kernelᵀ."""
        between = self._between(x, out, ctx)
        dbetween = ctx.empty(between.shape)
        yield from self.bias_gradient(dout, dw, ctx)
        yield partial(np.dot, _rows(between).T, _rows(dout), _rows(dw.pointwise_kernel))
        yield partial(np.dot, _rows(dout), _rows(w.pointwise_kernel).T, _rows(dbetween))
        yield from self._channelwise(x, ctx).backward(x, dbetween, dx, w.depthwise_kernel, dw.depthwise_kernel)

    def _between(self, x: Array, out: Array, ctx: Context) -> Array:
        return ctx.keep("between", (*out.shape[:-1], x.shape[-1] * self.depth_multiplier))

    def _channelwise(self, x: Array, ctx: Context) -> Channelwise:
        return Channelwise(self.window.over(x.shape[1:]), x.shape[-1], self.depth_multiplier, len(x), ctx)


class SeparableConv1D(_Separable, frozen=True, kw_only=True):
    """Slides filters of its own along every channel of a sequence, then mixes the channels at every step.

    Sees what Conv1D sees with far fewer weights and sums. Strides and a dilation rate may be combined.
    """

    formula: ClassVar[str] = "y[t] = activation((Σ x[t · stride + i] ∘ D[i]) · P + b)"
    aliases: ClassVar[tuple[str, ...]] = ("SeparableConvolution1D",)
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    filters: Filters
    kernel_size: KernelSize1D
    strides: Strides1D = (1,)
    padding: Padding = "valid"
    dilation_rate: DilationRate1D = (1,)
    depth_multiplier: DepthMultiplier = 1


class SeparableConv2D(_Separable, frozen=True, kw_only=True):
    """Slides filters of its own over every channel of a picture, then mixes the channels at every position.

    Sees what Conv2D sees with far fewer weights and sums. Strides and a dilation rate may be combined.
    """

    formula: ClassVar[str] = "y[r, c] = activation((Σ x[r · stride + i, c · stride + j] ∘ D[i, j]) · P + b)"
    aliases: ClassVar[tuple[str, ...]] = ("SeparableConvolution2D",)
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    filters: Filters
    kernel_size: KernelSize2D
    strides: Strides2D = (1, 1)
    padding: Padding = "valid"
    dilation_rate: DilationRate2D = (1, 1)
    depth_multiplier: DepthMultiplier = 1


def _rows(values: Array) -> Array:
    """All positions as rows of a matrix."""
    return values.reshape(-1, values.shape[-1])
