"""Convolutions of few channels, and the pooling that follows them, by blocks of neighboring results.

Four neighboring results of a 5x5 convolution look at 6x6 values between them: gathered once for all four, these are
36 columns to copy instead of 100. One product with a matrix that holds the kernel four times, shifted, gives the
results. A third of its numbers are zeros, but the product is the cheapest part of such a convolution. The results
of a block are just what a pooling layer takes the largest of, value by value from four planes; the bias, which all
four share, and an activation that never falls are applied to the largest alone.

Inside, the samples of a batch are innermost: the arrays are (..., channels, rows, columns, samples), so that
everything is copied and compared in long runs, however few the channels are. Samples are done a few at a time, so
that what lies between two calls stays in the cache.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product
from typing import ClassVar, cast

import numpy as np

from nnstudio.catalog.activations import Elu, LeakyRelu, Linear, Relu, Relu6, Selu, Sigmoid, Tanh
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.engine.kernels.block_columns import Axis, Columns
from nnstudio.engine.kernels.block_results import EveryResult, LargestResults

_BLOCK = (2, 2)
_VALUES_AT_A_TIME = 512 * 1024
"""Columns and results of so many values about fill the second cache."""
_MOST_KEPT_VALUES = 4 * 1024 * 1024
"""Columns up to this size stay in memory from forward to backward; larger ones are gathered again."""
_NEVER_FALLING = (Linear, Relu, Relu6, LeakyRelu, Elu, Selu, Sigmoid, Tanh)


class BlockConvolution:
    """The kernel of a Conv2D without dilation and groups, and of the 2x2 MaxPooling2D after it, if there is one."""

    takes_any_layout: ClassVar[bool] = True

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._layer, self._pools = cast(Conv2D, layers[0]), len(layers) > 1

    @staticmethod
    def takes(layers: Sequence[Layer]) -> bool:
        """Whether the layers are such ones."""
        match layers:
            case [Conv2D() as convolution]:
                pass
            case [Conv2D() as convolution, MaxPooling2D() as pooling]:
                if pooling.window.size != _BLOCK or pooling.window.strides != _BLOCK or pooling.padding != "valid":
                    return False
            case _:
                return False
        is_plain = convolution.groups == 1 and convolution.dilation_rate == (1, 1)
        return is_plain and isinstance(convolution.activation, _NEVER_FALLING)

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """The results of a few samples after those of others."""
        shared = self._shared(inputs[0], out, ctx)
        yield from shared.spread_kernel(w.kernel)
        for part in shared.parts:
            yield from part.forward(inputs[0], out, w)

    def bind_backward(
        self,
        inputs: Sequence[Array],
        out: Array,
        dout: Array,
        gradients: Sequence[Array | None],
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """The gradients likewise; those of the kernel and the bias add up."""
        shared = self._shared(inputs[0], out, ctx)
        for number, part in enumerate(shared.parts):
            yield from part.backward(inputs[0], dout, gradients[0], dw.get("bias"), adds=number > 0)
        yield from shared.gather_gradients(dw.kernel)

    def _shared(self, x: Array, out: Array, ctx: Context) -> _Shared:
        return _Shared(self._layer, x, out, ctx, pools=self._pools)


class _Shared:
    """The arrays that all parts of a batch share."""

    def __init__(self, layer: Conv2D, x: Array, out: Array, ctx: Context, *, pools: bool) -> None:
        self.layer, self.ctx, self.pools = layer, ctx, pools
        self.axes = _axes(layer, x.shape[1:], pools=pools)
        self.channels, self.filters = x.shape[-1], out.shape[-1]
        places = (*(axis.reach for axis in self.axes), self.channels)
        self.kernels = ctx.keep("kernels", (*places, *_BLOCK, self.filters))
        self.kernels.fill(0)
        self.kernel_gradients = ctx.keep("gradients of the kernels", self.kernels.shape)
        self.counts = tuple(axis.count for axis in self.axes)
        columns = math.prod(places) * math.prod(self.counts)
        values = columns + math.prod((*_BLOCK, *self.counts, self.filters))
        self.keeps_columns = ctx.training and columns * len(x) <= _MOST_KEPT_VALUES
        self.parts = [_Part(self, rows) for rows in _parts(len(x), max(1, _VALUES_AT_A_TIME // values))]

    def spread_kernel(self, kernel: Array) -> Calls:
        """The kernel for every result of a block, where it stands."""
        for place in self._places(self.kernels):
            yield partial(np.copyto, place, kernel)

    def gather_gradients(self, kernel: Array) -> Calls:
        """The gradient of the kernel: that of all results of a block."""
        first, *others = self._places(self.kernel_gradients)
        yield partial(np.copyto, kernel, first)
        for place in others:
            yield partial(np.add, kernel, place, kernel)

    def _places(self, kernels: Array) -> Iterator[Array]:
        """What of the spread kernels belongs to each result: (rows, columns, channels, filters)."""
        (height, width), (down, across) = self.layer.kernel_size, self.layer.strides
        for row, column in product(*map(range, _BLOCK)):
            top, left = row * down, column * across
            yield kernels[top : top + height, left : left + width, :, column, row]


class _Part:
    """A few samples of a batch, which lie in the cache together."""

    def __init__(self, shared: _Shared, samples: slice) -> None:
        self._shared, self._samples, ctx = shared, samples, shared.ctx
        count = samples.stop - samples.start
        name = f"from {samples.start}"
        self._columns = Columns(shared.axes, shared.channels, count, ctx)
        self._gathered = ctx.keep(f"columns {name if shared.keeps_columns else count}", self._columns.shape)
        blocks = (*shared.counts, count)
        self._products = ctx.keep(f"products of {count}", (*_BLOCK, shared.filters, math.prod(blocks)))
        results = LargestResults if shared.pools else EveryResult
        self._results = results(shared.layer.activation, (shared.filters, *blocks), name, ctx)

    def forward(self, x: Array, out: Array, w: Weights) -> Calls:
        """results = kernelsᵀ · columns, and what becomes of them."""
        kernels, columns, products = self._matrices(self._shared.kernels, self._gathered)
        yield from self._columns.gather(x[self._samples], self._gathered)
        yield partial(np.dot, kernels.T, columns, products)
        yield from self._results.finish(self._products, w.get("bias"), out[self._samples])

    def backward(self, x: Array, dout: Array, dx: Array | None, bias: Array | None, *, adds: bool) -> Calls:
        """dkernels = columns · dresultsᵀ, dcolumns = kernels · dresults; with `adds` to what earlier parts gave."""
        shared = self._shared
        kernels, columns, products = self._matrices(shared.kernels, self._gathered)
        if not shared.keeps_columns:
            yield from self._columns.gather(x[self._samples], self._gathered)
        yield from self._results.read_gradients(dout[self._samples], self._products)
        if bias is not None:
            total = self._own(bias) if adds else bias
            yield from self._results.bias_gradient(self._products, total)
            if adds:
                yield partial(np.add, bias, total, bias)
        gradients = shared.kernel_gradients.reshape(kernels.shape)
        total = self._own(gradients) if adds else gradients
        yield partial(np.dot, columns, products.T, total)
        if adds:
            yield partial(np.add, gradients, total, gradients)
        if dx is not None:
            gradient = shared.ctx.keep(f"gradient of columns {self._columns.shape}", self._columns.shape)
            yield partial(np.dot, kernels, products, gradient.reshape(columns.shape))
            yield from self._columns.spread(gradient, dx[self._samples])

    def _own(self, total: Array) -> Array:
        """Room for what this part gives to a total."""
        return self._shared.ctx.keep(f"part {total.shape}", total.shape)

    def _matrices(self, kernels: Array, columns: Array) -> tuple[Array, Array, Array]:
        """Kernels, columns and products as (places, results), (places, windows) and (results, windows)."""
        results = math.prod(kernels.shape[3:])
        windows = self._products.shape[-1]
        return kernels.reshape(-1, results), columns.reshape(-1, windows), self._products.reshape(results, windows)


def _axes(layer: Conv2D, shape: Shape, *, pools: bool) -> tuple[Axis, Axis]:
    """How blocks stand on a picture: a pooling leaves out a last row or column that fills no block."""
    sliding = layer.window.over(shape)
    axes = []
    for number, size in enumerate(_BLOCK):
        step = size * layer.strides[number]
        span = layer.kernel_size[number] + (size - 1) * layer.strides[number]
        windows = sliding.counts[number]
        count = windows // size if pools else -(-windows // size)
        axes.append(Axis(shape[number], sliding.before[number], step, -(-span // step) * step, count))
    return axes[0], axes[1]


def _parts(samples: int, most: int) -> Iterator[slice]:
    """The samples in as few parts as possible, all of about the same size."""
    count = -(-samples // most)
    bounds = [samples * number // count for number in range(count + 1)]
    return map(slice, bounds, bounds[1:])
