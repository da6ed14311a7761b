"""Products of two inputs along an axis of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text
from nnstudio.catalog.layers.normalization.unit_length import UnitLength
from nnstudio.sentence import Sentence, dotted

_EPSILON = 1e-7
"""Keras' own: shorter vectors count as this long."""


class Dot(Layer, frozen=True, kw_only=True):
    """Multiplies two inputs and sums along an axis of each: how much one looks like the other.

    Every vector of the first input along its axis meets every vector of the second along its own; the axes, which must
    be of the same length, are gone afterwards. With normalize the vectors are brought to length 1 before, and the
    result is the cosine of the angle between them.
    """

    category: ClassVar[str] = "Merging"
    formula: ClassVar[str] = "y[i, j] = Σₖ x₁[i, k] · x₂[k, j]"
    least_inputs: ClassVar[int] = 2
    most_inputs: ClassVar[int | None] = 2

    axes: Annotated[
        tuple[int, int],
        Meta(title="Axes", description="The axis of each input to sum along; 0 is the batch, -1 the last axis."),
    ]
    normalize: Annotated[bool, Meta(title="Normalize", description="Bring every vector to length 1 before.")] = False

    @property
    def summary(self) -> str:
        """The axes, and whether it is a cosine."""
        axes = Sentence("axes {first}, {second}", first=self.axes[0], second=self.axes[1])
        return dotted((axes, Sentence("cosine") if self.normalize else ""))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The other axes of the first input, then those of the second; (1,) where none is left."""
        places = self._places(inputs)
        first, second = (shape[place - 1] for shape, place in zip(inputs, places, strict=True))
        if first != second:
            raise ShapeError(
                Sentence(
                    "cannot multiply {shape} with {other}: along the axes {axis} and {across} they have {first} and "
                    "{second} values, which must be as many",
                    shape=shape_text(inputs[0]),
                    other=shape_text(inputs[1]),
                    axis=self.axes[0],
                    across=self.axes[1],
                    first=first,
                    second=second,
                ),
                "axes",
            )
        left = [shape[: place - 1] + shape[place:] for shape, place in zip(inputs, places, strict=True)]
        return (*left[0], *left[1]) or (1,)

    def products(self, *inputs: Shape) -> int:
        """One for every value of the result and every place along the axis."""
        return math.prod(self.output_shape(*inputs)) * inputs[0][self._places(inputs)[0] - 1]

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """out = the first input's rows times the second's columns."""
        sides = self._sides(inputs, ctx)
        for side in sides:
            yield from side.load()
        first, second = sides
        yield partial(np.matmul, first.rows, second.columns, _matrices(out, first, second))

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The rows' gradient is dout times the other's rows, the columns' is doutᵀ times the first's rows."""
        first, second = self._sides(inputs, ctx)
        delta = _matrices(d.out, first, second)
        if d.inputs[0] is not None:
            yield partial(np.matmul, delta, second.rows, first.gradient)
            yield from first.unload(d.inputs[0])
        if d.inputs[1] is not None:
            yield partial(np.matmul, delta.transpose(0, 2, 1), first.rows, second.gradient)
            yield from second.unload(d.inputs[1])

    def _places(self, inputs: Sequence[Shape]) -> list[int]:
        try:
            return [axis_index(axis, shape) for axis, shape in zip(self.axes, inputs, strict=True)]
        except ShapeError as error:
            raise ShapeError(error.args[0], "axes") from None

    def _sides(self, inputs: Sequence[Array], ctx: Context) -> list[_Side]:
        places = self._places([x.shape[1:] for x in inputs])
        return [
            _Side(f"rows {port}", x, place, ctx, normalize=self.normalize)
            for port, (x, place) in enumerate(zip(inputs, places, strict=True))
        ]


class _Side:
    """An input as rows along one of its axes: (batch, rows, length of the axis)."""

    def __init__(self, name: str, x: Array, axis: int, ctx: Context, *, normalize: bool) -> None:
        self._x, self._axis = x, axis
        moved = np.moveaxis(x, axis, -1)
        self._shape = moved.shape
        self.rows = ctx.keep(name, (len(x), math.prod(moved.shape[1:-1]), moved.shape[-1]))
        self.gradient = ctx.empty(self.rows.shape)
        self._unit = UnitLength(f"{name} length", self.rows, (2,), _EPSILON, ctx) if normalize else None

    @property
    def columns(self) -> Array:
        """The rows, turned."""
        return self.rows.transpose(0, 2, 1)

    def load(self) -> Calls:
        """Copy the input to rows, and bring them to length 1 where that is wanted."""
        yield partial(np.copyto, self.rows.reshape(self._shape), np.moveaxis(self._x, self._axis, -1))
        if self._unit is not None:
            yield from self._unit.forward(self.rows, self.rows)

    def unload(self, dx: Array) -> Calls:
        """The gradient of the input from that of the rows."""
        if self._unit is not None:
            yield from self._unit.backward(self.rows, self.gradient, self.gradient)
        yield partial(np.copyto, np.moveaxis(dx, self._axis, -1), self.gradient.reshape(self._shape))


def _matrices(out: Array, first: _Side, second: _Side) -> Array:
    """The result as one matrix for each sample: a row of the first input against one of the second."""
    return out.reshape(len(out), first.rows.shape[1], second.rows.shape[1])
