"""Layers that join several inputs into one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, ValueType, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.catalog.layers.merging_stretching import StretchedGradient, aligned, common_shape, listed


class _Merging(Layer, frozen=True, kw_only=True):
    """Takes any number of edges, in the order of its ports."""

    category: ClassVar[str] = "Merging"
    least_inputs: ClassVar[int] = 2
    most_inputs: ClassVar[int | None] = None


class _Elementwise(_Merging, frozen=True, kw_only=True):
    """Joins its inputs value by value, stretched to a common shape."""

    verb: ClassVar[str]
    """What it does to its inputs, as errors say it."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """The common shape that all inputs can be stretched to."""
        return common_shape(inputs, self.verb)

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
    verb: ClassVar[str] = "add"

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
    verb: ClassVar[str] = "average"

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
    verb: ClassVar[str] = "subtract"
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

    Inputs of different shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = x₁ · x₂ · …"
    verb: ClassVar[str] = "multiply"

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the product of all inputs."""
        return _folded(np.multiply, inputs, out)

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
        """The gradient of every input is dout · the product of the others."""
        factors = [aligned(x, dout) for x in inputs]
        for port, dx in enumerate(gradients):
            if dx is None:
                continue
            gradient = StretchedGradient(dx, dout, ctx)
            yield from _folded(np.multiply, [dout, *factors[:port], *factors[port + 1 :]], gradient.whole)
            yield from gradient.fold()


class _Extreme(_Elementwise, frozen=True, kw_only=True):
    """The largest or the smallest of its inputs, value by value."""

    verb: ClassVar[str] = "compare"
    choose: ClassVar[np.ufunc]
    """Which of two values is taken."""

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """out = the extreme of all inputs."""
        first, *others = inputs
        sofar = [first, *(ctx.keep(f"first {count}", out.shape) for count in range(2, len(inputs))), out]
        for x, before, after in zip(others, sofar, sofar[1:], strict=False):
            yield partial(self.choose, before, x, out=after)

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
        """The gradient goes to the input that was taken; an input and the one taken before share it if equal."""
        first, *_ = inputs
        sofar = [aligned(first, out), *(ctx.keep(f"first {count}", out.shape) for count in range(2, len(inputs)))]
        taken, alike = ctx.empty(out.shape), ctx.empty(out.shape, bool)
        half = ctx.constant(0.5)
        is_beyond, is_level = (np.greater, np.greater_equal) if self.choose is np.maximum else (np.less, np.less_equal)
        for port in range(len(inputs) - 1, 0, -1):
            x, dx = aligned(inputs[port], out), gradients[port]
            yield partial(is_beyond, x, sofar[port - 1], taken)
            yield partial(is_level, x, sofar[port - 1], alike)
            yield partial(np.add, taken, alike, taken)
            yield partial(np.multiply, taken, half, taken)
            yield partial(np.multiply, taken, dout, taken)
            yield partial(np.subtract, dout, taken, dout)
            if dx is not None:
                yield StretchedGradient(dx, dout, ctx).folding(taken)
        if gradients[0] is not None:
            yield StretchedGradient(gradients[0], dout, ctx).folding(dout)


class Maximum(_Extreme, frozen=True, kw_only=True):
    """Takes the largest of its inputs, value by value.

    In the backward pass the gradient goes to the input that was largest; two equal ones share it. Inputs of different
    shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = max(x₁, x₂, …)"
    choose: ClassVar[np.ufunc] = np.maximum


class Minimum(_Extreme, frozen=True, kw_only=True):
    """Takes the smallest of its inputs, value by value.

    In the backward pass the gradient goes to the input that was smallest; two equal ones share it. Inputs of different
    shapes are stretched as Add does.
    """

    formula: ClassVar[str] = "y = min(x₁, x₂, …)"
    choose: ClassVar[np.ufunc] = np.minimum


class Concatenate(_Merging, frozen=True, kw_only=True):
    """Puts its inputs one after the other along an axis."""

    formula: ClassVar[str] = "y = [x₁, x₂, …]"
    takes_integers: ClassVar[bool] = True

    axis: Annotated[
        int, Meta(title="Axis", description="The axis along which inputs are joined; 0 is the batch, -1 the last.")
    ] = -1

    def output_shape(self, *inputs: Shape) -> Shape:
        """The inputs' common shape, with the lengths along the axis added up."""
        first = inputs[0]
        place = axis_index(self.axis, first) - 1
        others = {(*shape[:place], *shape[place + 1 :]) for shape in inputs}
        if len(others) > 1 or any(len(shape) != len(first) for shape in inputs):
            raise ShapeError(f"cannot join {listed(inputs)}, which may differ along axis {self.axis} only")
        return (*first[:place], sum(shape[place] for shape in inputs), *first[place + 1 :])

    def output_type(self, *inputs: ValueType) -> ValueType:
        """Whole numbers where all inputs are."""
        return "int32" if set(inputs) == {"int32"} else "float32"

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


def _folded(operation: np.ufunc, inputs: Sequence[Array], out: Array) -> Calls:
    """out = the inputs one after the other, two or more, joined by an operation."""
    first, second, *others = inputs
    yield partial(operation, first, second, out)
    for x in others:
        yield partial(operation, out, x, out)
