"""What becomes of a block of results while it is in the cache: a ReLU, and the pooling of 2x2 windows, or neither.

Kernels that compute some samples at a time, with channels last, end each block with it and begin it with its
derivative. Pooling compares the columns of the windows first and the winners then, which finds of several largest
values the first, row by row, as in a pooling layer. As a ReLU never falls, it is done after the pooling, on a quarter
of the values.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from nnstudio.catalog.activations import ActivationFunction, Linear, Relu
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.activation import Activation, ReLU
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.pooling import MaxPooling2D

_WINDOW = (2, 2)


class Ending:
    """For pictures (samples, rows, columns, channels), or for values of any shape if it does not pool."""

    def __init__(self, *, rectifies: bool, pools: bool) -> None:
        self.rectifies, self.pools = rectifies, pools

    @classmethod
    def of(cls, activation: ActivationFunction, after: Sequence[Layer]) -> Ending | None:
        """That of a layer with this activation and of the layers after it; None if they are others than these."""
        functions, layers = [activation], list(after)
        if layers and isinstance(first := layers[0], Activation | ReLU):
            functions.append(first.function)
            del layers[0]
        pools = bool(layers) and _is_pooling(layers[0])
        functions = [function for function in functions if function != Linear()]
        if len(layers) > pools or functions not in ([], [Relu()]):
            return None
        return cls(rectifies=bool(functions), pools=pools)

    @property
    def changes_nothing(self) -> bool:
        """Whether results are left as they are."""
        return not self.rectifies and not self.pools

    def forward(self, z: Array, out: Array, name: str, ctx: Context) -> Calls:
        """out = what becomes of z, which may be the same array unless it is pooled; `name` is that of the block."""
        if self.pools:
            yield from _Windows(out, name, ctx).forward(z, out)
            z = out
        if self.rectifies:
            yield partial(np.maximum, z, _kept_zeros(z.shape, ctx), out=out)
        elif z is not out:
            yield partial(np.copyto, out, z)

    def backward(self, out: Array, dout: Array, dz: Array, name: str, ctx: Context) -> Calls:
        """dz = the gradient of z."""
        target = ctx.keep(f"gradients of results {dout.shape}", dout.shape) if self.pools else dz
        if self.rectifies:
            passes = ctx.keep(f"passes {out.shape}", out.shape, bool)
            yield partial(np.greater, out, ctx.constant(0), passes)
            yield partial(np.multiply, dout, passes, target)
            dout = target
        if self.pools:
            yield from _Windows(out, name, ctx).backward(dout, dz)
        elif dout is not dz:
            yield partial(np.copyto, dz, dout)


class _Windows:
    """Windows of 2x2 values, and which of them was the largest."""

    def __init__(self, out: Array, name: str, ctx: Context) -> None:
        count, height, width, channels = out.shape
        self._training = ctx.training
        self._height, self._width = 2 * height, 2 * width
        pairs = (count, self._height, width, channels)
        self._larger = ctx.keep(f"larger of columns {pairs}", pairs)
        self._left_is_larger = ctx.keep(f"{name}: left is larger", pairs, bool)
        self._upper_is_larger = ctx.keep(f"{name}: upper is larger", out.shape, bool)

    def forward(self, z: Array, out: Array) -> Calls:
        """out = the largest of every window."""
        left, right = self._columns(z)
        upper, lower = self._larger[:, ::2], self._larger[:, 1::2]
        if self._training:
            yield partial(np.greater_equal, left, right, self._left_is_larger)
        yield partial(np.maximum, left, right, out=self._larger)
        if self._training:
            yield partial(np.greater_equal, upper, lower, self._upper_is_larger)
        yield partial(np.maximum, upper, lower, out=out)

    def backward(self, dout: Array, dz: Array) -> Calls:
        """dz = dout where the largest was; nothing in rows and columns beyond the last window."""
        left, right = self._columns(dz)
        upper, lower = self._larger[:, ::2], self._larger[:, 1::2]
        if dz.shape[1:3] != (self._height, self._width):
            yield partial(np.copyto, dz, 0)
        yield partial(np.multiply, dout, self._upper_is_larger, upper)
        yield partial(np.subtract, dout, upper, lower)
        yield partial(np.multiply, self._larger, self._left_is_larger, left)
        yield partial(np.subtract, self._larger, left, right)

    def _columns(self, pictures: Array) -> tuple[Array, Array]:
        """The left and the right column of all windows."""
        rows = pictures[:, : self._height]
        return rows[:, :, 0 : self._width : 2], rows[:, :, 1 : self._width : 2]


def _is_pooling(layer: Layer) -> bool:
    return isinstance(layer, MaxPooling2D) and (layer.window.size, layer.window.strides, layer.padding) == (
        _WINDOW,
        _WINDOW,
        "valid",
    )


def _kept_zeros(shape: Shape, ctx: Context) -> Array:
    """NumPy compares with an array of zeros four times as fast as with a single one."""
    zeros = ctx.keep(f"zeros {shape}", shape)
    zeros.fill(0)
    return zeros
