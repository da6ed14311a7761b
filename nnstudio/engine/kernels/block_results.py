"""What becomes of the results of a block: all of them are kept, or the largest alone, or their mean.

The results come as (columns of the block, rows of the block, filters, blocks · samples): planes of long runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Protocol

import numpy as np

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.kernels import Array, Calls, Context, Shape
from nnstudio.engine.kernels.block_columns import samples_innermost


class Results(Protocol):
    """What a block of results becomes, for blocks of 2x2."""

    def __init__(self, activation: ActivationFunction, shape: Shape, name: str, ctx: Context) -> None:
        """`shape` is (filters, rows, columns, samples) of the blocks, `name` that of these samples."""

    def finish(self, products: Array, bias: Array | None, out: Array) -> Calls:
        """From the products to the result."""

    def read_gradients(self, dout: Array, products: Array) -> Calls:
        """From the gradient of the result to those of the products."""

    def bias_gradient(self, products: Array, total: Array) -> Calls:
        """What was just read, added up for every filter."""


class LargestResults:
    """One value for each block. As it is the largest of four, an activation that never falls comes after it.

    Of several equal ones the gradient goes to the first, row by row, as in a pooling layer: the columns of a block
    are compared first, and the winners of its rows then.
    """

    def __init__(self, activation: ActivationFunction, shape: Shape, name: str, ctx: Context) -> None:
        self._activation, self._shape, self._ctx = activation, shape, ctx
        plane = (shape[0], math.prod(shape[1:]))
        self._rows = ctx.keep(f"largest of rows {plane}", (2, *plane))
        self._left = ctx.keep(f"{name}: left is largest", (2, *plane), bool)
        self._upper = ctx.keep(f"{name}: upper is largest", plane, bool)
        self._largest = ctx.keep(f"{name}: largest" if ctx.training else f"largest {plane}", plane)
        self._deltas = ctx.keep(f"deltas {plane}", plane)

    def finish(self, products: Array, bias: Array | None, out: Array) -> Calls:
        """out = activation(the largest of the block + bias)."""
        if self._ctx.training:
            yield partial(np.greater_equal, *products, self._left)
        yield partial(np.maximum, *products, out=self._rows)
        if self._ctx.training:
            yield partial(np.greater_equal, *self._rows, self._upper)
        yield partial(np.maximum, *self._rows, out=self._largest)
        if bias is not None:
            yield partial(np.add, self._largest, bias[:, None], self._largest)
        yield from self._activation.forward(self._largest, self._largest, self._ctx)
        yield partial(np.copyto, samples_innermost(out), self._largest.reshape(self._shape))

    def read_gradients(self, dout: Array, products: Array) -> Calls:
        """The gradients of all results, of which all but one in a block are zero."""
        deltas, rows = self._deltas, self._rows
        yield partial(np.copyto, deltas.reshape(self._shape), samples_innermost(dout))
        yield from self._activation.backward(self._largest, self._largest, deltas, deltas, self._ctx)
        yield partial(np.multiply, deltas, self._upper, rows[0])
        yield partial(np.subtract, deltas, rows[0], rows[1])
        yield partial(np.multiply, rows, self._left, products[0])
        yield partial(np.subtract, rows, products[0], products[1])

    def bias_gradient(self, products: Array, total: Array) -> Calls:
        """What was just read, before it was dealt out."""
        yield partial(np.dot, self._deltas, self._ctx.ones(self._deltas.shape[1]), total)


class _ActivatedResults:
    """All results with bias and activation, which are kept for the backward pass."""

    def __init__(self, activation: ActivationFunction, shape: Shape, name: str, ctx: Context) -> None:
        self._activation, self._shape, self._name, self._ctx = activation, shape, name, ctx

    def bias_gradient(self, products: Array, total: Array) -> Calls:
        """The gradients of all results, added up."""
        width, height, filters, windows = products.shape
        totals = self._ctx.keep(f"gradients of the bias in {width}x{height} places", (width * height * filters,))
        yield partial(np.dot, products.reshape(-1, windows), self._ctx.ones(windows), totals)
        yield partial(np.dot, self._ctx.ones(width * height), totals.reshape(-1, filters), total)

    def _activate(self, products: Array, bias: Array | None) -> Calls:
        results, z = self._results(products), products
        if bias is not None:
            z = results
            yield partial(np.add, products, bias[:, None], z)
        yield from self._activation.forward(z, results, self._ctx)

    def _results(self, products: Array) -> Array:
        """Room for the results: until the backward pass, if there is one."""
        return self._ctx.keep(f"{self._name}: results", products.shape) if self._ctx.training else products


class EveryResult(_ActivatedResults):
    """All results of the blocks; those of the last ones may reach out of the picture, and count for nothing."""

    def finish(self, products: Array, bias: Array | None, out: Array) -> Calls:
        """out = activation(results + bias)."""
        yield from self._activate(products, bias)
        for picture, part in self._pieces(out, self._results(products)):
            yield partial(np.copyto, picture, part)

    def read_gradients(self, dout: Array, products: Array) -> Calls:
        """The gradients of all results."""
        results = self._results(products)
        yield partial(products.fill, 0)
        for picture, part in self._pieces(dout, products):
            yield partial(np.copyto, part, picture)
        yield from self._activation.backward(results, results, products, products, self._ctx)

    def _pieces(self, pictures: Array, products: Array) -> Iterator[tuple[Array, Array]]:
        planes = samples_innermost(pictures)
        width, height = products.shape[:2]
        for column, row in product(range(width), range(height)):
            place = planes[:, row::height, column::width]
            part = products[column, row].reshape(self._shape)
            yield place, part[:, : place.shape[1], : place.shape[2]]


class MeanResults(_ActivatedResults):
    """The mean of each block, taken after the activation."""

    def finish(self, products: Array, bias: Array | None, out: Array) -> Calls:
        """out = a quarter of the sum of activation(results + bias)."""
        yield from self._activate(products, bias)
        results, (rows, mean) = self._results(products), self._rooms(products)
        yield partial(np.add, *results, rows)
        yield partial(np.add, *rows, mean)
        picture = mean.reshape(self._shape)
        yield partial(np.multiply, picture, self._ctx.constant(0.25), samples_innermost(out))

    def read_gradients(self, dout: Array, products: Array) -> Calls:
        """Every result gets a quarter."""
        results, (_, share) = self._results(products), self._rooms(products)
        picture = share.reshape(self._shape)
        yield partial(np.multiply, samples_innermost(dout), self._ctx.constant(0.25), picture)
        shares = np.broadcast_to(share, products.shape)
        yield from self._activation.backward(results, results, shares, products, self._ctx)

    def _rooms(self, products: Array) -> tuple[Array, Array]:
        """For what the rows of blocks sum up to, and for one value for each block."""
        plane = products.shape[2:]
        return self._ctx.keep(f"sums of rows {plane}", (2, *plane)), self._ctx.keep(f"means {plane}", plane)
