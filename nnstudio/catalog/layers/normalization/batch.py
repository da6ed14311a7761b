"""Normalization over a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.constraints import BetaConstraint, GammaConstraint
from nnstudio.catalog.initializers import Initializer, Ones, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import Layer, WeightSpec, require_leading_mask
from nnstudio.catalog.layers.normalization.fields import (
    BetaInitializer,
    BetaRegularizer,
    Center,
    Epsilon,
    GammaInitializer,
    GammaRegularizer,
    Scale,
)
from nnstudio.catalog.layers.normalization.statistics import BatchAverage, Sample


class BatchNormalization(Layer, frozen=True, kw_only=True):
    """Normalizes every channel over the batch, which lets deep networks learn faster.

    In training the mean and variance are those of the batch; moving averages of them are kept, and used for
    evaluation and prediction, and always where the layer is not trainable (Ioffe and Szegedy, 2015). Momentum is
    the part of the old average that stays. Values that a mask hides are normalized, too, but have no part in the
    statistics.
    """

    category: ClassVar[str] = "Normalization"
    supports_mask: ClassVar[bool] = True
    formula: ClassVar[str] = "y = gamma · (x - mean) / √(variance + epsilon) + beta"
    note_on_pytorch: ClassVar[str] = (
        "Momentum is the part that a new batch brings, 0.1 by default; here it is the part of the old average"
        " that stays, 0.99, which would be 0.01 there. Epsilon is 1e-5 there and 1e-3 here, and the moving "
        "variance is divided by n - 1 there and by n here."
    )

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
    beta_constraint: BetaConstraint | None = None
    gamma_constraint: GammaConstraint | None = None

    @property
    def by_sample(self) -> bool:
        """It normalizes over the batch."""
        return False

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        axis_index(self.axis, inputs[0])
        return inputs[0]

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """The mask stays; it has one value for each place of the last axis but one."""
        require_leading_mask(masks[0], inputs[0], len(inputs[0]) - 1)
        return masks[0]

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Gamma, beta and the two moving statistics, one value for each channel."""
        shape = (inputs[0][axis_index(self.axis, inputs[0]) - 1],)
        specs = {}
        if self.scale:
            specs["gamma"] = WeightSpec(
                shape, self.gamma_initializer, self.gamma_regularizer, constraint=self.gamma_constraint
            )
        if self.center:
            specs["beta"] = WeightSpec(
                shape, self.beta_initializer, self.beta_regularizer, constraint=self.beta_constraint
            )
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
            average = self._average(x, ctx)
            yield from average.count()
            yield from average.mean(x, mean)
        yield sample.spread(mean, plane)
        yield partial(np.subtract, x, plane, centered)
        if _uses_batch(ctx):
            yield partial(np.multiply, centered, centered, out)
            yield from average.mean(out, variance)
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
            average, along = self._average(x, ctx), ctx.empty(shape)
            yield partial(np.multiply, dgamma, average.share, along)
            yield partial(np.divide, along, deviation, along)
            yield sample.spread(along, plane)
            yield partial(np.multiply, centered, plane, dx)
            yield partial(np.multiply, dbeta, average.share, along)
            yield sample.spread(along, plane)
            yield partial(np.add, dx, plane, dx)
            yield from average.leave_out(dx)
            yield partial(np.subtract, dout, dx, dout)
        yield from self._factor(w, deviation, plane, sample, ctx)
        yield partial(np.multiply, dout, plane, dx)

    def _average(self, x: Array, ctx: Context) -> BatchAverage:
        return BatchAverage(self._sample(x), x, ctx)

    def _sample(self, x: Array) -> Sample:
        return Sample(x.shape[1:], (axis_index(self.axis, x.shape[1:]),))

    def _follow(self, batch: Array, moving: Array, ctx: Context) -> Calls:
        """moving = momentum · moving + (1 - momentum) · batch."""
        step = ctx.empty(moving.shape)
        yield partial(np.multiply, batch, ctx.constant(1 - self.momentum), step)
        yield partial(np.multiply, moving, ctx.constant(self.momentum), moving)
        yield partial(np.add, moving, step, moving)

    def _factor(self, w: Weights, deviation: Array, plane: Array, sample: Sample, ctx: Context) -> Calls:
        """Spread gamma / deviation over a sample."""
        factor = ctx.empty(deviation.shape)
        yield partial(np.divide, w.gamma if self.scale else ctx.constant(1), deviation, factor)
        yield sample.spread(factor, plane)


def _uses_batch(ctx: Context) -> bool:
    """Whether the statistics are those of the batch."""
    return ctx.training and not ctx.frozen
