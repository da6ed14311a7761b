"""Sums of products of every channel with filters of its own, and both of their gradients."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.windows import Sliding, Window

_KERNEL_VALUES = 2**15
"""How many values of the kernel stand side by side at most: few enough to stay in a near cache (128 kB in float32)."""


class Channelwise:
    """The linear map of a depthwise convolution, whole lines of the input at a time.

    Channels are few numbers to work on at once, but side by side with their neighbors along a line they are many, if
    the kernel stands as often side by side with itself. So windows are taken at every position of a line, and of their
    results every stride-th is kept. Sequences are pictures of one line. The kernel has the shape
    (*window, channels, multiplier), and a result's channels are those of the input, each as often as the multiplier
    says.
    """

    def __init__(self, sliding: Sliding, channels: int, multiplier: int, batch: int, ctx: Context) -> None:
        self._sliding = sliding = _over_pictures(sliding)
        self._batch, self._multiplier, self._results, self._ctx = batch, multiplier, channels * multiplier, ctx
        self._positions = (sliding.counts[1] - 1) * sliding.window.strides[1] + 1
        """How many windows are taken along a line."""
        self._padded: Array | None = None
        if multiplier > 1 or sliding.padded_lengths != sliding.lengths:
            self._padded = ctx.keep("padded", (batch, *sliding.padded_lengths, channels, multiplier))
            self._padded.fill(0)

    def forward(self, x: Array, kernel: Array, out: Array) -> Calls:
        """out = windows · kernel, channel by channel."""
        (rows, columns), across = self._sliding.counts, self._sliding.window.strides[1]
        if self._padded is not None:
            (above, left), (height, width) = self._sliding.before, self._sliding.lengths
            inside = self._padded[:, above : above + height, left : left + width]
            yield partial(np.copyto, inside, self._pictures(x)[..., None])
        if across == 1:
            yield from self._sums(self._windows(x), self._filters(kernel), out.reshape(self._batch, rows, -1))
            return
        every = self._ctx.empty((self._batch, rows, self._positions, self._results))
        yield from self._sums(self._windows(x), self._filters(kernel), every.reshape(self._batch, rows, -1))
        yield partial(np.copyto, out.reshape(self._batch, rows, columns, -1), every[:, :, ::across])

    def backward(self, x: Array, dout: Array, dx: Array | None, kernel: Array, dkernel: Array) -> Calls:
        """dkernel = Σ windows · dout; dx = windows of dout · the kernel turned around; channel by channel."""
        (rows, columns), (down, across) = self._sliding.counts, self._sliding.window.strides
        spread = self._room_for_gradient()
        above, left = (
            span - 1 - before for span, before in zip(self._sliding.window.spans, self._sliding.before, strict=True)
        )
        dlines = spread[:, above::down][:, :rows, left : left + self._positions]
        yield partial(np.copyto, dlines[:, :, ::across], dout.reshape(self._batch, rows, columns, -1))
        dlines = dlines.reshape(self._batch, rows, -1)
        yield from self._products(self._windows(x), dlines, self._filters(dkernel))
        if dx is not None:
            yield from self._input_gradient(spread, self._filters(kernel)[::-1, ::-1], self._pictures(dx))

    def _room_for_gradient(self) -> Array:
        """The gradient of the result, with zeros where no window stands and so far around that all of `dx` is met."""
        reach = (
            length + span - 1 for length, span in zip(self._sliding.lengths, self._sliding.window.spans, strict=True)
        )
        return self._ctx.zeros((self._batch, *reach, self._results))

    def _input_gradient(self, spread: Array, kernel: Array, dx: Array) -> Calls:
        """dx = Σ over places and the filters of a channel."""
        _, height, width, _ = dx.shape
        by_filter = self._ctx.empty((*dx.shape, self._multiplier)) if self._multiplier > 1 else dx[..., None]
        lines = _lines(spread, self._sliding.window, height, 1, width)
        yield from self._sums(lines, kernel, by_filter.reshape(self._batch, height, -1))
        if self._multiplier > 1:
            yield partial(np.copyto, dx, by_filter[..., 0])
            for index in range(1, self._multiplier):
                yield partial(np.add, dx, by_filter[..., index], dx)

    def _sums(self, lines: Array, kernel: Array, result: Array) -> Calls:
        """result = Σ over places of lines · kernel, as many positions at a time as the kernel stands side by side."""
        row = self._row_of(kernel.shape, result.shape[-1])
        yield partial(np.copyto, row, kernel[:, :, None])
        filters = row.reshape(*kernel.shape[:2], -1)
        for part in _parts(result.shape[-1], filters.shape[-1]):
            values = part.stop - part.start
            yield partial(np.einsum, "nrijk,ijk->nrk", lines[..., part], filters[..., :values], out=result[..., part])

    def _products(self, lines: Array, dresult: Array, dkernel: Array) -> Calls:
        """dkernel = Σ over samples, rows and positions of lines · dresult."""
        row = self._row_of(dkernel.shape, dresult.shape[-1])
        total = self._ctx.empty(dkernel.shape)
        for part in _parts(dresult.shape[-1], math.prod(row.shape[2:])):
            values = part.stop - part.start
            products = row[:, :, : values // self._results]
            flat = products.reshape(*dkernel.shape[:2], -1)
            yield partial(np.einsum, "nrijk,nrk->ijk", lines[..., part], dresult[..., part], out=flat)
            yield partial(np.add.reduce, products, 2, None, total if part.start else dkernel)
            if part.start:
                yield partial(np.add, dkernel, total, dkernel)

    def _row_of(self, kernel: Shape, values: int) -> Array:
        """Room for a kernel as often side by side as it fits into a line of so many values and into a near cache."""
        height, width, results = kernel
        positions = min(values // results, max(1, _KERNEL_VALUES // math.prod(kernel)))
        return self._ctx.empty((height, width, positions, results))

    def _windows(self, x: Array) -> Array:
        """What lies under every window of the forward pass."""
        source = x if self._padded is None else self._padded
        lengths = self._sliding.padded_lengths
        pictures = source.reshape(self._batch, *lengths, self._results)
        window = self._sliding.window
        return _lines(pictures, window, self._sliding.counts[0], window.strides[0], self._positions)

    def _pictures(self, x: Array) -> Array:
        """Inputs, or their gradient, as pictures."""
        return x.reshape(self._batch, *self._sliding.lengths, -1)

    def _filters(self, kernel: Array) -> Array:
        """A kernel as (height, width, channels · multiplier)."""
        return kernel.reshape(*self._sliding.window.size, -1)


def _over_pictures(sliding: Sliding) -> Sliding:
    """The same for pictures, which sequences are of one line."""
    window = sliding.window
    if window.rank == 2:
        return sliding
    flat = Window(window.field, (1, *window.size), (1, *window.strides), window.padding, (1, *window.rates))
    return Sliding(flat, lengths=(1, *sliding.lengths), counts=(1, *sliding.counts))


def _lines(pictures: Array, window: Window, rows: int, stride: int, positions: int) -> Array:
    """For every place of the window, what it meets along a line: (batch, rows, *places, positions · channels)."""
    of_sample, of_row, of_column, of_channel = pictures.strides
    down, across = window.rates
    return as_strided(
        pictures,
        (len(pictures), rows, *window.size, positions * pictures.shape[-1]),
        (of_sample, of_row * stride, of_row * down, of_column * across, of_channel),
        writeable=False,
    )


def _parts(values: int, most: int) -> list[slice]:
    """A line in parts of at most so many values."""
    return [slice(start, min(start + most, values)) for start in range(0, values, most)]
