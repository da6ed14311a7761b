"""Axis numbers as Keras counts them: 0 is the batch, 1 the first axis of a sample, -1 the last."""

from __future__ import annotations

from collections.abc import Iterable

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text


def axis_index(axis: int, shape: Shape) -> int:
    """The index of an axis in arrays whose samples have this shape; raises ShapeError."""
    rank = len(shape)
    index = axis + rank + 1 if axis < 0 else axis
    if rank == 0:
        raise ShapeError("needs an input of at least one axis")
    if not 1 <= index <= rank:
        known = "the axis 1 (or -1)" if rank == 1 else f"the axes 1 to {rank} (or -{rank} to -1)"
        raise ShapeError(
            f"cannot work along axis {axis}: an input of {shape_text(shape)} has {known}, and axis 0 is the batch",
            "axis",
        )
    return index


def axis_indices(axes: Iterable[int], shape: Shape) -> tuple[int, ...]:
    """The indices of several axes in ascending order; raises ShapeError."""
    indices = sorted(axis_index(axis, shape) for axis in axes)
    if not indices:
        raise ShapeError("needs at least one axis to work along", "axis")
    if len(set(indices)) < len(indices):
        raise ShapeError(f"names an axis of an input of {shape_text(shape)} twice", "axis")
    return tuple(indices)
