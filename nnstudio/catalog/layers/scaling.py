"""Layers that shift and scale values by numbers that are known before the training."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers import Ones, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_indices
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, shape_text, spoken
from nnstudio.catalog.layers.normalization.statistics import Sample
from nnstudio.sentence import Sentence, dotted

_LEAST_DEVIATION = 1e-7


class Rescaling(Layer, frozen=True, kw_only=True):
    """Multiplies all values by a number and adds another, such as to bring pixels of 0 to 255 into the range 0 to 1.

    The numbers are not learned. Several of them are one for each channel.
    """

    category: ClassVar[str] = "Normalization"
    supports_mask: ClassVar[bool] = True
    formula: ClassVar[str] = "y = x · scale + offset"

    scale: Annotated[
        tuple[float, ...], Meta(title="Scale", description="What values are multiplied by: 0.00392157 is 1/255.")
    ]
    offset: Annotated[tuple[float, ...], Meta(title="Offset", description="What is added after that.")] = (0.0,)

    @property
    def summary(self) -> str:
        """Scale and offset, if there is one for all channels."""
        if len(self.scale) > 1 or len(self.offset) > 1:
            return Sentence("by channel")
        (scale,), (offset,) = self.scale, self.offset
        return f"· {scale:.4g}" + (f" {'+' if offset > 0 else '-'} {abs(offset):.4g}" if offset else "")

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        (shape,) = inputs
        for field, numbers in (("scale", self.scale), ("offset", self.offset)):
            if len(numbers) not in {1, *shape[-1:]}:
                raise ShapeError(
                    Sentence(
                        "has {count} numbers as its {field} for an input of {shape}; give one, or one for each channel",
                        count=len(numbers),
                        field=spoken(field),
                        shape=shape_text(shape),
                    ),
                    field,
                )
        return shape

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x · scale + offset."""
        yield partial(np.multiply, x, _spread(self.scale, x, ctx), out)
        if any(self.offset):
            yield partial(np.add, out, _spread(self.offset, x, ctx), out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout · scale."""
        if dx is not None:
            yield partial(np.multiply, dout, _spread(self.scale, x, ctx), dx)


def _spread(numbers: tuple[float, ...], x: Array, ctx: Context) -> Array:
    """One number as it is, several over a whole sample, which arithmetic then takes at full speed."""
    if len(numbers) == 1:
        return ctx.constant(numbers[0])
    plane = ctx.empty(x.shape[1:])
    plane[...] = numbers
    return plane


class Normalization(Layer, frozen=True, kw_only=True):
    """Shifts and scales values by a mean and a variance that are given, or that are weights of the layer.

    It stands at the beginning of a network, so that this takes raw data. Without a given mean and variance they are
    those of the training rows, found before the first step as by adapt() in Keras, and kept as weights that no training
    changes. One that works backwards cannot see what it has to give: it takes them from a weight file, or as settings.
    The variance is the biased one, divided by n.
    """

    category: ClassVar[str] = "Normalization"
    supports_mask: ClassVar[bool] = True
    formula: ClassVar[str] = "y = (x - mean) / √variance"

    axis: (
        Annotated[
            tuple[int, ...],
            Meta(
                title="Axis",
                description="The axes with a mean and variance for each place; none has one pair for all values.",
            ),
        ]
        | None
    ) = (-1,)
    mean: (
        Annotated[tuple[float, ...], Meta(title="Mean", description="A mean for all, or one for each place.")] | None
    ) = None
    variance: (
        Annotated[
            tuple[Annotated[float, Meta(ge=0)], ...],
            Meta(title="Variance", description="A variance for all, or one for each place."),
        ]
        | None
    ) = None
    invert: Annotated[
        bool, Meta(title="Invert", description="Bring normalized values back: y = x · √variance + mean.")
    ] = False

    @property
    def summary(self) -> str:
        """Whether it works backwards, and along which axes."""
        axes = Sentence("axis {axes}", axes=", ".join(map(str, self.axis))) if self.axis else Sentence("all values")
        return dotted((Sentence("inverted"), axes)) if self.invert else axes

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        (shape,) = inputs
        kept = self._kept(shape)
        if (self.mean is None) != (self.variance is None):
            missing = "mean" if self.mean is None else "variance"
            raise ShapeError(
                Sentence(
                    "needs a mean and a variance, or neither of them; its {missing} is missing", missing=spoken(missing)
                ),
                missing,
            )
        for field, numbers in (("mean", self.mean), ("variance", self.variance)):
            if numbers is not None and len(numbers) not in {1, *kept[-1:]}:
                known = Sentence("one, or {count}", count=kept[-1]) if kept else Sentence("one")
                raise ShapeError(
                    Sentence(
                        "has {count} numbers as its {field}; it needs {known}",
                        count=len(numbers),
                        field=spoken(field),
                        known=known,
                    ),
                    field,
                )
        return shape

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Mean and variance unless they are given, and the count that Keras keeps beside them and never reads."""
        if self.mean is not None:
            return {}
        kept = self._kept(inputs[0])
        return {
            "mean": WeightSpec(kept, Zeros(), trainable=False),
            "variance": WeightSpec(kept, Ones(), trainable=False),
            "count": WeightSpec((), Zeros(), trainable=False),
        }

    @property
    def adapts(self) -> bool:
        """Unless mean and variance are given, or it works backwards."""
        return self.mean is None and not self.invert

    def adapted(self, x: Array) -> Mapping[str, Array]:
        """Mean and variance over all axes but those that are kept."""
        kept = self._axes(x.shape[1:])
        others = tuple(axis for axis in range(x.ndim) if axis not in kept)
        return {"mean": x.mean(others, np.float64), "variance": x.var(others, np.float64)}

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = (x - mean) / deviation, or x · deviation + mean."""
        shape = x.shape[1:]
        sample, deviation = Sample(shape, self._axes(shape)), ctx.empty(self._kept(shape))
        means, deviations = ctx.empty(shape), ctx.keep("deviations", shape)
        mean, variance = self._statistics(shape, w, ctx)
        yield partial(np.sqrt, variance, deviation)
        yield partial(np.maximum, deviation, ctx.constant(_LEAST_DEVIATION), out=deviation)
        yield sample.spread(deviation, deviations)
        yield sample.spread(mean, means)
        if self.invert:
            yield partial(np.multiply, x, deviations, out)
            yield partial(np.add, out, means, out)
        else:
            yield partial(np.subtract, x, means, out)
            yield partial(np.divide, out, deviations, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout / deviation, or dout · deviation."""
        if dx is not None:
            yield partial(np.multiply if self.invert else np.divide, dout, ctx.keep("deviations", x.shape[1:]), dx)

    def _axes(self, shape: Shape) -> tuple[int, ...]:
        return axis_indices(self.axis, shape) if self.axis else ()

    def _kept(self, shape: Shape) -> Shape:
        """The shape of mean and variance."""
        return tuple(shape[axis - 1] for axis in self._axes(shape))

    def _statistics(self, shape: Shape, w: Weights, ctx: Context) -> tuple[Array, Array]:
        """Mean and variance, given or learned from elsewhere."""
        if self.mean is None or self.variance is None:
            return w.mean, w.variance
        mean, variance = ctx.empty(self._kept(shape)), ctx.empty(self._kept(shape))
        mean[...], variance[...] = (
            numbers if len(numbers) > 1 else numbers[0] for numbers in (self.mean, self.variance)
        )
        return mean, variance
