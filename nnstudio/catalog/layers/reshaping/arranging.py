"""Layers that arrange the same values in another shape."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text
from nnstudio.sentence import Sentence


class _Reshaping(Layer, frozen=True, kw_only=True):
    """The values of a sample stay as they are, in the same order."""

    category: ClassVar[str] = "Reshaping"
    keeps_integers: ClassVar[bool] = True

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x."""
        yield partial(np.copyto, out.reshape(x.shape), x)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout."""
        if dx is not None:
            yield partial(np.copyto, dx, dout.reshape(dx.shape))


class Flatten(_Reshaping, frozen=True, kw_only=True):
    """Lays all values of a sample in one row, as a Dense layer after pictures needs them."""

    formula: ClassVar[str] = "(height, width, channels) → (height · width · channels)"
    note_on_pytorch: ClassVar[str] = (
        "Channels come first there and last here, so that the same picture is flattened in another order: the"
        " rows of the next kernel have to be put in that order, too."
    )

    def output_shape(self, *inputs: Shape) -> Shape:
        """(number of values,)."""
        return (math.prod(inputs[0]),)


class Reshape(_Reshaping, frozen=True, kw_only=True):
    """Gives a sample another shape with the same number of values."""

    formula: ClassVar[str] = "(a · b) → (a, b)"

    target_shape: Annotated[
        tuple[Annotated[int, Meta(ge=-1)], ...],
        Meta(title="Target shape", description="The new shape of a sample; one -1 stands for whatever is left over."),
    ]

    @property
    def summary(self) -> str:
        """The target, with a question mark for what follows from the input."""
        return "×".join("?" if length == -1 else str(length) for length in self.target_shape)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The target shape, completed."""
        count, target = math.prod(inputs[0]), self.target_shape
        if target.count(-1) > 1:
            raise ShapeError("can work out one -1 of its target shape, not several", "target_shape")
        if 0 in target:
            raise ShapeError("cannot have a target shape with an axis of length 0", "target_shape")
        known = math.prod(length for length in target if length != -1)
        if count % known or (known != count and -1 not in target):
            raise ShapeError(
                Sentence(
                    "cannot make {target} of the {count} values of {shape}",
                    target=self.summary or Sentence("a scalar"),
                    count=count,
                    shape=shape_text(inputs[0]),
                ),
                "target_shape",
            )
        return tuple(count // known if length == -1 else length for length in target)


class Permute(Layer, frozen=True, kw_only=True):
    """Puts the axes of a sample in another order.

    The axes are counted from 1, without the batch.
    """

    category: ClassVar[str] = "Reshaping"
    keeps_integers: ClassVar[bool] = True
    formula: ClassVar[str] = "axis k of y = axis dims[k] of x"
    note_on_pytorch: ClassVar[str] = "permute counts the batch as axis 0, and channels come first there."

    dims: Annotated[
        tuple[Annotated[int, Meta(ge=1)], ...],
        Meta(title="Order", description="The axes of the input in their new order: 2, 1 turns rows into columns."),
    ]

    @property
    def summary(self) -> str:
        """The new order."""
        return ", ".join(map(str, self.dims))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The lengths of the axes in their new order."""
        (shape,) = inputs
        axes = range(1, len(shape) + 1)
        if not axes:
            raise ShapeError("needs an input of at least one axis")
        if sorted(self.dims) != [*axes]:
            known = (
                Sentence("the axis 1")
                if len(axes) == 1
                else Sentence("each of the axes 1 to {count} once", count=len(axes))
            )
            raise ShapeError(
                Sentence(
                    "takes an input of {shape}, so its order must name {known}", shape=shape_text(shape), known=known
                ),
                "dims",
            )
        return tuple(shape[axis - 1] for axis in self.dims)

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x with its axes in the new order."""
        yield partial(np.copyto, out, x.transpose(0, *self.dims))

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout with its axes in the order of x."""
        if dx is not None:
            yield partial(np.copyto, dx.transpose(0, *self.dims), dout)
