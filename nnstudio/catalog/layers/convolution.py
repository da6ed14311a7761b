"""Layers that slide a learned window over pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations import ActivationFunction, Linear
from nnstudio.catalog.initializers import GlorotUniform, Initializer, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, require_applicable, shape_text
from nnstudio.catalog.layers.windows import Padding, Pair, Window
from nnstudio.catalog.regularizers import Regularizer

_BLOCK_VALUES = 2**20
"""How many input values are gathered at a time: few enough to stay in a cache (4 MB in float32)."""


class Conv2D(Layer, frozen=True, kw_only=True):
    """Slides small filters over a picture: the layer that sees shapes.

    The kernel has the shape (height, width, channels / groups, filters). With padding same an odd row or column of
    padding comes last, as in Keras and TensorFlow; PyTorch pads both sides alike.
    """

    category: ClassVar[str] = "Convolution"
    formula: ClassVar[str] = "y[r, c] = activation(Σ x[r · stride + i, c · stride + j] · W[i, j] + b)"
    aliases: ClassVar[tuple[str, ...]] = ("Convolution2D",)

    filters: Annotated[int, Meta(ge=1, title="Filters", description="Number of filters: the channels of the result.")]
    kernel_size: Annotated[Pair, Meta(title="Kernel size", description="Height and width of a filter.")]
    strides: Annotated[Pair, Meta(title="Strides", description="How far the filters move, down and across.")] = (1, 1)
    padding: Padding = "valid"
    dilation_rate: Annotated[
        Pair, Meta(title="Dilation rate", description="Distance between the values that a filter looks at.")
    ] = (1, 1)
    groups: Annotated[
        int, Meta(ge=1, title="Groups", description="Parts into which channels and filters are split, each on its own.")
    ] = 1
    activation: Annotated[
        ActivationFunction, Meta(title="Activation", description="Function applied to every output.")
    ] = Linear()
    use_bias: Annotated[bool, Meta(title="Use bias", description="Add a learned offset to each filter's output.")] = (
        True
    )
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

    @property
    def summary(self) -> str:
        """Filters, kernel size and activation, and the padding where it is same."""
        text = f"{self.filters} filters · {shape_text(self.kernel_size)} · {self.activation.short_name}"
        return f"{text} · same" if self.padding == "same" else text

    @property
    def output_activation(self) -> ActivationFunction:
        """The chosen activation."""
        return self.activation

    @property
    def window(self) -> Window:
        """The window that slides."""
        return Window("kernel_size", self.kernel_size, self.strides, self.padding, self.dilation_rate)

    @property
    def is_pointwise(self) -> bool:
        """Whether every result comes from a single position, so that the picture needs no gathering."""
        return self.kernel_size == (1, 1) and self.strides == (1, 1)

    def output_shape(self, *inputs: Shape) -> Shape:
        """(rows of windows, columns of windows, filters)."""
        (shape,) = inputs
        positions = self.window.results(shape)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ShapeError("cannot combine strides with a dilation rate; set one of them to 1", "dilation_rate")
        if self.filters % self.groups:
            raise ShapeError(f"cannot split {self.filters} filters into {self.groups} equal groups", "groups")
        if shape[-1] % self.groups:
            raise ShapeError(f"cannot split {shape[-1]} channels into {self.groups} equal groups", "groups")
        result = (*positions, self.filters)
        require_applicable(self.activation, result)
        return result

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Kernel (height, width, channels / groups, filters) and bias (filters,)."""
        kernel = (*self.kernel_size, inputs[0][-1] // self.groups, self.filters)
        specs = {"kernel": WeightSpec(kernel, self.kernel_initializer, self.kernel_regularizer)}
        if self.use_bias:
            specs["bias"] = WeightSpec((self.filters,), self.bias_initializer, self.bias_regularizer)
        return specs

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = windows · kernel + bias, a block of samples at a time."""
        windows = _Windows(self, x, out, ctx)
        windows.clear()
        kernel, bias = _matrices(w.kernel, self.groups), ctx.empty(out.shape[1:])
        if self.use_bias:
            yield partial(np.copyto, bias, w.bias)
        for block in windows.blocks:
            yield from windows.gather(block)
            yield partial(np.matmul, windows.rows(block), kernel, _rows(out[block], self.groups))
            if self.use_bias:
                yield partial(np.add, out[block], bias, out[block])

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dkernel = windowsᵀ · dout, dbias = Σ dout, dx = dout · kernelᵀ, added up place by place."""
        windows = _Windows(self, x, out, ctx)
        yield from self._kernel_gradient(windows, dout, dw.kernel, ctx)
        if self.use_bias:
            deltas = dout.reshape(-1, self.filters)
            yield partial(np.dot, ctx.ones(len(deltas)), deltas, dw.bias)
        if dx is not None:
            yield from self._input_gradient(windows, dout, dx, w.kernel, ctx)

    def _kernel_gradient(self, windows: _Windows, dout: Array, dkernel: Array, ctx: Context) -> Calls:
        total = _matrices(dkernel, self.groups)
        part = ctx.empty(total.shape)
        for block in windows.blocks:
            if len(windows.blocks) > 1:
                yield from windows.gather(block)
            product = part if block.start else total
            yield partial(np.matmul, windows.rows(block).transpose(0, 2, 1), _rows(dout[block], self.groups), product)
            if block.start:
                yield partial(np.add, total, part, total)

    def _input_gradient(self, windows: _Windows, dout: Array, dx: Array, kernel: Array, ctx: Context) -> Calls:
        if self.is_pointwise:
            weights = _matrices(kernel, self.groups).transpose(0, 2, 1)
            yield partial(np.matmul, _rows(dout, self.groups), weights, _rows(dx, self.groups))
            return
        part = ctx.empty((windows.blocks[0].stop, *dout.shape[1:-1], dx.shape[-1]))
        yield partial(dx.fill, 0)
        for block in windows.blocks:
            share = part[: block.stop - block.start]
            for tap in windows.taps:
                weights = _matrices(kernel[tap.place], self.groups).transpose(0, 2, 1)
                target = dx[block, *tap.source]
                yield partial(np.matmul, _rows(dout[block], self.groups), weights, _rows(share, self.groups))
                yield partial(np.add, target, share[:, *tap.result], target)


class _Windows:
    """The input values under every window as rows of a matrix, gathered for a block of samples at a time.

    Where one block holds all samples, what `forward` gathers is still there for `backward`.
    """

    def __init__(self, layer: Conv2D, x: Array, out: Array, ctx: Context) -> None:
        batch, positions, groups = len(x), out.shape[1:3], layer.groups
        self.taps = layer.window.taps(x.shape[1:])
        self._pictures = x.reshape(*x.shape[:3], groups, -1).transpose(3, 0, 1, 2, 4)
        self._columns: Array | None = None
        at_a_time = batch
        if not layer.is_pointwise:
            values_of_sample = math.prod(positions) * math.prod(layer.kernel_size) * x.shape[-1]
            at_a_time = min(batch, max(1, _BLOCK_VALUES // values_of_sample))
            values = (*layer.kernel_size, x.shape[-1] // groups)
            self._columns = ctx.keep("columns", (groups, at_a_time, *positions, *values))
        self.blocks = [slice(start, min(start + at_a_time, batch)) for start in range(0, batch, at_a_time)]

    def clear(self) -> None:
        """Set everything to zero, once: it stays so where windows reach beyond the picture."""
        if self._columns is not None:
            self._columns.fill(0)

    def gather(self, block: slice) -> Calls:
        """Copy the values of a block of samples, one place of the window after the other."""
        if self._columns is None:
            return
        columns = self._columns[:, : block.stop - block.start]
        for tap in self.taps:
            inside: tuple[slice | int, ...] = (slice(None), slice(None), *tap.result, *tap.place)
            yield partial(np.copyto, columns[inside], self._pictures[:, block, *tap.source])

    def rows(self, block: slice) -> Array:
        """What was gathered: (groups, windows, values of a window)."""
        if self._columns is None:
            pictures = self._pictures[:, block]
            return pictures.reshape(len(pictures), -1, pictures.shape[-1])
        columns = self._columns[:, : block.stop - block.start]
        windows = math.prod(columns.shape[1:4])
        return columns.reshape(len(columns), windows, -1)


def _rows(pictures: Array, groups: int) -> Array:
    """Pictures as one matrix for each group: (groups, positions, channels of the group)."""
    return pictures.reshape(-1, groups, pictures.shape[-1] // groups).transpose(1, 0, 2)


def _matrices(kernel: Array, groups: int) -> Array:
    """A kernel as one matrix for each group: (groups, values of a window, filters of the group)."""
    return kernel.reshape(-1, groups, kernel.shape[-1] // groups).transpose(1, 0, 2)
