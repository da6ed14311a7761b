"""Layers that join several inputs into one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import zip_longest
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text


class _Merging(Layer, frozen=True, kw_only=True):
    """Takes any number of edges, in the order of its ports."""

    category: ClassVar[str] = "Merging"
    least_inputs: ClassVar[int] = 2
    most_inputs: ClassVar[int | None] = None


class Add(_Merging, frozen=True, kw_only=True):
    """Adds its inputs, value by value: the end of a shortcut around other layers.

    Inputs of different shapes are stretched as NumPy does: aligned at the last axis, an axis of length 1 (or a
    missing one) is repeated.
    """

    formula: ClassVar[str] = "y = x₁ + x₂ + …"

    def output_shape(self, *inputs: Shape) -> Shape:
        """The common shape that all inputs can be stretched to."""
        lengths = [set(axis) - {1} or {1} for axis in zip_longest(*map(reversed, inputs), fillvalue=1)]
        if any(len(different) > 1 for different in lengths):
            raise ShapeError(f"cannot add {_listed(inputs)}; make their shapes equal")
        return tuple(length for (length,) in reversed(lengths))

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the sum of all inputs."""
        first, second, *others = (_aligned(x, out) for x in inputs)
        yield partial(np.add, first, second, out)
        for x in others:
            yield partial(np.add, out, x, out)

    def bind_backward(
        self,
        inputs: Sequence[Array],
        out: Array,
        dout: Array,
        gradients: Sequence[Array | None],
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """The gradient of every input is dout, summed over the axes along which the input was repeated."""
        for dx in gradients:
            if dx is None:
                continue
            target = _aligned(dx, dout)
            repeated = tuple(axis for axis in range(1, dout.ndim) if target.shape[axis] != dout.shape[axis])
            if repeated:
                yield partial(np.add.reduce, dout, repeated, None, target, True)
            else:
                yield partial(np.copyto, target, dout)


class Concatenate(_Merging, frozen=True, kw_only=True):
    """Puts its inputs one after the other along an axis."""

    formula: ClassVar[str] = "y = [x₁, x₂, …]"

    axis: Annotated[
        int, Meta(title="Axis", description="The axis along which inputs are joined; 0 is the batch, -1 the last.")
    ] = -1

    def output_shape(self, *inputs: Shape) -> Shape:
        """The inputs' common shape, with the lengths along the axis added up."""
        first = inputs[0]
        place = axis_index(self.axis, first) - 1
        others = {(*shape[:place], *shape[place + 1 :]) for shape in inputs}
        if len(others) > 1 or any(len(shape) != len(first) for shape in inputs):
            raise ShapeError(f"cannot join {_listed(inputs)}, which may differ along axis {self.axis} only")
        return (*first[:place], sum(shape[place] for shape in inputs), *first[place + 1 :])

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """Copy every input to its part of out."""
        for x, part in zip(inputs, self._parts(inputs, out), strict=True):
            yield partial(np.copyto, part, x)

    def bind_backward(
        self,
        inputs: Sequence[Array],
        out: Array,
        dout: Array,
        gradients: Sequence[Array | None],
        w: Weights,
        dw: Weights,
        ctx: Context,
    ) -> Calls:
        """Copy every part of dout to the gradient of its input."""
        for dx, part in zip(gradients, self._parts(inputs, dout), strict=True):
            if dx is not None:
                yield partial(np.copyto, dx, part)

    def _parts(self, inputs: Sequence[Array], whole: Array) -> list[Array]:
        axis = axis_index(self.axis, whole.shape[1:])
        ends = np.cumsum([x.shape[axis] for x in inputs])
        return np.split(whole, ends[:-1], axis)


def _aligned(x: Array, out: Array) -> Array:
    """An input with as many axes as the result; missing ones come after the batch axis."""
    return x.reshape(len(x), *(1,) * (out.ndim - x.ndim), *x.shape[1:])


def _listed(shapes: Sequence[Shape]) -> str:
    """Shapes as a sentence names them: 3×2, 3×2 and 4."""
    texts = [shape_text(shape) for shape in shapes]
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
