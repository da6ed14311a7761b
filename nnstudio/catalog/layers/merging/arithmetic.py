"""Layers that join inputs by arithmetic, value by value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Call, Calls, Context, Gradients, Shape, Weights
from nnstudio.catalog.layers.merging.base import _Elementwise
from nnstudio.catalog.layers.merging.masks import any_counts, by_values, common_mask, replaced, require_value_masks
from nnstudio.catalog.layers.merging.stretching import StretchedGradient, aligned


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

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The gradient of every input is dout, summed over the axes along which the input was repeated."""
        for dx in d.inputs:
            if dx is not None:
                yield StretchedGradient(dx, d.out, ctx).folding(d.out)


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

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The gradient of every input is dout / n."""
        yield partial(np.multiply, d.out, ctx.constant(1 / len(inputs)), d.out)
        for dx in d.inputs:
            if dx is not None:
                yield StretchedGradient(dx, d.out, ctx).folding(d.out)


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

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """dx₁ = dout, dx₂ = -dout."""
        first, second = d.inputs
        if first is not None:
            yield StretchedGradient(first, d.out, ctx).folding(d.out)
        if second is not None:
            yield partial(np.negative, d.out, d.out)
            yield StretchedGradient(second, d.out, ctx).folding(d.out)


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

    def bind_backward(self, inputs: Sequence[Array], out: Array, d: Gradients, w: Weights, ctx: Context) -> Calls:
        """The gradient of every input is dout · the product of the others, where no mask hides it."""
        factors, _ = self._factors([aligned(x, d.out) for x in inputs], ctx)
        masks = by_values(ctx.masks or [None] * len(inputs), d.out)
        yield from self._silence(d.out, ctx)
        for port, dx in enumerate(d.inputs):
            if dx is None:
                continue
            gradient = StretchedGradient(dx, d.out, ctx)
            yield from _folded(np.multiply, [d.out, *factors[:port], *factors[port + 1 :]], gradient.whole)
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


def _folded(operation: np.ufunc, inputs: Sequence[Array], out: Array) -> Calls:
    """out = the inputs one after the other, two or more, joined by an operation."""
    first, second, *others = inputs
    yield partial(operation, first, second, out)
    for x in others:
        yield partial(operation, out, x, out)
