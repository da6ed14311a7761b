"""Inputs one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import ShapeError, shape_text
from nnstudio.catalog.layers.merging.base import _Merging
from nnstudio.catalog.layers.merging.masks import any_counts, require_value_masks
from nnstudio.sentence import Sentence, listed


class Concatenate(_Merging, frozen=True, kw_only=True):
    """Puts its inputs one after the other along an axis."""

    formula: ClassVar[str] = "y = [x₁, x₂, …]"
    keeps_integers: ClassVar[bool] = True

    axis: Annotated[
        int, Meta(title="Axis", description="The axis along which inputs are joined; 0 is the batch, -1 the last.")
    ] = -1

    def output_shape(self, *inputs: Shape) -> Shape:
        """The inputs' common shape, with the lengths along the axis added up."""
        first = inputs[0]
        place = axis_index(self.axis, first) - 1
        others = {(*shape[:place], *shape[place + 1 :]) for shape in inputs}
        if len(others) > 1 or any(len(shape) != len(first) for shape in inputs):
            raise ShapeError(
                Sentence(
                    "cannot join {inputs}, which may differ along axis {axis} only",
                    inputs=listed(map(shape_text, inputs)),
                    axis=self.axis,
                )
            )
        return (*first[:place], sum(shape[place] for shape in inputs), *first[place + 1 :])

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """One value for each step, if any input has a mask; inputs without one count everywhere."""
        if all(mask is None for mask in masks):
            return None
        require_value_masks(inputs, masks)
        return self.output_shape(*inputs)[:-1]

    def bind_mask(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Join the masks of the values, and see which steps have any that count."""
        axis = axis_index(self.axis, inputs[0].shape[1:])
        if axis < inputs[0].ndim - 1:
            yield from self._joined(ctx.masks, inputs, out, axis)
        elif any(mask is None for mask in ctx.masks):
            yield partial(out.fill, True)
        else:
            yield from any_counts(ctx.masks, out)

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """Copy every input to its part of out."""
        for x, part in zip(inputs, self._parts(inputs, out), strict=True):
            yield partial(np.copyto, part, x)

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """Copy every part of dout to the gradient of its input."""
        for dx, part in zip(d.inputs, self._parts(inputs, d.out), strict=True):
            if dx is not None:
                yield partial(np.copyto, dx, part)

    def _joined(self, masks: Sequence[Array | None], inputs: Sequence[Array], out: Array, axis: int) -> Calls:
        """Masks one after the other along an axis."""
        ends = np.cumsum([x.shape[axis] for x in inputs])
        for mask, part in zip(masks, np.split(out, ends[:-1], axis), strict=True):
            yield partial(np.copyto, part, True if mask is None else mask)

    def _parts(self, inputs: Sequence[Array], whole: Array) -> list[Array]:
        axis = axis_index(self.axis, whole.shape[1:])
        ends = np.cumsum([x.shape[axis] for x in inputs])
        return np.split(whole, ends[:-1], axis)
