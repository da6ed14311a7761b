"""Layers that bring values to mean 0 and variance 1, then to a learned scale and offset."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.initializers import Initializer, Ones, Zeros
from nnstudio.catalog.kernels import Array, Call, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index, axis_indices
from nnstudio.catalog.layers.base import Layer, WeightSpec
from nnstudio.catalog.regularizers import Regularizer

Epsilon = Annotated[float, Meta(gt=0, title="Epsilon", description="Added to the variance, against division by zero.")]
Center = Annotated[bool, Meta(title="Center", description="Add a learned offset, beta.")]
Scale = Annotated[bool, Meta(title="Scale", description="Multiply by a learned scale, gamma.")]
BetaInitializer = Annotated[Initializer, Meta(title="Beta initializer", description="How the offset beta begins.")]
GammaInitializer = Annotated[Initializer, Meta(title="Gamma initializer", description="How the scale gamma begins.")]
BetaRegularizer = Annotated[Regularizer, Meta(title="Beta regularizer", description="Penalty on the offset beta.")]
GammaRegularizer = Annotated[Regularizer, Meta(title="Gamma regularizer", description="Penalty on the scale gamma.")]


class BatchNormalization(Layer, frozen=True, kw_only=True):
    """Normalizes every channel over the batch, which lets deep networks learn faster.

    In training the mean and variance are those of the batch; moving averages of them are kept, and used for
    evaluation and prediction, and always where the layer is not trainable (Ioffe and Szegedy, 2015).

    Momentum is the part of the old average that stays, .99; PyTorch's is the part that the batch brings, .1. Epsilon
    is .001 (PyTorch 1e-5), and the moving variance is the biased one, divided by n (PyTorch: n - 1).
    """

    category: ClassVar[str] = "Normalization"
    formula: ClassVar[str] = "y = gamma · (x - mean) / √(variance + epsilon) + beta"

    axis: Annotated[int, Meta(title="Axis", description="The axis of the channels; 0 is the batch, -1 the last.")] = -1
    momentum: Annotated[
        float, Meta(ge=0, le=1, title="Momentum", description="The part of a moving average that stays at each step.")
    ] = 0.99
    epsilon: Epsilon = 1e-3
    center: Center = True
    scale: Scale = True
    beta_initializer: BetaInitializer = Zeros()
    gamma_initializer: GammaInitializer = Ones()
    moving_mean_initializer: Annotated[
        Initializer, Meta(title="Moving mean initializer", description="How the moving mean begins.")
    ] = Zeros()
    moving_variance_initializer: Annotated[
        Initializer, Meta(title="Moving variance initializer", description="How the moving variance begins.")
    ] = Ones()
    beta_regularizer: BetaRegularizer | None = None
    gamma_regularizer: GammaRegularizer | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        axis_index(self.axis, inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Gamma, beta and the two moving statistics, one value for each channel."""
        shape = (inputs[0][axis_index(self.axis, inputs[0]) - 1],)
        specs = {}
        if self.scale:
            specs["gamma"] = WeightSpec(shape, self.gamma_initializer, self.gamma_regularizer)
        if self.center:
            specs["beta"] = WeightSpec(shape, self.beta_initializer, self.beta_regularizer)
        specs["moving_mean"] = WeightSpec(shape, self.moving_mean_initializer, trainable=False)
        specs["moving_variance"] = WeightSpec(shape, self.moving_variance_initializer, trainable=False)
        return specs

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = (x - mean) · gamma / deviation + beta; in training the moving averages follow the batch."""
        sample, shape = self._sample(x), w.moving_mean.shape
        centered, deviation = ctx.keep("centered", x.shape), ctx.keep("deviation", shape)
        mean, variance, plane = w.moving_mean, w.moving_variance, ctx.empty(x.shape[1:])
        if _uses_batch(ctx):
            mean, variance = ctx.empty(shape), ctx.empty(shape)
            yield from sample.mean(x, mean, ctx)
        yield sample.spread(mean, plane)
        yield partial(np.subtract, x, plane, centered)
        if _uses_batch(ctx):
            yield partial(np.multiply, centered, centered, out)
            yield from sample.mean(out, variance, ctx)
            yield from self._follow(mean, w.moving_mean, ctx)
            yield from self._follow(variance, w.moving_variance, ctx)
        yield partial(np.add, variance, ctx.constant(self.epsilon), deviation)
        yield partial(np.sqrt, deviation, deviation)
        yield from self._factor(w, deviation, plane, sample, ctx)
        yield partial(np.multiply, centered, plane, out)
        if self.center:
            yield sample.spread(w.beta, plane)
            yield partial(np.add, out, plane, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = gamma / deviation · (dout - mean(dout) - x̂ · mean(dout · x̂)), where x̂ is x normalized.

        Without batch statistics the two means are left out. dgamma = Σ dout · x̂, dbeta = Σ dout.
        """
        sample, shape = self._sample(x), w.moving_mean.shape
        centered, deviation = ctx.keep("centered", x.shape), ctx.keep("deviation", shape)
        dbeta = dw.beta if self.center else ctx.empty(shape)
        dgamma = dw.gamma if self.scale else ctx.empty(shape)
        product, plane = ctx.empty(x.shape) if dx is None else dx, ctx.empty(x.shape[1:])
        yield from sample.total(dout, dbeta, ctx)
        yield partial(np.multiply, dout, centered, product)
        yield from sample.total(product, dgamma, ctx)
        yield partial(np.divide, dgamma, deviation, dgamma)
        if dx is None:
            return
        if _uses_batch(ctx):
            shares, along = ctx.constant(sample.count / x.size), ctx.empty(shape)
            yield partial(np.multiply, dgamma, shares, along)
            yield partial(np.divide, along, deviation, along)
            yield sample.spread(along, plane)
            yield partial(np.multiply, centered, plane, dx)
            yield partial(np.subtract, dout, dx, dout)
            yield partial(np.multiply, dbeta, shares, along)
            yield sample.spread(along, plane)
            yield partial(np.subtract, dout, plane, dout)
        yield from self._factor(w, deviation, plane, sample, ctx)
        yield partial(np.multiply, dout, plane, dx)

    def _sample(self, x: Array) -> _Sample:
        return _Sample(x.shape[1:], (axis_index(self.axis, x.shape[1:]),))

    def _follow(self, batch: Array, moving: Array, ctx: Context) -> Calls:
        """moving = momentum · moving + (1 - momentum) · batch."""
        step = ctx.empty(moving.shape)
        yield partial(np.multiply, batch, ctx.constant(1 - self.momentum), step)
        yield partial(np.multiply, moving, ctx.constant(self.momentum), moving)
        yield partial(np.add, moving, step, moving)

    def _factor(self, w: Weights, deviation: Array, plane: Array, sample: _Sample, ctx: Context) -> Calls:
        """Spread gamma / deviation over a sample."""
        factor = ctx.empty(deviation.shape)
        yield partial(np.divide, w.gamma if self.scale else ctx.constant(1), deviation, factor)
        yield sample.spread(factor, plane)


