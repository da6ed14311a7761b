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
from itertools import accumulate
from typing import ClassVar, cast

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.engine.kernels.block_chain import BLOCK, BlockChain
from nnstudio.engine.kernels.block_columns import Axis, Columns
from nnstudio.engine.kernels.small_products import in_pieces, piece_count

_VALUES_AT_A_TIME = 512 * 1024
"""Columns and results of so many values about fill the second cache."""
_MOST_KEPT_VALUES = 4 * 1024 * 1024
"""Columns up to this size stay in memory from forward to backward; larger ones are gathered again."""


class BlockConvolution:
    """The kernel of a Conv2D without dilation and groups, of an activation, and of a pooling of 2x2 after them."""

    takes_any_layout: ClassVar[bool] = True
    joins_slices: ClassVar[bool] = False

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._chain = cast(BlockChain, BlockChain.of(layers))

    @staticmethod
    def takes(layers: Sequence[Layer]) -> bool:
        """Whether the layers are such ones."""
        return BlockChain.of(layers) is not None

    @staticmethod
    def excess(layer: Conv2D) -> float:
        """How many places a block looks at for each place of one window: what the products do in vain."""
        reaches = (_reach(*lengths) for lengths in zip(BLOCK, layer.kernel_size, layer.strides, strict=True))
        return math.prod(reaches) / math.prod(layer.kernel_size)

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """The results of a few samples after those of others."""
        shared = _Shared(self._chain, inputs[0], ctx)
        yield from shared.spread_kernel(w.kernel)
        for part in shared.parts:
            yield from part.forward(inputs[0], out, w.get("bias"))

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The gradients likewise; in the end those of the kernel and the bias are added up."""
        shared, (dx,) = _Shared(self._chain, inputs[0], ctx), d.inputs
        ends = list(accumulate(part.pieces for part in shared.parts))
        kernels, biases = shared.gradients(ends[-1])
        for part, end, bias in zip(shared.parts, ends, biases, strict=True):
            yield from part.backward(inputs[0], d.out, dx, kernels[end - part.pieces : end], bias)
        yield from shared.gather_gradients(kernels, biases, d.weights)


class _Shared:
    """The arrays that all parts of a batch share."""

    def __init__(self, chain: BlockChain, x: Array, ctx: Context) -> None:
        self.chain, self.ctx, self.channels = chain, ctx, x.shape[-1]
        self.layer = layer = chain.convolution
        self.axes = _axes(layer, x.shape[1:], pools=chain.pooling is not None)
        self._windows = (*(axis.reach for axis in self.axes), self.channels, *BLOCK, layer.filters)
        self.kernels = ctx.keep("kernels", (math.prod(self._windows[:3]), math.prod(self._windows[3:])))
        self.kernels.fill(0)
        blocks = math.prod(axis.count for axis in self.axes)
        columns, results = (blocks * size for size in self.kernels.shape)
        self.keeps_columns = ctx.training and columns * len(x) <= _MOST_KEPT_VALUES
        at_a_time = max(1, _VALUES_AT_A_TIME // (columns + results))
        self.parts = [_Part(self, samples) for samples in _parts(len(x), at_a_time)]

    def spread_kernel(self, kernel: Array) -> Calls:
        """The kernel for every result of a block, where it stands."""
        yield partial(np.copyto, self._places(self.kernels), kernel)

    @property
    def is_turned(self) -> bool:
        """Whether the gradient of the spread kernels is (results, places): tall products are faster than wide ones."""
        places, results = self.kernels.shape
        return bool(places < results)

    def gradients(self, pieces: int) -> tuple[Array, Array]:
        """Room for what so many products give to the gradients of the spread kernels and of the bias."""
        kernels = self.ctx.keep("gradients of the kernels", (pieces, *sorted(self.kernels.shape, reverse=True)))
        return kernels, self.ctx.keep("gradients of the bias", (len(self.parts), self.layer.filters))

    def gather_gradients(self, kernels: Array, biases: Array, dw: Weights) -> Calls:
        """The gradients of the weights: those of all results of a block, from all products."""
        total = self.ctx.keep("gradient of the kernels", kernels.shape[1:])
        yield self._sum(kernels, total)
        yield partial(np.add.reduce, self._places(total.T if self.is_turned else total), (0, 1), None, dw.kernel)
        bias = dw.get("bias")
        if bias is not None:
            yield self._sum(biases, bias)

    def _sum(self, several: Array, total: Array) -> Call:
        return partial(np.dot, self.ctx.ones(len(several)), several.reshape(len(several), -1), total.reshape(-1))

    def _places(self, kernels: Array) -> Array:
        """What of the spread kernels belongs to each result: (*block, rows, columns, channels, filters)."""
        windows = kernels.reshape(self._windows)
        row, column, channel, across, down, filters = windows.strides
        below, beside = (stride * length for stride, length in zip(self.layer.strides, (row, column), strict=True))
        shape = (*BLOCK, *self.layer.kernel_size, self.channels, self.layer.filters)
        return as_strided(windows, shape, (down + below, across + beside, row, column, channel, filters))


class _Part:
    """A few samples of a batch, which lie in the cache together."""

    def __init__(self, shared: _Shared, samples: slice) -> None:
        self._shared, self._samples, ctx = shared, samples, shared.ctx
        count = samples.stop - samples.start
        blocks = (*(axis.count for axis in shared.axes), count)
        windows, (places, results) = math.prod(blocks), shared.kernels.shape
        name = f"from {samples.start}"
        self._columns = Columns(shared.axes, shared.channels, count, ctx)
        self._gathered = ctx.keep(f"columns {name if shared.keeps_columns else count}", (places, windows))
        self._products = ctx.keep(f"products of {count}", (results, windows))
        self._results = shared.chain.results(shared.chain.activation, (shared.layer.filters, *blocks), name, ctx)
        self.pieces = piece_count(places * results, windows)

    def forward(self, x: Array, out: Array, bias: Array | None) -> Calls:
        """results = kernelsᵀ · columns, and what becomes of them."""
        kernels, columns, products = self._factors()
        yield from self._columns.gather(x[self._samples], self._gathered)
        yield partial(np.matmul, kernels.T, columns, products)
        yield from self._results.finish(self._planes, bias, out[self._samples])

    def backward(self, x: Array, dout: Array, dx: Array | None, gradients: Array, bias: Array) -> Calls:
        """dkernels = columns · dresultsᵀ for each piece, and dcolumns = kernels · dresults."""
        kernels, columns, products = self._factors()
        if not self._shared.keeps_columns:
            yield from self._columns.gather(x[self._samples], self._gathered)
        yield from self._results.read_gradients(dout[self._samples], self._planes)
        if self._shared.layer.use_bias:
            yield from self._results.bias_gradient(self._planes, bias)
        tall, wide = (products, columns) if self._shared.is_turned else (columns, products)
        yield partial(np.matmul, tall, wide.swapaxes(1, 2), gradients)
        if dx is not None:
            seen = self._shared.ctx.keep(f"gradients of {self._gathered.shape} columns", self._gathered.shape)
            yield partial(np.matmul, kernels, products, in_pieces(seen, self.pieces))
            yield from self._columns.spread(seen, dx[self._samples])

    def _factors(self) -> tuple[Array, Array, Array]:
        """(places, results of a block), and of every piece (places, windows) and (results of a block, windows)."""
        return self._shared.kernels, in_pieces(self._gathered, self.pieces), in_pieces(self._products, self.pieces)

    @property
    def _planes(self) -> Array:
        """The results by their column and row in the block and their filter."""
        planes: Array = self._products.reshape(*BLOCK, self._shared.layer.filters, -1)
        return planes


def _axes(layer: Conv2D, shape: Shape, *, pools: bool) -> tuple[Axis, Axis]:
    """How blocks stand on a picture: a pooling leaves out a last row or column that fills no block."""
    sliding = layer.window.over(shape)
    axes = []
    for number, size in enumerate(BLOCK):
        stride, windows = layer.strides[number], sliding.counts[number]
        count = windows // size if pools else -(-windows // size)
        reach = _reach(size, layer.kernel_size[number], stride)
        axes.append(Axis(shape[number], sliding.before[number], size * stride, reach, count))
    return axes[0], axes[1]


def _reach(size: int, window: int, stride: int) -> int:
    """How much a block of so many results sees along one axis, in whole steps from block to block."""
    step = size * stride
    return -(-(window + (size - 1) * stride) // step) * step


def _parts(samples: int, most: int) -> Iterator[slice]:
    """The samples in as few parts as possible, all of about the same size."""
    count = -(-samples // most)
    bounds = [samples * number // count for number in range(count + 1)]
    return map(slice, bounds, bounds[1:])
