"""Layers that join several inputs into one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import Layer, ShapeError, shape_text
from nnstudio.catalog.layers.merging_masks import any_counts, by_values, common_mask, replaced, require_value_masks
from nnstudio.catalog.layers.merging_stretching import StretchedGradient, aligned, common_shape
from nnstudio.sentence import Sentence, listed


class _Merging(Layer, frozen=True, kw_only=True):
    """Takes any number of edges, in the order of its ports."""

    category: ClassVar[str] = "Merging"
    least_inputs: ClassVar[int] = 2
    most_inputs: ClassVar[int | None] = None

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """What counts in any input counts in the result, if all of them have masks."""
        return common_mask(masks)

    def bind_mask(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Join the masks."""
        return any_counts(ctx.masks, out)


class _Elementwise(_Merging, frozen=True, kw_only=True):
    """Joins its inputs value by value, stretched to a common shape."""

    refusal: ClassVar[str]
    """What it does to its inputs, as errors say it."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """The common shape that all inputs can be stretched to."""
        return common_shape(inputs, self.refusal)

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """The kernel over inputs that have as many axes as the result."""
        return self.join([aligned(x, out) for x in inputs], out, ctx)

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Write the result to `out`."""
        raise NotImplementedError


class Add(_Elementwise, frozen=True, kw_only=True):
    """Adds its inputs, value by value: the end of a shortcut around other layers.

    Inputs of different shapes are stretched as NumPy does: aligned at the last axis, an axis of length 1 (or a
    missing one) is repeated.
    """

    formula: ClassVar[str] = "y = x₁ + x₂ + …"
    refusal: ClassVar[str] = "cannot add {inputs}; make their shapes equal"

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the sum of all inputs."""
        return _folded(np.add, inputs, out)

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
            if dx is not None:
                yield StretchedGradient(dx, dout, ctx).folding(dout)


class Average(_Elementwise, frozen=True, kw_only=True):
    """Takes the mean of its inputs, value by value.

    Inputs of different shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = (x₁ + x₂ + … + xₙ) / n"
    refusal: ClassVar[str] = "cannot average {inputs}; make their shapes equal"

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the sum of all inputs, divided by their number."""
        yield from _folded(np.add, inputs, out)
        yield partial(np.multiply, out, ctx.constant(1 / len(inputs)), out)

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
        """The gradient of every input is dout / n."""
        yield partial(np.multiply, dout, ctx.constant(1 / len(inputs)), dout)
        for dx in gradients:
            if dx is not None:
                yield StretchedGradient(dx, dout, ctx).folding(dout)


class Subtract(_Elementwise, frozen=True, kw_only=True):
    """Subtracts its second input from its first, value by value.

    Inputs of different shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = x₁ - x₂"
    refusal: ClassVar[str] = "cannot subtract {inputs}; make their shapes equal"
    most_inputs: ClassVar[int | None] = 2

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the first input - the second."""
        yield partial(np.subtract, *inputs, out)

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
        """dx₁ = dout, dx₂ = -dout."""
        first, second = gradients
        if first is not None:
            yield StretchedGradient(first, dout, ctx).folding(dout)
        if second is not None:
            yield partial(np.negative, dout, dout)
            yield StretchedGradient(second, dout, ctx).folding(dout)


class Multiply(_Elementwise, frozen=True, kw_only=True):
    """Multiplies its inputs, value by value: one of them can open and close the others like a gate.

    Inputs of different shapes are stretched as Add does. What a mask hides of an input counts as 1 there, and what is
    hidden in all of them as 0.
    """

    formula: ClassVar[str] = "y = x₁ · x₂ · …"
    refusal: ClassVar[str] = "cannot multiply {inputs}; make their shapes equal"

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """What counts in any input counts in the result, if all of them have masks."""
        require_value_masks(inputs, masks)
        return common_mask(masks)

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the product of all inputs."""
        factors, filling = self._factors(inputs, ctx)
        yield from filling
        yield from _folded(np.multiply, factors, out)
        yield from self._silence(out, ctx)

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
        """The gradient of every input is dout · the product of the others, where no mask hides it."""
        factors, _ = self._factors([aligned(x, dout) for x in inputs], ctx)
        masks = by_values(ctx.masks or [None] * len(inputs), dout)
        yield from self._silence(dout, ctx)
        for port, dx in enumerate(gradients):
            if dx is None:
                continue
            gradient = StretchedGradient(dx, dout, ctx)
            yield from _folded(np.multiply, [dout, *factors[:port], *factors[port + 1 :]], gradient.whole)
            mask = masks[port]
            if mask is not None:
                yield partial(np.multiply, gradient.whole, mask, gradient.whole)
            yield from gradient.fold()

    def _factors(self, inputs: Sequence[Array], ctx: Context) -> tuple[list[Array], list[Call]]:
        """The inputs with ones where a mask hides them, and the calls that put them there."""
        masks = by_values(ctx.masks or [None] * len(inputs), inputs[0])
        found = [
            replaced(x, mask, 1, f"factor {port}", ctx)
            for port, (x, mask) in enumerate(zip(inputs, masks, strict=True))
        ]
        return [factor for factor, _ in found], [call for _, calls in found for call in calls]

    def _silence(self, values: Array, ctx: Context) -> Calls:
        """Zeros where all inputs are hidden."""
        masks = by_values(ctx.masks, values)
        if masks and all(mask is not None for mask in masks):
            shape = np.broadcast_shapes(*(mask.shape for mask in masks if mask is not None))
            counts = ctx.keep("counts", shape, bool)
            yield from any_counts(masks, counts)
            yield partial(np.multiply, values, counts, values)


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

    def _joined(self, masks: Sequence[Array | None], inputs: Sequence[Array], out: Array, axis: int) -> Calls:
        """Masks one after the other along an axis."""
        ends = np.cumsum([x.shape[axis] for x in inputs])
        for mask, part in zip(masks, np.split(out, ends[:-1], axis), strict=True):
            yield partial(np.copyto, part, True if mask is None else mask)

    def _parts(self, inputs: Sequence[Array], whole: Array) -> list[Array]:
        axis = axis_index(self.axis, whole.shape[1:])
        ends = np.cumsum([x.shape[axis] for x in inputs])
        return np.split(whole, ends[:-1], axis)


def _folded(operation: np.ufunc, inputs: Sequence[Array], out: Array) -> Calls:
    """out = the inputs one after the other, two or more, joined by an operation."""
    first, second, *others = inputs
    yield partial(operation, first, second, out)
    for x in others:
        yield partial(operation, out, x, out)
