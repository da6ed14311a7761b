"""Arrays as pictures: samples as thumbnails, kernels as tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from nnstudio.catalog.kernels import Array, Shape

_FLATTEST = 2
_LONGEST_ROW = 16
_AS_SCREENS_ARE = 2.0


def is_picture(shape: Shape) -> bool:
    """Whether a sample of this shape can be looked at: height and width, perhaps with 1 channel (gray) or 3 (color)."""
    if len(shape) == 3 and shape[2] not in (1, 3):
        return False
    return len(shape) in (2, 3) and min(shape[:2]) > _FLATTEST


def picture_inputs(inputs: Mapping[str, Array]) -> Array | None:
    """The samples of the first Input node that can be looked at; None where there is none."""
    return next((values for values in inputs.values() if is_picture(values.shape[1:])), None)


def picture(values: Array, low: float, high: float) -> Array:
    """One sample as bytes, (height, width) in gray or (height, width, 3) in color; `low` becomes black."""
    span = high - low
    scaled = (values.astype(np.float64) - low) * (255 / span if span > 0 else 0.0)
    plain = scaled[..., 0] if scaled.ndim == 3 and scaled.shape[-1] == 1 else scaled
    return np.ascontiguousarray(np.clip(np.nan_to_num(plain), 0, 255).astype(np.uint8))


def as_plane(values: Array, proportion: float = _AS_SCREENS_ARE) -> Array:
    """Any array as one plane to look at: a vector in rows, maps and filters as tiles side by side.

    `proportion` is that of the place for it: how many times as wide as high the tiles together are to be.

    The last axis (channels, filters) counts the tiles of an array of three axes; an array of four axes, such as the
    kernel of a convolution, has a row of tiles for each of several input channels and a column for each filter. Tiles
    stand one entry apart; the entries between them are not a number.
    """
    if values.ndim <= 1:
        return _in_rows(values.reshape(-1))
    if values.ndim == 2:
        return values
    tiles = values.reshape(*_height_and_width(values.shape), -1)
    several_rows = values.ndim > 3 and values.shape[-2] > 1
    height, width, count = tiles.shape
    columns = values.shape[-1] if several_rows else _columns(count, proportion * height / max(width, 1))
    return _mosaic(np.moveaxis(tiles, -1, 0), columns)


def _height_and_width(shape: Shape) -> tuple[int, int]:
    """Of one tile; more axes before them, such as depth, stand one below the other."""
    return (shape[0], shape[1]) if len(shape) == 3 else (math.prod(shape[:-3]), shape[-3])


def _in_rows(values: Array) -> Array:
    """A short vector as one row, a longer one row below row; what is left of the last one is not a number."""
    columns = len(values) if len(values) <= _LONGEST_ROW else _columns(len(values))
    rows = math.ceil(len(values) / columns) if columns else 0
    plane = np.full(rows * columns, np.nan)
    plane[: len(values)] = values
    return plane.reshape(rows, columns)


def _columns(count: int, proportion: float = _AS_SCREENS_ARE) -> int:
    """How many square tiles stand in a row."""
    return min(count, max(1, math.ceil(math.sqrt(proportion * count))))


def _mosaic(tiles: Array, columns: int) -> Array:
    count, height, width = tiles.shape
    rows = math.ceil(count / columns)
    plane = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for index, tile in enumerate(tiles):
        top, left = (index // columns) * (height + 1), (index % columns) * (width + 1)
        plane[top : top + height, left : left + width] = tile
    return plane
