"""Products with a kernel that some of the values on their left are dropped from."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.catalog.layers.regularization.dropout_mask import dropout_mask


class MaskedProduct:
    """Multiplies rows with a kernel, after dropout in training: one mask for all gates, or one for each of them.

    A mask is drawn once for a batch and the same at every step of the sequence (Gal and Ghahramani, 2016). Arrays are
    contiguous, (batch, values) for one step or (steps, batch, values) for several.
    """

    def __init__(self, name: str, kernel: Array, rate: float, batch: int, ctx: Context, *, masks: int = 1) -> None:
        self._kernel, self._rate, self._ctx = kernel, rate, ctx
        self._drops = ctx.training and rate > 0
        parts = masks if self._drops else 1
        width = kernel.shape[1] // parts
        self._columns = [slice(part * width, (part + 1) * width) for part in range(parts)]
        self._masks = [ctx.keep(f"{name} mask {part}", (batch, len(kernel))) for part in range(parts)]
        self._rooms: dict[Shape, Array] = {}

    def draw(self) -> Calls:
        """New masks."""
        if self._drops:
            for mask in self._masks:
                yield from dropout_mask(self._rate, mask, self._ctx)

    def forward(self, source: Array, out: Array) -> Calls:
        """out = source · mask · kernel."""
        for columns, mask in zip(self._columns, self._masks, strict=True):
            left = source
            if self._drops:
                left = self._room(source.shape)
                yield partial(np.multiply, source, mask, left)
            yield partial(np.matmul, _rows(left), self._kernel[:, columns], _rows(out)[:, columns])

    def kernel_gradient(self, source: Array, delta: Array, dkernel: Array) -> Calls:
        """dkernel = (source · mask)ᵀ · delta."""
        for columns, mask in zip(self._columns, self._masks, strict=True):
            left = source
            if self._drops:
                left = self._room(source.shape)
                yield partial(np.multiply, source, mask, left)
            yield partial(np.matmul, _rows(left).T, _rows(delta)[:, columns], dkernel[:, columns])

    def source_gradient(self, delta: Array, dsource: Array) -> Calls:
        """dsource = delta · kernelᵀ · mask."""
        for number, (columns, mask) in enumerate(zip(self._columns, self._masks, strict=True)):
            share = self._room(dsource.shape) if number else dsource
            yield partial(np.matmul, _rows(delta)[:, columns], self._kernel[:, columns].T, _rows(share))
            if self._drops:
                yield partial(np.multiply, share, mask, share)
            if number:
                yield partial(np.add, dsource, share, dsource)

    def _room(self, shape: Shape) -> Array:
        """An array of this shape to work in."""
        if shape not in self._rooms:
            self._rooms[shape] = self._ctx.empty(shape)
        return self._rooms[shape]


def _rows(array: Array) -> Array:
    return array.reshape(-1, array.shape[-1])
