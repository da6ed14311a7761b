"""Convolutions of 3x3 windows that move by one, as 36 products of small matrices instead of 144.

The picture is cut into tiles of 4x4 results. A block of samples is taken at a time, so that all that its tiles need
stays in the cache between the maps and the products. The bias is added to one of the factors: the second of both axes
goes into all sixteen results of a tile once, and collects the gradients of all sixteen on the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.engine.kernels.winograd_transforms import (
    KERNEL_MAP,
    Numbers,
    Parts,
    gather_inputs,
    inputs,
    results,
    spread_results,
)

_TILE, _REACH, _FACTORS = 4, 6, 36
_TILES_AT_A_TIME = 128
"""About as many as the second cache holds with their factors, for 32 to 64 channels."""
_ALL = (1, 1)
"""The factor that goes into every result of its tile."""
Transform: TypeAlias = Callable[[Parts, Parts, Array, Array, Numbers], Calls]


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
        tiles = _Tiles(self._layer, x[0], out, ctx)
        yield from tiles.transform_kernel(w.kernel)
        for block in tiles.blocks:
            yield from block.read_inputs(x[0])
            yield from block.multiply(w.get("bias"))
            yield from block.write_results(out)

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
        """The adjoint of every map, in reverse order."""
        tiles, (dx,) = _Tiles(self._layer, x[0], out, ctx), gradients
        yield partial(tiles.kernel_gradient.fill, 0)
        yield partial(tiles.bias_gradient.fill, 0)
        for block in tiles.blocks:
            yield from block.read_result_gradients(dout)
            yield from block.multiply_gradients(wants_inputs=dx is not None)
            if dx is not None:
                yield from block.write_input_gradients(dx)
        yield from tiles.finish_gradients(dw)


class _Tiles:
    """The arrays that all blocks of a batch share."""

    def __init__(self, layer: Conv2D, x: Array, out: Array, ctx: Context) -> None:
        self.ctx, self.numbers = ctx, Numbers.of(ctx)
        self.channels, self.filters = x.shape[3], out.shape[3]
        self.rows, self.columns = (-(-length // _TILE) for length in out.shape[1:3])
        self.border = 1 if layer.padding == "same" else 0
        self.padded = (self.rows * _TILE + 2, self.columns * _TILE + 2, self.channels)
        self.factors = ctx.keep("factors of the kernel", (_FACTORS, self.channels, self.filters))
        self.kernel_gradient = ctx.keep("their gradient", self.factors.shape)
        self.bias_gradient = ctx.keep("gradient of the bias", (self.filters,))
        at_a_time = max(1, _TILES_AT_A_TIME // (self.rows * self.columns))
        starts = range(0, len(x), at_a_time)
        self.blocks = [_Block(self, start, min(start + at_a_time, len(x))) for start in starts]

    def transform_kernel(self, kernel: Array) -> Calls:
        """The factors of the kernel: once a step."""
        matrix = KERNEL_MAP.astype(self.ctx.dtype)
        yield partial(np.dot, matrix, kernel.reshape(9, -1), self.factors.reshape(_FACTORS, -1))

    def finish_gradients(self, dw: Weights) -> Calls:
        """From the gradients of the factors to those of the weights."""
        matrix = np.ascontiguousarray(KERNEL_MAP.T, self.ctx.dtype)
        yield partial(np.dot, matrix, self.kernel_gradient.reshape(_FACTORS, -1), dw.kernel.reshape(9, -1))
        bias = dw.get("bias")
        if bias is not None:
            yield partial(np.copyto, bias, self.bias_gradient)


class _Block:
    """Some samples of a batch; the arrays of what is between two maps are shared by all blocks."""

    def __init__(self, tiles: _Tiles, start: int, stop: int) -> None:
        self._tiles = tiles
        self._samples, self._count = slice(start, stop), stop - start
        self._shape = (self._count, tiles.rows, tiles.columns)
        name = f"factors of the inputs from {start}" if tiles.ctx.training else "factors of the inputs"
        self._inputs = self._array(name, (_REACH, _REACH, *self._shape, tiles.channels))

    def read_inputs(self, x: Array) -> Calls:
        """The factors of the inputs, rows first."""
        tiles, (height, width) = self._tiles, x.shape[1:3]
        picture = self._array("picture", (self._count, *tiles.padded))
        border = tiles.border
        inner = picture[:, border : border + height, border : border + width]
        yield partial(picture.fill, 0)
        yield partial(np.copyto, inner, x[self._samples])
        across = self._array("rows", (_REACH, self._count, tiles.rows, *tiles.padded[1:]))
        yield from self._map(inputs, _starting_at(picture, 1, _REACH, tiles.rows), across)
        yield from self._map(inputs, _starting_at(across, 3, _REACH, tiles.columns), self._inputs.swapaxes(0, 1))

    def multiply(self, bias: Array | None) -> Calls:
        """products = inputs · kernel for each of the 36 factors, plus the bias."""
        tiles, products = self._tiles, self._products()
        yield partial(np.matmul, _rows(self._inputs), tiles.factors, _rows(products))
        if bias is not None:
            yield partial(np.add, products[_ALL], bias, products[_ALL])

    def write_results(self, out: Array) -> Calls:
        """The results of every tile, rows first."""
        tiles, (height, width) = self._tiles, out.shape[1:3]
        tiled, is_copy = self._tiled(out)
        half = self._array("half", (_TILE, _REACH, *self._shape, tiles.filters))
        yield from self._map(results, self._products(), half)
        yield from self._map(results, half.swapaxes(0, 1), _planes(tiled))
        if is_copy:
            yield partial(np.copyto, out[self._samples], tiled[:, :height, :width])

    def read_result_gradients(self, dout: Array) -> Calls:
        """The gradients of the 36 products."""
        tiles, (height, width) = self._tiles, dout.shape[1:3]
        tiled, is_copy = self._tiled(dout)
        if is_copy:
            yield partial(tiled.fill, 0)
            yield partial(np.copyto, tiled[:, :height, :width], dout[self._samples])
        half = self._array("half", (_TILE, _REACH, *self._shape, tiles.filters))
        yield from self._map(spread_results, _planes(tiled), half.swapaxes(0, 1))
        yield from self._map(spread_results, half, self._products())

    def multiply_gradients(self, *, wants_inputs: bool) -> Calls:
        """Add the gradients of the kernel's factors and of the bias; write those of the inputs' if they are wanted."""
        tiles, products = self._tiles, self._products()
        part, bias = self._array("part", tiles.factors.shape), self._array("part of the bias", (tiles.filters,))
        every = products[_ALL].reshape(-1, tiles.filters)
        yield partial(np.dot, tiles.ctx.ones(len(every)), every, bias)
        yield partial(np.add, tiles.bias_gradient, bias, tiles.bias_gradient)
        yield partial(np.matmul, _rows(self._inputs).transpose(0, 2, 1), _rows(products), part)
        yield partial(np.add, tiles.kernel_gradient, part, tiles.kernel_gradient)
        if wants_inputs:
            yield partial(np.matmul, _rows(products), tiles.factors.transpose(0, 2, 1), _rows(self._input_gradients()))

    def write_input_gradients(self, dx: Array) -> Calls:
        """The gradients of the inputs: tiles overlap by two rows and two columns, where they add up."""
        tiles, (height, width), border = self._tiles, dx.shape[1:3], self._tiles.border
        gradients = self._input_gradients()
        half = self._array("half of the inputs", gradients.shape)
        yield from self._map(gather_inputs, gradients, half)
        yield from self._map(gather_inputs, half.swapaxes(0, 1), gradients.swapaxes(0, 1))
        across = self._array("rows", (_REACH, self._count, tiles.rows, *tiles.padded[1:]))
        yield from _overlap(gradients.swapaxes(0, 1), across, 3, tiles.columns)
        picture = self._array("picture", (self._count, *tiles.padded))
        yield from _overlap(across, picture, 1, tiles.rows)
        yield partial(np.copyto, dx[self._samples], picture[:, border : border + height, border : border + width])

    def _products(self) -> Array:
        return self._array("products", (_REACH, _REACH, *self._shape, self._tiles.filters))

    def _input_gradients(self) -> Array:
        return self._array("input gradients", self._inputs.shape)

    def _tiled(self, pictures: Array) -> tuple[Array, bool]:
        """The block's samples in whole tiles: themselves, or an array to copy them from or to."""
        height, width = self._tiles.rows * _TILE, self._tiles.columns * _TILE
        if pictures.shape[1:3] == (height, width):
            return pictures[self._samples], False
        return self._array("tiled", (self._count, height, width, pictures.shape[3])), True

    def _array(self, name: str, shape: Shape) -> Array:
        return self._tiles.ctx.keep(f"{name}, {self._count} samples", shape)

    def _map(self, transform: Transform, source: Parts, target: Parts) -> Calls:
        shape = target[0].shape
        s, t = self._array(f"s{shape}", shape), self._array(f"t{shape}", shape)
        return transform(source, target, s, t, self._tiles.numbers)