class LayerNormalization(Layer, frozen=True, kw_only=True):
    """Normalizes every sample by itself, along the chosen axes.

    It does the same in training and in use, whatever the batch size (Ba et al., 2016). Epsilon is .001, as in Keras;
    PyTorch's is 1e-5.
    """

    category: ClassVar[str] = "Normalization"
    formula: ClassVar[str] = "y = gamma · (x - mean) / √(variance + epsilon) + beta"

    axis: Annotated[
        tuple[int, ...], Meta(title="Axis", description="The axes to normalize along; 0 is the batch, -1 the last.")
    ] = (-1,)
    epsilon: Epsilon = 1e-3
    center: Center = True
    scale: Scale = True
    beta_initializer: BetaInitializer = Zeros()
    gamma_initializer: GammaInitializer = Ones()
    beta_regularizer: BetaRegularizer | None = None
    gamma_regularizer: GammaRegularizer | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        axis_indices(self.axis, inputs[0])
        return inputs[0]

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Gamma and beta, one value for each place along the axes."""
        shape = tuple(inputs[0][axis_index(axis, inputs[0]) - 1] for axis in sorted(self.axis))
        specs = {}
        if self.scale:
            specs["gamma"] = WeightSpec(shape, self.gamma_initializer, self.gamma_regularizer)
        if self.center:
            specs["beta"] = WeightSpec(shape, self.beta_initializer, self.beta_regularizer)
        return specs

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x̂ · gamma + beta, where x̂ = (x - mean) / √(variance + epsilon)."""
        axes = axis_indices(self.axis, x.shape[1:])
        sample, plane = _Sample(x.shape[1:], axes), ctx.empty(x.shape[1:])
        normalized, inverse = ctx.keep("normalized", x.shape), ctx.keep("inverse", _kept_dimensions(x.shape, axes))
        yield from _mean_along(axes, x, inverse, ctx)
        yield partial(np.subtract, x, inverse, normalized)
        yield partial(np.multiply, normalized, normalized, out)
        yield from _mean_along(axes, out, inverse, ctx)
        yield partial(np.add, inverse, ctx.constant(self.epsilon), inverse)
        yield partial(np.sqrt, inverse, inverse)
        yield partial(np.divide, ctx.constant(1), inverse, inverse)
        yield partial(np.multiply, normalized, inverse, normalized)
        yield partial(np.copyto, out, normalized)
        if self.scale:
            yield sample.spread(w.gamma, plane)
            yield partial(np.multiply, out, plane, out)
        if self.center:
            yield sample.spread(w.beta, plane)
            yield partial(np.add, out, plane, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = (g - mean(g) - x̂ · mean(g · x̂)) / deviation, where g = dout · gamma and means are along the axes.

        dgamma = Σ dout · x̂, dbeta = Σ dout.
        """
        axes = axis_indices(self.axis, x.shape[1:])
        sample, plane = _Sample(x.shape[1:], axes), ctx.empty(x.shape[1:])
        normalized, inverse = ctx.keep("normalized", x.shape), ctx.keep("inverse", _kept_dimensions(x.shape, axes))
        product, mean = ctx.empty(x.shape) if dx is None else dx, ctx.empty(inverse.shape)
        if self.center:
            yield from sample.total(dout, dw.beta, ctx)
        if self.scale:
            yield partial(np.multiply, dout, normalized, product)
            yield from sample.total(product, dw.gamma, ctx)
        if dx is None:
            return
        if self.scale:
            yield sample.spread(w.gamma, plane)
            yield partial(np.multiply, dout, plane, dout)
        yield partial(np.multiply, dout, normalized, dx)
        yield from _mean_along(axes, dx, mean, ctx)
        yield partial(np.multiply, normalized, mean, dx)
        yield from _mean_along(axes, dout, mean, ctx)
        yield partial(np.add, dx, mean, dx)
        yield partial(np.subtract, dout, dx, dx)
        yield partial(np.multiply, dx, inverse, dx)


class _Sample:
    """One sample, and what there is one value of for each place along some of its axes, such as a gamma or a mean."""

    def __init__(self, shape: Shape, axes: tuple[int, ...]) -> None:
        self._shape = shape
        self._own = tuple(shape[axis - 1] for axis in axes)
        self._spread = tuple(length if axis in axes else 1 for axis, length in enumerate(shape, start=1))
        self._others = tuple(axis - 1 for axis in range(1, len(shape) + 1) if axis not in axes)

    @property
    def count(self) -> int:
        """How many values there are of it."""
        return math.prod(self._own)

    def spread(self, values: Array, plane: Array) -> Call:
        """The call that repeats the values over a whole sample, which arithmetic then takes at full speed."""
        return partial(np.copyto, plane, values.reshape(self._spread))

    def total(self, samples: Array, out: Array, ctx: Context) -> Calls:
        """out = the sum over the batch and over the other axes."""
        plane = ctx.empty(self._shape)
        yield partial(np.dot, ctx.ones(len(samples)), samples.reshape(len(samples), -1), plane.reshape(-1))
        yield partial(np.add.reduce, plane, self._others, None, out.reshape(self._own))

    def mean(self, samples: Array, out: Array, ctx: Context) -> Calls:
        """out = the mean over the batch and over the other axes."""
        yield from self.total(samples, out, ctx)
        yield partial(np.multiply, out, ctx.constant(self.count / samples.size), out)


def _uses_batch(ctx: Context) -> bool:
    """Whether the statistics are those of the batch."""
    return ctx.training and not ctx.frozen


def _kept_dimensions(shape: Shape, axes: tuple[int, ...]) -> Shape:
    """The shape with length 1 along the axes."""
    return tuple(1 if axis in axes else length for axis, length in enumerate(shape))


def _mean_along(axes: tuple[int, ...], values: Array, out: Array, ctx: Context) -> Calls:
    """out = the mean along the axes, which stay with length 1."""
    yield partial(np.add.reduce, values, axes, None, out, True)
    yield partial(np.multiply, out, ctx.constant(out.size / values.size), out)
