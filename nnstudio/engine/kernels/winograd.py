"""Convolutions of 3x3 windows that move by one, with fewer multiplications, and what follows them.

Four rows of results come from six rows of the picture: by Winograd's maps along the height, six products of rows do
what twelve would (winograd_maps). Each of them takes the three columns of its windows at once (winograd_windows) or,
where channels are many, is cut into tiles along the width in the same way (winograd_tiles).

A row is a run of columns · channels values, so that the maps work on long runs of memory as they stand. A block of
samples is taken at a time, which stays in the cache from the first map to the ReLU and the pooling (endings); on the
way back the factors of the inputs are computed again, which takes less time than to fetch them from memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, cast

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.engine.kernels.endings import Ending
from nnstudio.engine.kernels.winograd_maps import TILE, Maps
from nnstudio.engine.kernels.winograd_tiles import TileKernel, Tiles
from nnstudio.engine.kernels.winograd_windows import WindowKernel, Windows

_VALUES_AT_A_TIME = 128 * 1024
"""Inputs or results: more leave the second cache, and calls on fewer get into each other's way."""
_LEAST_TILES = 64
"""Fewer are not worth adding up the gradient of a kernel of many channels."""
_MANY_CHANNELS = 96
"""So many channels and filters together are worth maps along the width: 5 % at 32 and 64, 30 % at 64 each and more."""


