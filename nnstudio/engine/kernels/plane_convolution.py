"""Convolutions of few channels, with one plane of memory for each channel.

Windows of few channels are gathered in runs of a few values, which is slow. Here the input is first turned into planes
(of a picture; of a sequence, rows), so that each place in the window is copied in long runs; one product with the
turned columns gives the results with channels last again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D

_BLOCK_VALUES = 64 * 1024
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
            yield partial(np.dot, columns.matrix(block).T, kernel, _rows(out[block]))
            if bias is not None:
                yield partial(np.add, out[block], spread, out[block])

    def bind_backward(
        self,
        x: Sequence[Array],
        out: Array,
        dout: Array,
        gradients: Sequence[Array | None],
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """dkernel = columns · dout, dbias = Σ dout, dx = kernel · doutᵀ, added up place by place."""
        columns, (dx,), filters = _Columns(self._layer, x[0], out, ctx), gradients, out.shape[-1]
        kernel, total = w.kernel.reshape(-1, filters), dw.kernel.reshape(-1, filters)
        part, bias = ctx.empty(total.shape), dw.get("bias")
        for number, block in enumerate(columns.blocks):
            deltas = _rows(dout[block])
            if not columns.are_kept:
                yield from columns.gather(block)
            yield partial(np.dot, columns.matrix(block), deltas, part if number else total)
            if number:
                yield partial(np.add, total, part, total)
        if bias is not None:
            every = _rows(dout)
            yield partial(np.dot, ctx.ones(len(every)), every, bias)
        if dx is not None:
            yield from columns.clear_gradient()
            for block in columns.blocks:
                yield partial(np.dot, kernel, _rows(dout[block]).T, columns.gradient(block))
                yield from columns.spread(block)
            yield from columns.write(dx)


class _Columns:
    """The values under every window: (places of the window, channels, samples, windows), for one axis or two."""

    def __init__(self, layer: Conv1D | Conv2D, x: Array, out: Array, ctx: Context) -> None:
        batch, channels = len(x), x.shape[-1]
        self._taps = layer.window.taps(x.shape[1:])
        self._planes = ctx.keep("planes", (channels, *x.shape[:-1]))
        self._shape = (*layer.kernel_size, channels)
        self._results = out.shape[1:-1]
        self._depth = math.prod(self._shape)
        values = self._depth * math.prod(self._results)
        self.are_kept = ctx.training and values * batch <= _MOST_KEPT_VALUES
        at_a_time = max(1, min(batch, _BLOCK_VALUES // values))
        self.blocks = [slice(start, min(start + at_a_time, batch)) for start in range(0, batch, at_a_time)]
        self._ctx = ctx
        for block in self.blocks:
            self._columns(block).fill(0)  # once: it stays so where windows reach beyond the input

    def read(self, x: Array) -> Calls:
        """The input as planes."""
        yield partial(np.copyto, self._planes, np.moveaxis(x, -1, 0))

    def gather(self, block: slice) -> Calls:
        """Copy one place of the window after the other."""
        columns = self._columns(block)
        for tap in self._taps:
            place = columns[*tap.place][:, :, *tap.result]
            yield partial(np.copyto, place, self._planes[:, block, *tap.source])

    def matrix(self, block: slice) -> Array:
        """What was gathered: (values of a window, windows)."""
        return self._columns(block).reshape(self._depth, -1)

    def clear_gradient(self) -> Calls:
        """Begin the gradient of the planes, which takes their room: they have been read."""
        yield partial(self._planes.fill, 0)

    def gradient(self, block: slice) -> Array:
        """Room for the gradient of the columns."""
        return self._gradient_columns(block).reshape(self._depth, -1)

    def spread(self, block: slice) -> Calls:
        """Add the gradient of every place to the values that it met."""
        columns = self._gradient_columns(block)
        for tap in self._taps:
            target = self._planes[:, block, *tap.source]
            yield partial(np.add, target, columns[*tap.place][:, :, *tap.result], target)

    def write(self, dx: Array) -> Calls:
        """The gradient with channels last."""
        yield partial(np.copyto, dx, np.moveaxis(self._planes, 0, -1))

    def _columns(self, block: slice) -> Array:
        name = f"columns from {block.start}" if self.are_kept else f"columns of {block.stop - block.start}"
        return self._ctx.keep(name, (*self._shape, block.stop - block.start, *self._results))

    def _gradient_columns(self, block: slice) -> Array:
        count = block.stop - block.start
        return self._ctx.keep(f"gradient of {count}", (*self._shape, count, *self._results))


def _rows(pictures: Array) -> Array:
    """Pictures as one matrix: (positions, channels)."""
    return pictures.reshape(-1, pictures.shape[-1])
