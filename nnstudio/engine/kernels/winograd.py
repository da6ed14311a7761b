"""Convolutions of 3x3 windows that move by one, with half of the multiplications.

Four rows of results come from six rows of the picture: by Winograd's maps along the height, six products of rows do
what twelve would (winograd_maps), and each of them takes the three columns of its windows at once (winograd_windows).
A row is a run of columns · channels values, so that the maps work on long runs of memory as they stand. A block of
samples is taken at a time, which stays in the cache between the maps and the products; on the way back the factors of
the inputs are computed again, which takes less time than to fetch them from memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.engine.kernels.winograd_maps import REACH, TILE, Maps
from nnstudio.engine.kernels.winograd_windows import KernelFactors, Windows

_SMALL_PRODUCT = 1_000_000
"""Up to so many multiplications OpenBLAS does without packing first: with AVX-512 215 GFLOP/s instead of 155."""


class Winograd:
    """The kernel of a Conv2D with 3x3 windows, strides of 1 and one group."""

    def __init__(self, layer: Conv2D) -> None:
        self._layer = layer

    @staticmethod
    def takes(layer: Layer) -> bool:
        """Whether the layer is such a one."""
        shape = ((3, 3), (1, 1), (1, 1), 1)
        return isinstance(layer, Conv2D) and shape == (
            layer.kernel_size,
            layer.strides,
            layer.dilation_rate,
            layer.groups,
        )

    def bind_forward(self, x: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """out = windows · kernel + bias."""
        kernel = KernelFactors(x[0].shape[3], out.shape[3], ctx)
        yield from kernel.read(w.kernel)
        for samples in _blocks(x[0], out):
            block = _Block(self._layer, x[0][samples], out[samples], kernel, ctx)
            yield from block.read_inputs(x[0][samples])
            yield from block.windows.multiply(w.get("bias"))
            yield from block.write_results(out[samples])

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
        """The transpose of every map, in reverse order."""
        kernel, (dx,) = KernelFactors(x[0].shape[3], out.shape[3], ctx), gradients
        yield from kernel.begin_gradients()
        for samples in _blocks(x[0], out):
            block = _Block(self._layer, x[0][samples], out[samples], kernel, ctx)
            yield from block.read_inputs(x[0][samples])
            yield from block.read_result_gradients(dout[samples])
            yield from block.windows.multiply_gradients(wants_inputs=dx is not None)
            if dx is not None:
                yield from block.write_input_gradients(dx[samples])
        yield from kernel.finish_gradients(dw.kernel, dw.get("bias"))


def _blocks(x: Array, out: Array) -> list[slice]:
    """Some samples at a time."""
    _, height, width, filters = out.shape
    windows = -(-height // TILE) * (width + 2)
    at_a_time = max(1, _SMALL_PRODUCT // (windows * x.shape[3] * filters))
    return [slice(start, min(start + at_a_time, len(x))) for start in range(0, len(x), at_a_time)]


class _Block:
    """Some samples of a batch; blocks of as many share their arrays."""

    def __init__(self, layer: Conv2D, x: Array, out: Array, kernel: KernelFactors, ctx: Context) -> None:
        self._maps, self._ctx = Maps.of(ctx.dtype), ctx
        self._border = 1 if layer.padding == "same" else 0
        self._lines = (len(x), -(-out.shape[1] // TILE))
        self._columns = out.shape[2] + 2
        self.windows = Windows(self._lines, self._columns, kernel, ctx)

    def read_inputs(self, x: Array) -> Calls:
        """The factors of the inputs, from pictures with a border of zeros."""
        count, height, width, channels = x.shape
        rows, border = self._lines[1] * TILE + 2, self._border
        pictures = self._array("pictures", (count, rows, self._columns, channels))
        pictures.fill(0)  # once: the border stays so
        yield partial(np.copyto, pictures[:, border : border + height, border : border + width], x)
        reached = sliding_window_view(pictures.reshape(count, rows, -1), REACH, axis=1)[:, ::TILE]
        yield partial(np.matmul, self._maps.inputs, reached.swapaxes(2, 3), self.windows.inputs)

    def write_results(self, out: Array) -> Calls:
        """Four rows of results from six products."""
        tiles, is_copy = self._tiled("results", out)
        products = self.windows.results[..., : tiles.shape[3]]
        yield partial(np.matmul, self._maps.results, products, tiles)
        if is_copy:
            yield partial(np.copyto, out, _as_pictures(tiles, out))

    def read_result_gradients(self, dout: Array) -> Calls:
        """The gradients of the six products."""
        tiles, is_copy = self._tiled("gradients of the results", dout)
        if is_copy:
            tiles.fill(0)  # once: what is beyond the results stays so
            yield partial(np.copyto, _as_pictures(tiles, dout), dout)
        gradients = self.windows.result_gradients[..., : tiles.shape[3]]
        yield partial(np.matmul, np.ascontiguousarray(self._maps.results.T), tiles, gradients)

    def write_input_gradients(self, dx: Array) -> Calls:
        """The gradients of the inputs: the inner four of every tile's six rows; the outer two add to its neighbors'."""
        (count, height, width, channels), border = dx.shape, self._border
        start, values = border * channels, width * channels
        pictures, is_copy = dx.reshape(count, height, values), border == 0 or height % TILE > 0
        if is_copy:
            bordered = self._array("gradients of the pictures", (count, self._lines[1] * TILE + 2, values))
            pictures = bordered[:, 1:-1]
        inner = pictures.reshape(*self._lines, TILE, values)
        outer = self._array("outer rows", (*self._lines, 2, values))
        gradients, back = self.windows.input_gradients[..., start : start + values], self._maps.inputs.T
        yield partial(np.matmul, np.ascontiguousarray(back[1:-1]), gradients, inner)
        yield partial(np.matmul, np.ascontiguousarray(back[[0, -1]]), gradients, outer)
        yield partial(np.add, inner[:, :-1, -1], outer[:, 1:, 0], inner[:, :-1, -1])
        yield partial(np.add, inner[:, 1:, 0], outer[:, :-1, 1], inner[:, 1:, 0])
        if is_copy:
            yield partial(np.copyto, bordered[:, 0], outer[:, 0, 0])
            yield partial(np.copyto, bordered[:, -1], outer[:, -1, 1])
            yield partial(np.copyto, dx, bordered[:, border : border + height].reshape(dx.shape))

    def _tiled(self, name: str, pictures: Array) -> tuple[Array, bool]:
        """Pictures as (samples, tiles, 4, values of a row): themselves, or an array to copy them from or to."""
        shape = (*self._lines, TILE, pictures.shape[2] * pictures.shape[3])
        is_copy = pictures.shape[1] != self._lines[1] * TILE
        return (self._array(name, shape) if is_copy else pictures.reshape(shape)), is_copy

    def _array(self, name: str, shape: Shape) -> Array:
        return self._ctx.keep(f"{name} of {self._lines[0]}", shape)


def _as_pictures(tiles: Array, pictures: Array) -> Array:
    """The rows of tiles that are in the pictures."""
    return tiles.reshape(len(pictures), -1, *pictures.shape[2:])[:, : pictures.shape[1]]
