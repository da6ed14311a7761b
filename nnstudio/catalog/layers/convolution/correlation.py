"""Sums of products of a kernel with what lies under a window, and both of their gradients."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.catalog.kernels import Array, Calls, Context
from nnstudio.catalog.layers.windows import Sliding

_BLOCK_VALUES = 2**20
"""How many input values are gathered at a time: few enough to stay in a cache (4 MB in float32)."""

_FEW_CHANNELS = 4
"""Below so many channels, values are gathered along the input's axes: runs of them are longer than the channels'."""


class Correlation:
    """The linear map of a convolution, as products of matrices over a block of samples at a time.

    It leads from a `source` that the window slides over to a `target` with a value for each window and filter. The
    kernel has the shape (*window, channels / groups, filters). Where one block holds all samples, what was
    gathered in the forward pass is still there in the backward pass.
    """

    def __init__(self, sliding: Sliding, channels: int, groups: int, batch: int, ctx: Context) -> None:
        self._sliding, self._groups, self._ctx = sliding, groups, ctx
        window, counts = sliding.window, sliding.counts
        self._reads_in_place = max(*window.size, *window.strides) == 1
        at_a_time = batch
        if not self._reads_in_place:
            values = math.prod(counts) * math.prod(window.size) * channels
            at_a_time = min(batch, max(1, _BLOCK_VALUES // values))
            self._columns = self._room_for_columns(channels // groups, at_a_time)
            self._padded = self._room_for_padding(channels // groups, at_a_time)
        self.blocks = [slice(start, min(start + at_a_time, batch)) for start in range(0, batch, at_a_time)]

    @property
    def keeps_all(self) -> bool:
        """Whether what was gathered once need not be gathered again."""
        return self._reads_in_place or len(self.blocks) == 1

    def gather(self, source: Array, block: slice) -> Calls:
        """Copy what lies under every window of a block of samples."""
        if self._reads_in_place:
            return
        samples = np.moveaxis(source[block].reshape(*source[block].shape[:-1], self._groups, -1), -2, 0)
        count = samples.shape[1]
        if self._padded is not None:
            inside = tuple(
                slice(before, before + length)
                for before, length in zip(self._sliding.before, self._sliding.lengths, strict=True)
            )
            padded = self._padded[:, :count]
            yield partial(np.copyto, padded[:, :, *inside], samples)
            samples = padded
        yield partial(np.copyto, self._columns[:, :count], self._windows(samples))

    def products(self, source: Array, kernel: Array, target: Array, block: slice) -> Calls:
        """target = windows · kernel, where `source` was gathered."""
        yield partial(np.matmul, self._rows(source, block), self._by_group(kernel), self._by_group(target[block]))

    def kernel_gradient(self, source: Array, dtarget: Array, dkernel: Array, block: slice) -> Calls:
        """dkernel = windowsᵀ · dtarget, where `source` was gathered; blocks after the first add to it."""
        total, windows = self._by_group(dkernel), self._rows(source, block).transpose(0, 2, 1)
        part = self._ctx.keep("part of dkernel", total.shape) if block.start else total
        yield partial(np.matmul, windows, self._by_group(dtarget[block]), part)
        if block.start:
            yield partial(np.add, total, part, total)

    def source_gradient(self, dtarget: Array, kernel: Array, dsource: Array, block: slice) -> Calls:
        """dsource = dtarget · kernelᵀ, added up one place of the window after the other."""
        delta, part = self._by_group(dtarget[block]), dsource[block]
        if self._reads_in_place:
            yield partial(np.matmul, delta, self._transposed(kernel), self._by_group(part))
            return
        most = self.blocks[0].stop
        share = self._ctx.keep("share", (most, *self._sliding.counts, part.shape[-1]))[: len(part)]
        yield partial(part.fill, 0)
        for tap in self._sliding.taps:
            reached = part[:, *tap.source]
            yield partial(np.matmul, delta, self._transposed(kernel[tap.place]), self._by_group(share))
            yield partial(np.add, reached, share[:, *tap.result], reached)

    def _room_for_columns(self, channels: int, samples: int) -> Array:
        """An array (groups, samples, *windows, *places, channels), in the order of memory that is filled fastest."""
        windows, places = (samples, *self._sliding.counts), (*self._sliding.window.size, channels)
        if channels >= _FEW_CHANNELS:
            return self._ctx.keep("columns", (self._groups, *windows, *places))
        columns = self._ctx.keep("columns", (self._groups, *places, *windows))
        axes = range(1, columns.ndim)
        return columns.transpose(0, *axes[len(places) :], *axes[: len(places)])

    def _room_for_padding(self, channels: int, samples: int) -> Array | None:
        """Samples with zeros around them, group after group, so that a window's row is in one piece; None if it is."""
        lengths = self._sliding.padded_lengths
        if lengths == self._sliding.lengths and self._groups == 1:
            return None
        padded = self._ctx.keep("padded", (self._groups, samples, *lengths, channels))
        padded.fill(0)
        return padded

    def _windows(self, samples: Array) -> Array:
        """What lies under every window, read where it is: (groups, samples, *windows, *places, channels)."""
        window, (of_group, of_sample, *steps, of_channel) = self._sliding.window, samples.strides
        to_next_window = (step * stride for step, stride in zip(steps, window.strides, strict=True))
        to_next_place = (step * rate for step, rate in zip(steps, window.rates, strict=True))
        return as_strided(
            samples,
            (*samples.shape[:2], *self._sliding.counts, *window.size, samples.shape[-1]),
            (of_group, of_sample, *to_next_window, *to_next_place, of_channel),
            writeable=False,
        )

    def _rows(self, source: Array, block: slice) -> Array:
        """The windows of a block as rows of a matrix for each group."""
        if self._reads_in_place:
            return self._by_group(source[block])
        columns = self._columns[:, : block.stop - block.start]
        return columns.reshape(self._groups, math.prod(columns.shape[1 : -len(self._sliding.window.size) - 1]), -1)

    def _by_group(self, values: Array) -> Array:
        """Values with channels or filters last as a matrix for each group: (groups, rows, columns of the group)."""
        return values.reshape(-1, self._groups, values.shape[-1] // self._groups).transpose(1, 0, 2)

    def _transposed(self, kernel: Array) -> Array:
        return self._by_group(kernel).transpose(0, 2, 1)
