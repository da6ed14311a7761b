"""Inputs of different shapes that meet value by value: the smaller are repeated, as NumPy does.

Shapes are aligned at the last axis; an axis of length 1, or a missing one, is repeated. Missing axes come after the
batch axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import zip_longest

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.sentence import Sentence, listed


def common_shape(inputs: Sequence[Shape], refusal: str) -> Shape:
    """The shape that all inputs can be stretched to; raises ShapeError, with the words for `inputs`."""
    lengths = [set(axis) - {1} or {1} for axis in zip_longest(*map(reversed, inputs), fillvalue=1)]
    if any(len(different) > 1 for different in lengths):
        raise ShapeError(Sentence(refusal, inputs=listed(map(shape_text, inputs))))
    return tuple(length for (length,) in reversed(lengths))


def aligned(x: Array, out: Array) -> Array:
    """An input with as many axes as the result."""
    return x.reshape(len(x), *(1,) * (out.ndim - x.ndim), *x.shape[1:])


class StretchedGradient:
    """The gradient of an input that may have been repeated: kernels write it to `whole`, and `fold` sums it up."""

    def __init__(self, dx: Array, dout: Array, ctx: Context) -> None:
        self._target = aligned(dx, dout)
        self._repeated = tuple(axis for axis in range(1, dout.ndim) if self._target.shape[axis] != dout.shape[axis])
        self.whole = ctx.empty(dout.shape) if self._repeated else self._target
        """The gradient of what the input was stretched to; the gradient itself where it was not."""

    def fold(self) -> Calls:
        """Sum over the axes along which the input was repeated."""
        if self._repeated:
            yield self.folding(self.whole)

    def folding(self, whole: Array) -> Call:
        """The call that takes the gradient over from an array of the result's shape."""
        if self._repeated:
            return partial(np.add.reduce, whole, self._repeated, None, self._target, True)
        return partial(np.copyto, self._target, whole)
