"""Depthwise convolutions: filters of which each sees one channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

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
    KernelSize1D,
    KernelSize2D,
    Strides1D,
    Strides2D,
    UseBias,
)
from nnstudio.catalog.layers.windows import PADDING_IN_PYTORCH, Padding
from nnstudio.catalog.regularizers import ActivityRegularizer
from nnstudio.sentence import Sentence, joined

_GROUPED_IN_PYTORCH = Sentence("It is a convolution with groups = channels there.")
_IN_PYTORCH = joined((_GROUPED_IN_PYTORCH, KERNEL_IN_PYTORCH, PADDING_IN_PYTORCH))


class _Depthwise(_Convolution, frozen=True, kw_only=True):
    """Sums over everything under a window, channel by channel."""

    depth_multiplier: DepthMultiplier = 1
    activation: Activation = Linear()
    use_bias: UseBias = True
    depthwise_initializer: DepthwiseInitializer = GlorotUniform()
    bias_initializer: BiasInitializer = Zeros()
    depthwise_regularizer: DepthwiseRegularizer | None = None
    bias_regularizer: BiasRegularizer | None = None
    activity_regularizer: ActivityRegularizer | None = None
    depthwise_constraint: DepthwiseConstraint | None = None
    bias_constraint: BiasConstraint | None = None

    def result_channels(self, shape: Shape) -> int:
        """So many for every channel as the multiplier says."""
        return shape[-1] * self.depth_multiplier

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel (*kernel_size, channels, depth_multiplier) and bias (channels · depth_multiplier,)."""
        (shape,) = inputs
        kernel = WeightSpec(
            (*self.kernel_size, shape[-1], self.depth_multiplier),
            self.depthwise_initializer,
            self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        return {"kernel": kernel} | self.bias_specs(shape)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = windows · kernel, channel by channel, + bias."""
        yield from self._channelwise(x, ctx).forward(x, w.kernel, out)
        bias = self.bias_row(out, w, ctx)
        if bias:
            yield from bias.refresh()
            yield from bias.add_to(out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dkernel = Σ windows · dout, dbias = Σ dout, dx = windows of dout · the kernel turned around."""
        yield from self.bias_gradient(dout, dw, ctx)
        yield from self._channelwise(x, ctx).backward(x, dout, dx, w.kernel, dw.kernel)

    def _channelwise(self, x: Array, ctx: Context) -> Channelwise:
        return Channelwise(self.window.over(x.shape[1:]), x.shape[-1], self.depth_multiplier, len(x), ctx)


class DepthwiseConv1D(_Depthwise, frozen=True, kw_only=True):
    """Slides filters of its own along every channel of a sequence, and mixes no channels.

    Takes far fewer weights than Conv1D. The kernel has the shape (steps, channels, depth multiplier); the results of
    the first channel come first. Strides and a dilation rate may be combined.
    """

    formula: ClassVar[str] = "y[t, k · m + q] = activation(Σ x[t · stride + i, k] · W[i, k, q] + b)"
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    kernel_size: KernelSize1D
    strides: Strides1D = (1,)
    padding: Padding = "valid"
    depth_multiplier: DepthMultiplier = 1
    dilation_rate: DilationRate1D = (1,)


class DepthwiseConv2D(_Depthwise, frozen=True, kw_only=True):
    """Slides filters of its own over every channel of a picture, and mixes no channels.

    Takes far fewer weights than Conv2D. The kernel has the shape (height, width, channels, depth multiplier); the
    results of the first channel come first. Strides and a dilation rate may be combined.
    """

    formula: ClassVar[str] = (
        "y[r, c, k · m + q] = activation(Σ x[r · stride + i, c · stride + j, k] · W[i, j, k, q] + b)"
    )
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    kernel_size: KernelSize2D
    strides: Strides2D = (1, 1)
    padding: Padding = "valid"
    depth_multiplier: DepthMultiplier = 1
    dilation_rate: DilationRate2D = (1, 1)
