"""Convolutions: filters that see all channels under a window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import ShapeError, WeightSpec
from nnstudio.catalog.layers.convolution.base import _KernelConvolution
from nnstudio.catalog.layers.convolution.correlation import Correlation
from nnstudio.catalog.layers.convolution.fields import (
    KERNEL_IN_PYTORCH,
    DilationRate1D,
    DilationRate2D,
    Filters,
    Groups,
    KernelSize1D,
    KernelSize2D,
    SequencePadding,
    Strides1D,
    Strides2D,
)
from nnstudio.catalog.layers.windows import PADDING_IN_PYTORCH, Padding
from nnstudio.sentence import Sentence, joined

_CAUSAL_IN_PYTORCH = Sentence("Causal padding is not there at all.")


class _Regular(_KernelConvolution, frozen=True, kw_only=True):
    """Sums over everything under a window."""

    groups: Groups = 1

    def result_channels(self, shape: Shape) -> int:
        """The number of filters, which share the channels out among their groups."""
        for count, what in ((self.filters, Sentence("filters")), (shape[-1], Sentence("channels"))):
            if count % self.groups:
                raise ShapeError(
                    Sentence(
                        "cannot split {count} {what} into {groups} equal groups",
                        count=count,
                        what=what,
                        groups=self.groups,
                    ),
                    "groups",
                )
        return self.filters

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel (*kernel_size, channels / groups, filters) and bias (filters,)."""
        (shape,) = inputs
        return {"kernel": self.kernel_spec(shape[-1] // self.groups, self.filters)} | self.bias_specs(shape)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = windows · kernel + bias, a block of samples at a time."""
        correlation, bias = self._correlation(x, ctx), self.bias_row(out, w, ctx)
        if bias:
            yield from bias.refresh()
        for block in correlation.blocks:
            yield from correlation.gather(x, block)
            yield from correlation.products(x, w.kernel, out, block)
            if bias:
                yield from bias.add_to(out[block])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dkernel = windowsᵀ · dout, dbias = Σ dout, dx = dout · kernelᵀ, added up place by place."""
        correlation = self._correlation(x, ctx)
        yield from self.bias_gradient(dout, dw, ctx)
        for block in correlation.blocks:
            if not correlation.keeps_all:
                yield from correlation.gather(x, block)
            yield from correlation.kernel_gradient(x, dout, dw.kernel, block)
            if dx is not None:
                yield from correlation.source_gradient(dout, w.kernel, dx, block)

    def _correlation(self, x: Array, ctx: Context) -> Correlation:
        return Correlation(self.window.over(x.shape[1:]), x.shape[-1], self.groups, len(x), ctx)


class Conv1D(_Regular, frozen=True, kw_only=True):
    """Slides small filters along a sequence: the layer that sees patterns in time.

    The kernel has the shape (steps, channels / groups, filters). With padding causal a result sees its own step and
    earlier ones only, which suits forecasts. Strides above 1 and a dilation rate above 1 exclude each other.
    """

    formula: ClassVar[str] = "y[t] = activation(Σ x[t · stride + i] · W[i] + b)"
    aliases: ClassVar[tuple[str, ...]] = ("Convolution1D",)
    note_on_pytorch: ClassVar[str] = joined((KERNEL_IN_PYTORCH, PADDING_IN_PYTORCH, _CAUSAL_IN_PYTORCH))

    filters: Filters
    kernel_size: KernelSize1D
    strides: Strides1D = (1,)
    padding: SequencePadding = "valid"
    dilation_rate: DilationRate1D = (1,)
    groups: Groups = 1


class Conv2D(_Regular, frozen=True, kw_only=True):
    """Slides small filters over a picture: the layer that sees shapes.

    The kernel has the shape (height, width, channels / groups, filters). Strides above 1 and a dilation rate above 1
    exclude each other.
    """

    formula: ClassVar[str] = "y[r, c] = activation(Σ x[r · stride + i, c · stride + j] · W[i, j] + b)"
    aliases: ClassVar[tuple[str, ...]] = ("Convolution2D",)
    note_on_pytorch: ClassVar[str] = joined((KERNEL_IN_PYTORCH, PADDING_IN_PYTORCH))

    filters: Filters
    kernel_size: KernelSize2D
    strides: Strides2D = (1, 1)
    padding: Padding = "valid"
    dilation_rate: DilationRate2D = (1, 1)
    groups: Groups = 1
