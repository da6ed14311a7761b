"""Transposed convolutions: the way back from what a convolution gives to what it takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import ShapeError, WeightSpec, require_rank
from nnstudio.catalog.layers.convolution.base import _KernelConvolution
from nnstudio.catalog.layers.convolution.correlation import Correlation
from nnstudio.catalog.layers.convolution.fields import (
    DilationRate1D,
    DilationRate2D,
    EnlargingStrides1D,
    EnlargingStrides2D,
    Filters,
    KernelSize1D,
    KernelSize2D,
    OutputPadding1D,
    OutputPadding2D,
)
from nnstudio.catalog.layers.windows import INPUT_AXES, Padding, Sliding
from nnstudio.sentence import Sentence

_IN_PYTORCH = (
    "The weight has the shape (channels, filters, ...) there. Padding is a number there that is cut off at both sides, "
    "before output padding is added; here same cuts off so much that an axis becomes stride times as long, and where "
    "that is odd, one more at its end."
)


class _Transposed(_KernelConvolution, frozen=True, kw_only=True):
    """Spreads every input value over a window of the result: the gradient of a convolution with the same kernel."""

    output_padding: tuple[int, ...] | None = None

    def result_lengths(self, shape: Shape) -> Shape:
        """How long each axis becomes; raises ShapeError."""
        rank = len(self.kernel_size)
        require_rank(shape, rank + 1, INPUT_AXES[rank])
        self.require_strides_or_dilation()
        extras = self.output_padding or (None,) * rank
        for extra, stride in zip(extras, self.strides, strict=True):
            if extra is not None and extra >= stride:
                raise ShapeError(
                    Sentence(
                        "has an output padding of {extra}, which must be smaller than the stride of {stride}",
                        extra=extra,
                        stride=stride,
                    ),
                    "output_padding",
                )
        lengths = tuple(map(self._length, shape, self.strides, self.window.spans, extras))
        if 0 in lengths:
            raise ShapeError(
                "would have an empty result; set the output padding to none, or make it larger", "output_padding"
            )
        return lengths

    def _length(self, length: int, stride: int, span: int, extra: int | None) -> int:
        """How long an axis becomes."""
        reach = (length - 1) * stride
        if self.padding == "valid":
            return reach + (max(span, stride) if extra is None else span + extra)
        return reach + (stride if extra is None else span % 2 + extra)

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel (*kernel_size, filters, channels) and bias (filters,)."""
        (shape,) = inputs
        return {"kernel": self.kernel_spec(self.filters, shape[-1])} | self.bias_specs(shape)

    def products(self, *inputs: Shape) -> int:
        """The kernel meets every position of the input."""
        return self.weights(*inputs)["kernel"].size * math.prod(inputs[0][:-1])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x · kernelᵀ, added up place by place, + bias."""
        correlation, bias = self._correlation(x, out, ctx), self.bias_row(out, w, ctx)
        if bias:
            yield from bias.refresh()
        for block in correlation.blocks:
            yield from correlation.source_gradient(x, w.kernel, out, block)
            if bias:
                yield from bias.add_to(out[block])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dkernel = windows of doutᵀ · x, dbias = Σ dout, dx = windows of dout · kernel."""
        correlation = self._correlation(x, out, ctx)
        yield from self.bias_gradient(dout, dw, ctx)
        for block in correlation.blocks:
            yield from correlation.gather(dout, block)
            yield from correlation.kernel_gradient(dout, x, dw.kernel, block)
            if dx is not None:
                yield from correlation.products(dout, w.kernel, dx, block)

    def _correlation(self, x: Array, out: Array, ctx: Context) -> Correlation:
        """That from `out` to `x`."""
        sliding = Sliding(self.window, lengths=out.shape[1:-1], counts=x.shape[1:-1])
        return Correlation(sliding, self.filters, 1, len(x), ctx)


class Conv1DTranspose(_Transposed, frozen=True, kw_only=True):
    """Makes a sequence longer by writing a learned pattern for every step: a convolution's way back.

    The kernel has the shape (steps, filters, channels). Of n steps, padding same makes n · stride, and padding valid
    (n - 1) · stride + span, where the span is that of a filter, or n · stride if that is more. With output padding,
    valid makes so many more than (n - 1) · stride + span, and same so many more than (n - 1) · stride, and another one
    if the span is odd.
    """

    formula: ClassVar[str] = "y[t · stride + i] = activation(Σ x[t] · W[i]ᵀ + b)"
    aliases: ClassVar[tuple[str, ...]] = ("Convolution1DTranspose",)
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    filters: Filters
    kernel_size: KernelSize1D
    strides: EnlargingStrides1D = (1,)
    padding: Padding = "valid"
    output_padding: OutputPadding1D | None = None
    dilation_rate: DilationRate1D = (1,)


class Conv2DTranspose(_Transposed, frozen=True, kw_only=True):
    """Makes a picture larger by painting a learned pattern for every value: a convolution's way back.

    The kernel has the shape (height, width, filters, channels). Of an axis of n values, padding same makes n · stride,
    and padding valid (n - 1) · stride + span, where the span is that of a filter, or n · stride if that is more. With
    output padding, valid makes so many more than (n - 1) · stride + span, and same so many more than (n - 1) · stride,
    and another one if the span is odd.
    """

    formula: ClassVar[str] = "y[r · stride + i, c · stride + j] = activation(Σ x[r, c] · W[i, j]ᵀ + b)"
    aliases: ClassVar[tuple[str, ...]] = ("Convolution2DTranspose",)
    note_on_pytorch: ClassVar[str] = _IN_PYTORCH

    filters: Filters
    kernel_size: KernelSize2D
    strides: EnlargingStrides2D = (1, 1)
    padding: Padding = "valid"
    output_padding: OutputPadding2D | None = None
    dilation_rate: DilationRate2D = (1, 1)
