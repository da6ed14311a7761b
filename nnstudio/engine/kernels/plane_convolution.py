"""Convolutions of few channels, with one plane of memory for each channel.

Windows of few channels are gathered in runs of a few values, which is slow. Here the input is first turned into planes
(of a picture; of a sequence, rows), so that each place in the window is copied in long runs; products with the turned
columns give the results with channels last again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from itertools import accumulate, product

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.engine.kernels.small_products import in_pieces, piece_count

_BLOCK_VALUES = 128 * 1024
"""What of the columns is worked on at a time: about half of the second cache."""
_MOST_KEPT_VALUES = 4 * 1024 * 1024
"""Columns up to this size stay in memory from forward to backward; larger ones are gathered again."""


class PlaneConvolution:
    """The kernel of a Conv1D or Conv2D with one group."""

    def __init__(self, layer: Conv1D | Conv2D) -> None:
        self._layer = layer

    @staticmethod
    def takes(layer: Layer) -> bool:
        """Whether the layer is such a one."""
        return isinstance(layer, Conv1D | Conv2D) and layer.groups == 1

    def bind_forward(self, x: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """out = columnsᵀ · kernel + bias, a block of samples at a time."""
        columns = _Columns(self._layer, x[0], out, ctx)
        kernel, bias = w.kernel.reshape(-1, out.shape[-1]), w.get("bias")
        spread = ctx.empty(out.shape[1:])
        if bias is not None:
            yield partial(np.copyto, spread, bias)
        yield from columns.read(x[0])
        for block in columns.blocks:
            yield from columns.gather(block)
            count = columns.pieces(block)
            windows = in_pieces(columns.matrix(block), count).swapaxes(1, 2)
            yield partial(np.matmul, windows, kernel, out[block].reshape(count, -1, out.shape[-1]))
            if bias is not None:
                yield partial(np.add, out[block], spread, out[block])

    def bind_backward(self, x: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """dkernel = columns · dout, dbias = Σ dout, dx = kernel · doutᵀ, added up place by place."""
        columns, (dx,), filters = _Columns(self._layer, x[0], out, ctx), d.inputs, out.shape[-1]
        kernel, total = w.kernel.reshape(-1, filters), d.weights.kernel.reshape(-1, filters)
        bias, ends = d.weights.get("bias"), list(accumulate(map(columns.pieces, columns.blocks)))
        parts = ctx.empty((ends[-1], *total.shape))
        for end, block in zip(ends, columns.blocks, strict=True):
            if not columns.are_kept:
                yield from columns.gather(block)
            count = columns.pieces(block)
            deltas = d.out[block].reshape(count, -1, filters)
            yield partial(np.matmul, in_pieces(columns.matrix(block), count), deltas, parts[end - count : end])
        yield partial(np.dot, ctx.ones(len(parts)), parts.reshape(len(parts), -1), total.reshape(-1))
        if bias is not None:
            every = _rows(d.out)
            yield partial(np.dot, ctx.ones(len(every)), every, bias)
        if dx is not None:
            yield from columns.clear_gradient()
            for block in columns.blocks:
                yield partial(np.dot, kernel, _rows(d.out[block]).T, columns.gradient(block))
                yield from columns.spread(block)
            yield from columns.write(dx)


class _Columns:
    """The values under every window: (places of the window, channels, samples, windows), for one axis or two."""

    def __init__(self, layer: Conv1D | Conv2D, x: Array, out: Array, ctx: Context) -> None:
        batch, channels, self._ctx = len(x), x.shape[-1], ctx
        self._sliding = sliding = layer.window.over(x.shape[1:])
        self._planes = ctx.keep("planes", (channels, batch, *sliding.padded_lengths))
        self._planes.fill(0)  # once: it stays so around the input
        self._window, self._results = (*layer.kernel_size, channels), out.shape[1:-1]
        self._depth, self._filters = math.prod(self._window), out.shape[-1]
        values = self._depth * math.prod(self._results)
        self.are_kept = ctx.training and values * batch <= _MOST_KEPT_VALUES
        at_a_time = max(1, min(batch, _BLOCK_VALUES // values))
        self.blocks = [slice(start, min(start + at_a_time, batch)) for start in range(0, batch, at_a_time)]

    def pieces(self, block: slice) -> int:
        """Into how many products that of a block is cut."""
        windows = (block.stop - block.start) * math.prod(self._results)
        return piece_count(self._depth * self._filters, windows)

    def read(self, x: Array) -> Calls:
        """The input as planes."""
        yield partial(np.copyto, self._inside(self._planes), np.moveaxis(x, -1, 0))

    def gather(self, block: slice) -> Calls:
        """Copy what every window sees."""
        planes, window = self._planes[:, block], self._sliding.window
        channel, sample, *lengths = planes.strides
        places = [stride * rate for stride, rate in zip(lengths, window.rates, strict=True)]
        steps = [stride * step for stride, step in zip(lengths, window.strides, strict=True)]
        columns = self._columns(block)
        seen = as_strided(planes, columns.shape, (*places, channel, sample, *steps), writeable=False)
        yield partial(np.copyto, columns, seen)

    def matrix(self, block: slice) -> Array:
        """What was gathered: (values of a window, windows)."""
        return self._columns(block).reshape(self._depth, -1)

    def clear_gradient(self) -> Calls:
        """Begin the gradient of the planes."""
        yield partial(self._gradient_planes.fill, 0)

    def gradient(self, block: slice) -> Array:
        """Room for the gradient of the columns."""
        return self._gradient_columns(block).reshape(self._depth, -1)

    def spread(self, block: slice) -> Calls:
        """Add the gradient of every place to the values that it met."""
        columns, window = self._gradient_columns(block), self._sliding.window
        for place in product(*map(range, window.size)):
            met = (
                slice(index * rate, index * rate + (count - 1) * step + 1, step)
                for index, rate, count, step in zip(place, window.rates, self._results, window.strides, strict=True)
            )
            target = self._gradient_planes[:, block, *met]
            yield partial(np.add, target, columns[place], target)

    def write(self, dx: Array) -> Calls:
        """The gradient with channels last."""
        yield partial(np.copyto, dx, np.moveaxis(self._inside(self._gradient_planes), 0, -1))

    @property
    def _gradient_planes(self) -> Array:
        return self._ctx.keep("gradient of the planes", self._planes.shape)

    def _inside(self, planes: Array) -> Array:
        """The input among the zeros around it."""
        sliding = self._sliding
        inside = (
            slice(before, before + length) for before, length in zip(sliding.before, sliding.lengths, strict=True)
        )
        return planes[:, :, *inside]

    def _columns(self, block: slice) -> Array:
        name = f"columns from {block.start}" if self.are_kept else f"columns of {block.stop - block.start}"
        return self._ctx.keep(name, (*self._window, block.stop - block.start, *self._results))

    def _gradient_columns(self, block: slice) -> Array:
        count = block.stop - block.start
        return self._ctx.keep(f"gradient of {count}", (*self._window, count, *self._results))


def _rows(pictures: Array) -> Array:
    """Pictures as one matrix: (positions, channels)."""
    return pictures.reshape(-1, pictures.shape[-1])
