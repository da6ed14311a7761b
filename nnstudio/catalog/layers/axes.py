"""Axis numbers as Keras counts them: 0 is the batch, 1 the first axis of a sample, -1 the last."""

from __future__ import annotations

from collections.abc import Iterable

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.sentence import Sentence


def axis_index(axis: int, shape: Shape) -> int:
    """The index of an axis in arrays whose samples have this shape; raises ShapeError."""
    rank = len(shape)
    index = axis + rank + 1 if axis < 0 else axis
    if rank == 0:
        raise ShapeError(Sentence("needs an input of at least one axis"))
    if not 1 <= index <= rank:
        known = (
            Sentence("the axis 1 (or -1)")
            if rank == 1
            else Sentence("the axes 1 to {rank} (or -{rank} to -1)", rank=rank)
        )
        raise ShapeError(
            Sentence(
                "cannot work along axis {axis}: an input of {shape} has {known}, and axis 0 is the batch",
                axis=axis,
                shape=shape_text(shape),
                known=known,
            ),
            "axis",
        )
    return index


def axis_indices(axes: Iterable[int], shape: Shape) -> tuple[int, ...]:
    """The indices of several axes in ascending order; raises ShapeError."""
    indices = sorted(axis_index(axis, shape) for axis in axes)
    if not indices:
        raise ShapeError(Sentence("needs at least one axis to work along"), "axis")
    if len(set(indices)) < len(indices):
        raise ShapeError(Sentence("names an axis of an input of {shape} twice", shape=shape_text(shape)), "axis")
    return tuple(indices)