def _rows(factors: Array) -> Array:
    """One matrix of tiles and channels for each of the 36 factors."""
    return factors.reshape(_FACTORS, -1, factors.shape[-1])


def _planes(tiled: Array) -> Array:
    """The results by their column and row in the tile."""
    count, height, width, filters = tiled.shape
    tiles = tiled.reshape(count, height // _TILE, _TILE, width // _TILE, _TILE, filters)
    return tiles.transpose(4, 2, 0, 1, 3, 5)


def _starting_at(pictures: Array, axis: int, reach: int, tiles: int) -> list[Array]:
    """Every fourth row or column from the first, the second, ... on: what stands at the same place of all tiles."""
    before = (slice(None),) * axis
    return [pictures[(*before, slice(start, start + _TILE * (tiles - 1) + 1, _TILE))] for start in range(reach)]


def _overlap(parts: Parts, pictures: Array, axis: int, tiles: int) -> Calls:
    """Lay tiles side by side; the last two rows or columns of each are added to the first two of its neighbor."""
    places = _starting_at(pictures, axis, _REACH, tiles)
    for place, part in zip(places[:_TILE], parts[:_TILE], strict=True):
        yield partial(np.copyto, place, part)
    yield partial(pictures[(*(slice(None),) * axis, slice(_TILE * tiles, None))].fill, 0)
    for place, part in zip(places[_TILE:], parts[_TILE:], strict=True):
        yield partial(np.add, place, part, place)
