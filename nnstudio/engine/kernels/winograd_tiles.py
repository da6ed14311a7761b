"""The products of a Winograd convolution whose maps go along the width, too: a quarter of the multiplications.

Four columns of results come from six columns of the factors, as four rows come from six rows: tiles of 4x4 results
from 36 products. The maps along the width work on runs of one pixel's channels, which takes longer than it saves
where these are few.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.engine.kernels.small_products import small_parts
from nnstudio.engine.kernels.winograd_maps import REACH, SUM, TILE, Maps

_FACTORS = (REACH, REACH)
_PLACES = 9
"""Of a window."""


class TileKernel:
    """The factors of a kernel, (6, 6, channels, filters), and what gathers their gradients."""

    def __init__(self, channels: int, filters: int, ctx: Context) -> None:
        self.channels, self.filters = channels, filters
        matrix = Maps.of(ctx.dtype).kernel
        self._map = np.kron(matrix, matrix)
        self.matrices = ctx.keep("factors of the kernel", (*_FACTORS, channels, filters))
        self.gradient = ctx.keep("their gradient", self.matrices.shape)
        self.bias_gradient = ctx.keep("gradient of the bias", (filters,))

    def read(self, kernel: Array) -> Calls:
        """The factors: once a step."""
        yield partial(np.dot, self._map, kernel.reshape(_PLACES, -1), self.matrices.reshape(len(self._map), -1))

    def begin_gradients(self) -> Calls:
        """Make ready for the way back."""
        yield partial(self.gradient.fill, 0)
        yield partial(self.bias_gradient.fill, 0)

    def finish_gradients(self, kernel: Array, bias: Array | None) -> Calls:
        """From the gradients of the factors to those of the weights."""
        matrix = np.ascontiguousarray(self._map.T)
        yield partial(np.dot, matrix, self.gradient.reshape(len(self._map), -1), kernel.reshape(_PLACES, -1))
        if bias is not None:
            yield partial(np.copyto, bias, self.bias_gradient)


class Tiles:
    """The factors of some lines of pictures, before and after the products, and their gradients.

    They are offered as `winograd_windows.Windows` offers its own. The factors along both axes lie in memory as
    (6 along the height, *lines, tiles, 6 along the width, channels).
    """

    def __init__(self, lines: Shape, width: int, kernel: TileKernel, ctx: Context) -> None:
        """For results of this width."""
        self._kernel, self._ctx, self._maps, self._count = kernel, ctx, Maps.of(ctx.dtype), -(-width // TILE)
        self.columns = self._count * TILE + REACH - TILE
        """Of the pictures."""
        self._lines, self._tiles = lines, math.prod(lines) * self._count
        self._parts = small_parts(self._tiles, kernel.channels * kernel.filters)
        rows, columns = (REACH, *lines, self.columns), (REACH, *lines, self._count)
        self._inputs = self._array("factors of rows", (*rows, kernel.channels))
        self._factors = self._array("factors of the inputs", (*columns, REACH, kernel.channels))
        self._products = self._array("products", (*columns, REACH, kernel.filters))
        self._results = self._array("results of columns", (*columns, TILE, kernel.filters))
        self._result_gradients = self._array("gradients of the results of columns", self._results.shape)
        self._result_gradients.fill(0)  # once: columns beyond the results stay so
        self._outer = self._array("outer columns", (*columns, REACH - TILE, kernel.channels))
        self._part = ctx.keep("part of the gradient of the factors", kernel.gradient.shape)
        self._bias_part = ctx.keep("part of the gradient of the bias", kernel.bias_gradient.shape)

    @property
    def inputs(self) -> Array:
        """The factors of the inputs."""
        return self._as_lines(self._inputs)

    @property
    def results(self) -> Array:
        """The products."""
        return self._as_lines(self._results)

    @property
    def result_gradients(self) -> Array:
        """Their gradients."""
        return self._as_lines(self._result_gradients)

    @property
    def input_gradients(self) -> Array:
        """The gradients of the factors of the inputs, which take their room: they have been read."""
        return self._as_lines(self._inputs)

    def multiply(self, bias: Array | None) -> Calls:
        """products = factors · kernel, plus the bias, between the maps of columns."""
        factors, products = self._as_matrices(self._factors), self._as_matrices(self._products)
        yield from self._maps.read_inputs(self._inputs, self._factors)
        for tiles in self._parts:
            yield partial(np.matmul, factors[:, :, tiles], self._kernel.matrices, products[:, :, tiles])
        if bias is not None:
            yield partial(np.add, products[SUM, SUM], bias, products[SUM, SUM])
        yield from self._maps.write_results(self._products, self._results)

    def multiply_gradients(self, *, wants_inputs: bool) -> Calls:
        """Add to the gradients of the kernel's factors and of the bias; write those of the inputs' if wanted."""
        factors, products = self._as_matrices(self._factors), self._as_matrices(self._products)
        sums = self._result_gradients[SUM].reshape(-1, self._kernel.filters)
        yield from self._maps.read_inputs(self._inputs, self._factors)
        yield from self._maps.read_result_gradients(self._result_gradients, self._products)
        yield partial(np.matmul, factors.swapaxes(2, 3), products, self._part)
        yield partial(np.add, self._kernel.gradient, self._part, self._kernel.gradient)
        yield partial(np.dot, self._ctx.ones(len(sums)), sums, self._bias_part)
        yield partial(np.add, self._kernel.bias_gradient, self._bias_part, self._kernel.bias_gradient)
        if wants_inputs:
            yield partial(np.matmul, products, self._kernel.matrices.swapaxes(2, 3), factors)
            yield from self._write_input_gradients()

    def _write_input_gradients(self) -> Calls:
        """The gradients of all columns, from those of the factors, which lie where the factors were."""
        gradients, outer = self._inputs, self._outer
        inner = gradients[..., 1:-1, :].reshape(*gradients.shape[:-2], self._count, TILE, -1)
        yield from self._maps.write_input_gradients(self._factors, inner, outer)
        yield partial(np.copyto, gradients[..., 0, :], outer[..., 0, 0, :])
        yield partial(np.copyto, gradients[..., -1, :], outer[..., -1, 1, :])

    def _array(self, name: str, shape: Shape) -> Array:
        return self._ctx.keep(f"{name} of {self._lines}", shape)

    def _as_lines(self, rows: Array) -> Array:
        return rows.reshape(REACH, *self._lines, -1).transpose(1, 2, 0, 3)

    def _as_matrices(self, factors: Array) -> Array:
        """(6, 6, tiles, channels)."""
        return factors.reshape(REACH, self._tiles, REACH, -1).swapaxes(1, 2)
