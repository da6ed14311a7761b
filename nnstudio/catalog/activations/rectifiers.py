"""Straight lines with a bend: the rectifiers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar, TypeAlias

import numpy as np
from msgspec import Meta

from nnstudio.catalog.activations.base import ActivationFunction
from nnstudio.catalog.kernels import Array, Call, Calls, Context

NegativeSlope: TypeAlias = Annotated[
    float, Meta(ge=0, title="Negative slope", description="How much of a negative value goes through.")
]


class Linear(ActivationFunction, frozen=True, kw_only=True):
    """Leaves values as they are."""

    formula: ClassVar[str] = "f(z) = z"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z."""
        if out is not z:
            yield partial(np.copyto, out, z)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout."""
        if dz is not dout:
            yield partial(np.copyto, dz, dout)


class Relu(ActivationFunction, frozen=True, kw_only=True):
    """Cuts off negative values: the usual choice between layers.

    Up to the threshold, values are scaled by the negative slope and measured from the threshold; above it they go
    through unchanged, at most up to the largest value.
    """

    label: ClassVar[str] = "ReLU"
    formula: ClassVar[str] = (
        "f(z) = max(z, 0);  in general min(z, max_value) if z > threshold, else slope · (z - threshold)"
    )
    from_output: ClassVar[bool] = True

    negative_slope: NegativeSlope = 0.0
    max_value: (
        Annotated[float, Meta(ge=0, title="Largest value", description="Where the output stops growing.")] | None
    ) = None
    threshold: Annotated[float, Meta(ge=0, title="Threshold", description="Up to here, values count as negative.")] = (
        0.0
    )

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = max(z, 0), or the general form."""
        if self._is_leaky:
            yield from _leak(self.negative_slope, z, out, ctx)
            return
        if self.negative_slope:
            below = ctx.empty(z.shape)
            yield partial(np.minimum, z, ctx.constant(self.threshold), out=below)
            yield partial(np.subtract, below, ctx.constant(self.threshold), below)
            yield partial(np.multiply, below, ctx.constant(self.negative_slope), below)
        source = z
        if self.threshold:
            is_above, source = ctx.empty(z.shape, bool), out
            yield partial(np.greater, z, ctx.constant(self.threshold), is_above)
            yield partial(np.multiply, z, is_above, out)
        yield self._cut(source, out, ctx)
        if self.negative_slope:
            yield partial(np.add, out, below, out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where 0 < out < max_value, and slope · dout where out < 0."""
        if self._is_leaky:
            yield from _leak_back(self.negative_slope, out, dout, dz, ctx)
            return
        passes = ctx.empty(out.shape, bool)
        yield partial(np.greater, out, ctx.constant(0), passes)
        if self.max_value is not None:
            yield from _and_below(self.max_value, out, passes, ctx)
        if not self.negative_slope:
            yield partial(np.multiply, dout, passes, dz)
            return
        slope = ctx.empty(out.shape)
        yield partial(np.less, out, ctx.constant(0), slope)
        yield partial(np.multiply, slope, ctx.constant(self.negative_slope), slope)
        yield partial(np.add, slope, passes, slope)
        yield partial(np.multiply, dout, slope, dz)

    @property
    def _is_leaky(self) -> bool:
        return self.negative_slope > 0 and self.max_value is None and not self.threshold

    def _cut(self, z: Array, out: Array, ctx: Context) -> Call:
        if self.max_value is None:
            return partial(np.maximum, z, ctx.zeros(z.shape), out=out)
        return partial(np.clip, z, ctx.constant(0), ctx.constant(self.max_value), out)


class Relu6(ActivationFunction, frozen=True, kw_only=True):
    """Cuts off negative values, and those above 6: made for small number formats."""

    label: ClassVar[str] = "ReLU6"
    formula: ClassVar[str] = "f(z) = min(max(z, 0), 6)"
    from_output: ClassVar[bool] = True

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = min(max(z, 0), 6)."""
        yield partial(np.clip, z, ctx.constant(0), ctx.constant(6), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where 0 < out < 6."""
        passes = ctx.empty(out.shape, bool)
        yield partial(np.greater, out, ctx.constant(0), passes)
        yield from _and_below(6, out, passes, ctx)
        yield partial(np.multiply, dout, passes, dz)


class LeakyRelu(ActivationFunction, frozen=True, kw_only=True):
    """Lets a small part of negative values through, so that no unit stops learning.

    The slope is 0.2, as in Keras; that of the layer LeakyReLU is 0.3.
    """

    label: ClassVar[str] = "Leaky ReLU"
    formula: ClassVar[str] = "f(z) = z if z ≥ 0, else slope · z"
    note_on_pytorch: ClassVar[str] = "leaky_relu has the slope 0.01; here it is 0.2."
    from_output: ClassVar[bool] = True

    negative_slope: NegativeSlope = 0.2

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = z, or slope · z where z < 0."""
        yield from _leak(self.negative_slope, z, out, ctx)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout, or slope · dout where out < 0."""
        yield from _leak_back(self.negative_slope, out, dout, dz, ctx)


class Threshold(ActivationFunction, frozen=True, kw_only=True):
    """Replaces every value up to a threshold by a fixed one."""

    formula: ClassVar[str] = "f(z) = z if z > threshold, else default_value"

    threshold: Annotated[float, Meta(title="Threshold", description="Larger values are left as they are.")]
    default_value: Annotated[float, Meta(title="Default value", description="What replaces all others.")]

    def forward(self, z: Array, out: Array, ctx: Context) -> Calls:
        """out = (z - default_value) · [z > threshold] + default_value."""
        is_above = ctx.empty(z.shape, bool)
        yield partial(np.greater, z, ctx.constant(self.threshold), is_above)
        yield partial(np.subtract, z, ctx.constant(self.default_value), out)
        yield partial(np.multiply, out, is_above, out)
        yield partial(np.add, out, ctx.constant(self.default_value), out)

    def backward(self, z: Array, out: Array, dout: Array, dz: Array, ctx: Context) -> Calls:
        """dz = dout where z > threshold."""
        is_above = ctx.empty(z.shape, bool)
        yield partial(np.greater, z, ctx.constant(self.threshold), is_above)
        yield partial(np.multiply, dout, is_above, dz)


def _leak(slope: float, z: Array, out: Array, ctx: Context) -> Iterator[Call]:
    """out = z where z ≥ 0, else slope · z: the larger of both, or with a slope above 1 the smaller."""
    scaled = ctx.empty(z.shape)
    yield partial(np.multiply, z, ctx.constant(slope), scaled)
    yield partial(np.maximum if slope <= 1 else np.minimum, z, scaled, out=out)


def _leak_back(slope: float, out: Array, dout: Array, dz: Array, ctx: Context) -> Iterator[Call]:
    """dz = dout where out ≥ 0, else slope · dout. Without a slope, an output of 0 is a negative value."""
    factor, is_positive = ctx.empty(out.shape), np.greater_equal if slope else np.greater
    yield partial(is_positive, out, ctx.constant(0), factor)
    yield partial(np.multiply, factor, ctx.constant(1 - slope), factor)
    yield partial(np.add, factor, ctx.constant(slope), factor)
    yield partial(np.multiply, dout, factor, dz)


def _and_below(limit: float, out: Array, passes: Array, ctx: Context) -> Iterator[Call]:
    """Take out of a mask what has reached a limit."""
    is_below = ctx.empty(out.shape, bool)
    yield partial(np.less, out, ctx.constant(limit), is_below)
    yield partial(np.logical_and, passes, is_below, passes)
