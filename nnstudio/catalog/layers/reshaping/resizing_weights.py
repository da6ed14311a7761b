"""How much of each place along an axis goes into each place of the same axis at another length."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context

Interpolation: TypeAlias = Annotated[
    Literal["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"],
    Meta(
        title="Interpolation",
        description="What is between pixels: the nearest one, a mixture of 2 × 2, 4 × 4, 6 × 6 or 10 × 10 of them.",
    ),
]


class Resampling:
    """Pictures at another size: out = rows · x · columnsᵀ, for every channel."""

    def __init__(self, rows: Array, columns: Array, ctx: Context) -> None:
        self._ctx = ctx
        self._rows, self._columns = (ctx.empty(matrix.shape) for matrix in (rows, columns))
        self._rows[...], self._columns[...] = rows, columns

    def forward(self, x: Array, out: Array) -> Calls:
        """out = rows · x · columnsᵀ."""
        between = self._ctx.empty((len(x), len(self._rows), *x.shape[2:]))
        yield partial(np.matmul, self._rows, _by_rows(x), _by_rows(between))
        yield partial(np.matmul, self._columns, _by_columns(between), _by_columns(out))

    def backward(self, dout: Array, dx: Array) -> Calls:
        """dx = rowsᵀ · dout · columns."""
        between = self._ctx.empty((*dout.shape[:2], *dx.shape[2:]))
        yield partial(np.matmul, self._columns.T, _by_columns(dout), _by_columns(between))
        yield partial(np.matmul, self._rows.T, _by_rows(between), _by_rows(dx))


def resizing_weights(length: int, count: int, interpolation: str, *, antialias: bool = False) -> Array:
    """The weights (count, length) with which `length` values give `count` values over the same distance.

    The middle of a pixel is half a pixel behind its number, as everywhere in Keras; at the border the weights of what
    is there are scaled up to a sum of 1. With `antialias`, what is made smaller is averaged over all that it covers.
    """
    if interpolation == "nearest":
        return _nearest(length, count)
    scale = length / count
    middles = (np.arange(count) + 0.5) * scale - 0.5
    distances = np.abs(middles[:, None] - np.arange(length))
    weights = _KERNELS[interpolation](distances / (max(scale, 1) if antialias else 1))
    weights /= weights.sum(1, keepdims=True)
    return weights


def _nearest(length: int, count: int) -> Array:
    """1 where a value is taken, in the single precision in which Keras decides between two that are equally near."""
    scale = np.float32(length) * (np.float32(1) / np.float32(count))
    taken = ((np.arange(count, dtype=np.float32) + np.float32(0.5)) * scale).astype(np.intp)
    weights = np.zeros((count, length))
    weights[np.arange(count), np.minimum(taken, length - 1)] = 1
    return weights


def _triangle(distance: Array) -> Array:
    return np.where(distance < 1, 1 - distance, 0)


def _cubic(distance: Array) -> Array:
    """The convolution kernel of Keys (1981) with a = -1/2."""
    near = (1.5 * distance - 2.5) * distance * distance + 1
    far = ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
    return np.where(distance < 1, near, np.where(distance < 2, far, 0))


def _lanczos(radius: int, distance: Array) -> Array:
    """A sinc that fades out at the radius."""
    return np.where(distance <= radius, np.sinc(distance) * np.sinc(distance / radius), 0)


_KERNELS: dict[str, Callable[[Array], Array]] = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "lanczos3": partial(_lanczos, 3),
    "lanczos5": partial(_lanczos, 5),
}


def _by_rows(pictures: Array) -> Array:
    """(batch, rows, the values of a row)."""
    return pictures.reshape(*pictures.shape[:2], -1)


def _by_columns(pictures: Array) -> Array:
    """(batch · rows, columns, channels)."""
    return pictures.reshape(-1, *pictures.shape[2:])
