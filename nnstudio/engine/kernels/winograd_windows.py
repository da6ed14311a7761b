"""The products of a Winograd convolution, over windows of three columns that lie in memory one behind the other.

The six factors of the inputs are kept as rows (positions, channels), line after line of the picture. The windows that
begin at the positions 0, 3, 6, ... are then the rows of a matrix as they stand, three times as wide; so are those that
begin at 1, 4, 7, ... and at 2, 5, 8, ...: three products for each factor, and nothing is copied. Windows that reach
into the next line give results that nobody reads; in their place, gradients hold zeros.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.engine.kernels.small_products import small_parts
from nnstudio.engine.kernels.winograd_maps import REACH, SUM, Maps

_WIDTH = 3
"""Columns of a window, and products that take turns."""


class WindowKernel:
    """The factors of a kernel, (6, 3 columns, channels, filters), and what gathers their gradients."""

    def __init__(self, channels: int, filters: int, ctx: Context) -> None:
        self.channels, self.filters = channels, filters
        self._maps = Maps.of(ctx.dtype)
        self._values = ctx.keep("factors of the kernel", (REACH, _WIDTH, channels, filters))
        self._turned = ctx.keep("the same turned around", (REACH, _WIDTH, filters, channels))
        self.gradient = ctx.keep("their gradient", (_WIDTH, REACH, _WIDTH * channels, filters))
        """One for each of the products that take turns."""
        self.bias_gradient = ctx.keep("gradient of the bias", (filters,))

    @property
    def matrices(self) -> Array:
        """From the channels of windows to filters."""
        return self._values.reshape(REACH, -1, self.filters)

    @property
    def turned(self) -> Array:
        """From the filters of windows back to channels."""
        return self._turned.reshape(REACH, -1, self.channels)

    def read(self, kernel: Array) -> Calls:
        """The factors: once a step."""
        yield partial(np.dot, self._maps.kernel, kernel.reshape(_WIDTH, -1), self._values.reshape(REACH, -1))

    def begin_gradients(self) -> Calls:
        """Make ready for the way back."""
        yield partial(np.copyto, self._turned, self._values[:, ::-1].swapaxes(2, 3))
        yield partial(self.gradient.fill, 0)
        yield partial(self.bias_gradient.fill, 0)

    def finish_gradients(self, kernel: Array, bias: Array | None) -> Calls:
        """From the gradients of the factors to those of the weights."""
        matrix = np.tile(self._maps.kernel.T, _WIDTH)  # the products that took turns add up
        yield partial(np.dot, matrix, self.gradient.reshape(_WIDTH * REACH, -1), kernel.reshape(_WIDTH, -1))
        if bias is not None:
            yield partial(np.copyto, bias, self.bias_gradient)


class Windows:
    """The factors of some lines of pictures with as many columns, before and after the products, and their gradients.

    All of them are offered as (*lines, 6, columns · channels): what the maps along the height read and write. Results
    have the width of the results at least.
    """

    def __init__(self, lines: Shape, width: int, kernel: WindowKernel, ctx: Context) -> None:
        """For results of this width."""
        self._lines, self._kernel, self._ctx = lines, kernel, ctx
        self.columns = width + _WIDTH - 1
        """Of the pictures."""
        self._thirds = -(-math.prod(lines) * self.columns // _WIDTH)
        self._inputs = self._array("factors of the inputs", kernel.channels, _WIDTH - 1)
        self._results = self._array("products", kernel.filters)
        self._result_gradients = self._array("gradients of the products", kernel.filters, _WIDTH - 1)
        self._input_gradients = self._array("gradients of the factors of the inputs", kernel.channels)
        self._parts = small_parts(self._thirds, _WIDTH * kernel.channels * kernel.filters)
        self._part = ctx.keep("part of the gradient of the factors", kernel.gradient.shape)
        self._bias_part = ctx.keep("part of the gradient of the bias", kernel.bias_gradient.shape)
        self._inputs.fill(0)  # once, and so is it beyond the lines,
        self._result_gradients.fill(0)  # and where windows reach beyond theirs

    @property
    def inputs(self) -> Array:
        """The factors of the inputs."""
        return self._as_lines(self._inputs)

    @property
    def results(self) -> Array:
        """The products, of which the last two columns count for nothing."""
        return self._as_lines(self._results)

    @property
    def result_gradients(self) -> Array:
        """Their gradients; before each line there are the zeros of the line before."""
        return self._as_lines(self._result_gradients, _WIDTH - 1)

    @property
    def input_gradients(self) -> Array:
        """The gradients of the factors of the inputs."""
        return self._as_lines(self._input_gradients)

    def multiply(self, bias: Array | None) -> Calls:
        """products = windows · kernel, plus the bias."""
        for turn in range(_WIDTH):
            windows, results = self._windows(self._inputs, turn), self._third(self._results, turn)
            for rows in self._parts:
                yield partial(np.matmul, windows[:, rows], self._kernel.matrices, results[:, rows])
        if bias is not None:
            yield partial(np.add, self._results[SUM], bias, self._results[SUM])

    def multiply_gradients(self, *, wants_inputs: bool) -> Calls:
        """Add to the gradients of the kernel's factors and of the bias; write those of the inputs' if wanted."""
        gradients = self._result_gradients[:, _WIDTH - 1 :]
        for rows in self._parts:
            for turn in range(_WIDTH):
                windows = self._windows(self._inputs, turn)[:, rows].swapaxes(1, 2)
                yield partial(np.matmul, windows, self._third(gradients, turn)[:, rows], self._part[turn])
            yield partial(np.add, self._kernel.gradient, self._part, self._kernel.gradient)
        yield partial(np.dot, self._ctx.ones(len(gradients[SUM])), gradients[SUM], self._bias_part)
        yield partial(np.add, self._kernel.bias_gradient, self._bias_part, self._kernel.bias_gradient)
        for turn in range(_WIDTH if wants_inputs else 0):
            windows, results = self._windows(self._result_gradients, turn), self._third(self._input_gradients, turn)
            for rows in self._parts:
                yield partial(np.matmul, windows[:, rows], self._kernel.turned, results[:, rows])

    def _array(self, name: str, channels: int, more: int = 0) -> Array:
        return self._ctx.keep(f"{name} of {self._lines}", (REACH, _WIDTH * self._thirds + more, channels))

    def _as_lines(self, rows: Array, start: int = 0) -> Array:
        count = math.prod(self._lines) * self.columns
        return rows[:, start : start + count].reshape(REACH, *self._lines, -1).transpose(1, 2, 0, 3)

    def _windows(self, rows: Array, turn: int) -> Array:
        """Every third window, as a row."""
        return rows[:, turn : turn + _WIDTH * self._thirds].reshape(REACH, self._thirds, -1)

    def _third(self, rows: Array, turn: int) -> Array:
        """Every third row."""
        return rows[:, turn::_WIDTH][:, : self._thirds]