class Winograd:
    """The kernel of a Conv2D with 3x3 windows, strides of 1 and one group."""

    def __init__(self, layer: Conv2D, ending: Ending | None = None) -> None:
        self._layer, self._ending = layer, ending or Ending(rectifies=False, pools=False)

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
        """out = windows · kernel + bias, and what follows."""
        batch = _Batch(self._layer, self._ending, x[0], ctx)
        yield from batch.kernel.read(w.kernel)
        for block in batch.blocks:
            yield from block.read_inputs(x[0])
            yield from block.factors.multiply(w.get("bias"))
            yield from block.write_results(out)

    def bind_backward(self, x: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The transpose of every map, in reverse order."""
        batch, (dx,) = _Batch(self._layer, self._ending, x[0], ctx), d.inputs
        yield from batch.kernel.begin_gradients()
        for block in batch.blocks:
            yield from block.read_inputs(x[0])
            yield from block.read_result_gradients(out, d.out)
            yield from block.factors.multiply_gradients(wants_inputs=dx is not None)
            if dx is not None:
                yield from block.write_input_gradients(dx)
        yield from batch.kernel.finish_gradients(d.weights.kernel, d.weights.get("bias"))


class WinogradGroup(Winograd):
    """The same with a ReLU or none, and a 2x2 MaxPooling2D or none, after it."""

    takes_any_layout: ClassVar[bool] = False
    joins_slices: ClassVar[bool] = False

    def __init__(self, layers: Sequence[Layer]) -> None:
        super().__init__(cast(Conv2D, layers[0]), _ending_of(layers))

    @staticmethod
    def takes(layers: Sequence[Layer]) -> bool:  # type: ignore[override]  # a kernel of several layers, not of one
        """Whether the layers are such ones."""
        return Winograd.takes(layers[0]) and _ending_of(layers) is not None


def _ending_of(layers: Sequence[Layer]) -> Ending | None:
    return Ending.of(cast(Conv2D, layers[0]).activation, layers[1:])


def _along_width(
    channels: int, width: int, filters: int, ctx: Context
) -> tuple[WindowKernel | TileKernel, Callable[[Shape], Windows | Tiles]]:
    """What the kernel becomes, and what computes some lines with it."""
    if channels + filters < _MANY_CHANNELS:
        windows = WindowKernel(channels, filters, ctx)
        return windows, partial(Windows, width=width, kernel=windows, ctx=ctx)
    tiles = TileKernel(channels, filters, ctx)
    return tiles, partial(Tiles, width=width, kernel=tiles, ctx=ctx)


class _Batch:
    """What the blocks of a batch have in common."""

    def __init__(self, layer: Conv2D, ending: Ending, x: Array, ctx: Context) -> None:
        height, width, filters = layer.result_shape(x.shape[1:])
        self.ctx, self.ending, self.maps = ctx, ending, Maps.of(ctx.dtype)
        self.border = 1 if layer.padding == "same" else 0
        self.results = (height, width, filters)
        self.tiles = -(-height // TILE)
        self.kernel, self.factors_of = _along_width(x.shape[3], width, filters, ctx)
        values, tiles = height * width * max(filters, x.shape[3]), self.tiles * -(-width // TILE)
        at_a_time = max(1, _VALUES_AT_A_TIME // values, _LEAST_TILES // tiles)
        starts = range(0, len(x), at_a_time)
        self.blocks = [_Block(self, slice(start, min(start + at_a_time, len(x)))) for start in starts]


class _Block:
    """Some samples of a batch; blocks of as many share their arrays."""

    def __init__(self, batch: _Batch, samples: slice) -> None:
        self._batch, self._samples, self._count = batch, samples, samples.stop - samples.start
        self._lines = (self._count, batch.tiles)
        self._name = f"from {samples.start}"
        self.factors = batch.factors_of(self._lines)

    def read_inputs(self, inputs: Array) -> Calls:
        """The factors of the inputs, from pictures with a border of zeros."""
        batch, x, border = self._batch, inputs[self._samples], self._batch.border
        _, height, width, channels = x.shape
        rows = batch.tiles * TILE + 2
        pictures = self._array("pictures", (rows, self.factors.columns, channels))
        pictures.fill(0)  # once: the border stays so
        yield partial(np.copyto, pictures[:, border : border + height, border : border + width], x)
        yield from batch.maps.read_inputs(pictures.reshape(self._count, rows, -1), self.factors.inputs)

    def write_results(self, results: Array) -> Calls:
        """Four rows of results from six products, and what becomes of them."""
        batch, out = self._batch, results[self._samples]
        tiles, z = self._room("results", None if batch.ending.pools else out)
        yield from batch.maps.write_results(self.factors.results[..., : tiles.shape[3]], tiles)
        yield from batch.ending.forward(z, out, self._name, batch.ctx)

    def read_result_gradients(self, results: Array, gradients: Array) -> Calls:
        """The gradients of the six products."""
        batch, out, dout = self._batch, results[self._samples], gradients[self._samples]
        tiles, dz = self._room("gradients of the results", dout if batch.ending.changes_nothing else None)
        if dz is not dout:
            tiles.fill(0)  # once: rows beyond the results stay so
        yield from batch.ending.backward(out, dout, dz, self._name, batch.ctx)
        yield from batch.maps.read_result_gradients(tiles, self.factors.result_gradients[..., : tiles.shape[3]])

    def write_input_gradients(self, gradients: Array) -> Calls:
        """The gradients of the inputs, in their place where all rows of it are inner ones of tiles."""
        batch, dx, border = self._batch, gradients[self._samples], self._batch.border
        _, height, width, channels = dx.shape
        start, values = border * channels, width * channels
        is_copy = border == 0 or height % TILE > 0
        if is_copy:
            bordered = self._array("gradients of the pictures", (batch.tiles * TILE + 2, width, channels))
        inner = self._as_tiles(bordered[:, 1:-1] if is_copy else dx)
        outer = self._array("outer rows", (batch.tiles, 2, values))
        factors = self.factors.input_gradients[..., start : start + values]
        yield from batch.maps.write_input_gradients(factors, inner, outer)
        if is_copy:
            yield partial(np.copyto, bordered[:, 0], outer[:, 0, 0].reshape(-1, width, channels))
            yield partial(np.copyto, bordered[:, -1], outer[:, -1, 1].reshape(-1, width, channels))
            yield partial(np.copyto, dx, bordered[:, border : border + height])

    def _room(self, name: str, pictures: Array | None) -> tuple[Array, Array]:
        """Whole tiles, and the rows of them that are results: those of pictures, where they are such, or an array."""
        height, width, filters = self._batch.results
        if pictures is not None and height % TILE == 0:
            return self._as_tiles(pictures), pictures
        rows = self._array(name, (self._batch.tiles * TILE, width, filters))
        return self._as_tiles(rows), rows[:, :height]

    def _as_tiles(self, rows: Array) -> Array:
        """Pictures as (samples, tiles, 4, values of a row)."""
        return rows.reshape(*self._lines, TILE, -1)

    def _array(self, name: str, shape: Shape) -> Array:
        return self._batch.ctx.keep(f"{name} of {self._count}", (self._count, *shape))
