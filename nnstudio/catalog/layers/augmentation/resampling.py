"""Pictures read at other places: bilinear or nearest interpolation at moved coordinates, and its exact adjoint."""

from __future__ import annotations

from functools import partial

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape


class Resampling:
    """out[y, x] = the picture at (matrix · (x, y, 1)), one affine matrix for each sample.

    A row of `matrix` holds a0, a1, a2, b0, b1, b2: a pixel at x, y takes its value from x' = a0·x + a1·y + a2 and
    y' = b0·x + b1·y + b2, counted in pixels from the first. Beyond the border the picture goes on by the fill mode.
    """

    def __init__(self, shape: Shape, ctx: Context, *, fill_mode: str, fill_value: float, is_bilinear: bool) -> None:
        self._shape, self._ctx = shape, ctx
        self._fill_mode, self._fill_value, self._is_bilinear = fill_mode, fill_value, is_bilinear
        self.matrix = ctx.keep("matrix", (shape[0], 6))
        corners = 4 if is_bilinear else 1
        self._sources = [ctx.keep(f"sources {corner}", shape[:3], np.intp) for corner in range(corners)]
        self._weights = [ctx.keep(f"weights {corner}", shape[:3]) for corner in range(corners)]

    def forward(self, x: Array, out: Array) -> Calls:
        """out = Σ weight · source over the pixels around the place that is read, and the rest filled."""
        ctx, pixels = self._ctx, _pixels(x)
        taken, filled = ctx.empty(x.shape), ctx.empty(self._shape[:3])
        yield from self._locate()
        yield partial(out.fill, 0)
        for source, weight in zip(self._sources, self._weights, strict=True):
            yield partial(np.take, pixels, source.reshape(-1), 0, _pixels(taken), "clip")
            yield partial(np.multiply, taken, weight[..., None], taken)
            yield partial(np.add, out, taken, out)
        if self._fill_mode == "constant" and self._fill_value:
            fill = ctx.constant(self._fill_value)
            yield partial(np.copyto, filled, fill)
            for weight in self._weights:
                yield partial(np.multiply, weight, fill, taken[..., 0])
                yield partial(np.subtract, filled, taken[..., 0], filled)
            yield partial(np.add, out, filled[..., None], out)

    def backward(self, dout: Array, dx: Array) -> Calls:
        """dx[source] += weight · dout, with the sources and weights of the forward pass."""
        share = self._ctx.empty(dout.shape)
        yield partial(dx.fill, 0)
        for source, weight in zip(self._sources, self._weights, strict=True):
            yield partial(np.multiply, dout, weight[..., None], share)
            yield partial(np.add.at, _pixels(dx), source.reshape(-1), _pixels(share))

    def _locate(self) -> Calls:
        """Find sources and weights for the matrix as it is now."""
        batch, height, width, _ = self._shape
        down, along = (_Axis(length, self._shape[:3], self._fill_mode, self._ctx) for length in (height, width))
        for axis, coefficients in ((down, self.matrix[:, 3:]), (along, self.matrix[:, :3])):
            yield from axis.place(coefficients, height, width)
            yield from axis.neighbors(is_bilinear=self._is_bilinear)
        first = self._ctx.empty((batch, 1, 1), np.intp)
        first[:, 0, 0] = np.arange(batch) * height * width
        corners = [(row, column) for row in down.found for column in along.found]
        for (row, column), source, weight in zip(corners, self._sources, self._weights, strict=True):
            yield partial(np.multiply, row[0], width, source)
            yield partial(np.add, source, column[0], source)
            yield partial(np.add, source, first, source)
            yield partial(np.multiply, row[1], column[1], weight)


class _Axis:
    """Where pictures are read along one of their axes: the pixels next to each place, and their weights."""

    def __init__(self, length: int, shape: Shape, fill_mode: str, ctx: Context) -> None:
        self._length, self._shape, self._fill_mode, self._ctx = length, shape, fill_mode, ctx
        self._place, self._work = ctx.empty(shape), ctx.empty(shape)
        self.found: list[tuple[Array, Array]] = []

    def place(self, coefficients: Array, height: int, width: int) -> Calls:
        """place = c0 · x + c1 · y + c2."""
        x, y = self._ctx.empty((width,)), self._ctx.empty((height, 1))
        x[...], y[:, 0] = np.arange(width), np.arange(height)
        c0, c1, c2 = (coefficients[:, number, None, None] for number in range(3))
        yield partial(np.multiply, c0, x, self._place)
        yield partial(np.multiply, c1, y, self._work)
        yield partial(np.add, self._place, self._work, self._place)
        yield partial(np.add, self._place, c2, self._place)

    def neighbors(self, *, is_bilinear: bool) -> Calls:
        """The pixel below and the one above, weighed by their nearness; or the nearest alone."""
        lower, near = self._ctx.empty(self._shape), self._ctx.empty(self._shape)
        if not is_bilinear:
            yield partial(np.copysign, self._ctx.constant(0.5), self._place, lower)
            yield partial(np.add, lower, self._place, lower)
            yield partial(np.trunc, lower, lower)
            yield partial(near.fill, 1)
            yield from self._keep(lower, near)
            return
        upper, far = self._ctx.empty(self._shape), self._ctx.empty(self._shape)
        one = self._ctx.constant(1)
        yield partial(np.floor, self._place, lower)
        yield partial(np.add, lower, one, upper)
        yield partial(np.subtract, self._place, lower, far)
        yield partial(np.subtract, one, far, near)
        yield from self._keep(lower, near)
        yield from self._keep(upper, far)

    def _keep(self, number: Array, weight: Array) -> Calls:
        """A pixel's number as an index inside the picture; one outside has no weight with the mode constant."""
        index, length = self._ctx.empty(self._shape, np.intp), self._length
        inside = self._ctx.empty(self._shape, bool)
        self.found.append((index, weight))
        yield partial(np.copyto, index, number, "unsafe")
        match self._fill_mode:
            case "wrap":
                yield partial(np.remainder, index, length, index)
            case "reflect":
                yield partial(np.remainder, index, 2 * length, index)
                mirrored = self._ctx.empty(self._shape, np.intp)
                yield partial(np.subtract, 2 * length - 1, index, mirrored)
                yield partial(np.minimum, index, mirrored, out=index)
            case "constant":
                for is_inside, border in ((np.greater_equal, 0), (np.less, length)):
                    yield partial(is_inside, index, border, inside)
                    yield partial(np.multiply, weight, inside, weight)
        yield partial(np.clip, index, 0, length - 1, index)


def _pixels(pictures: Array) -> Array:
    """All pixels of all samples, one below the other."""
    return pictures.reshape(-1, pictures.shape[-1])
