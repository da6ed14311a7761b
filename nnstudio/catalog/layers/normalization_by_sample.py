"""Layers that normalize every sample by itself, whatever the batch."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.constraints import BetaConstraint, GammaConstraint
from nnstudio.catalog.initializers import Ones, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index, axis_indices
from nnstudio.catalog.layers.base import Layer, ShapeError, WeightSpec, shape_text
from nnstudio.catalog.layers.group_standardization import GroupStandardization
from nnstudio.catalog.layers.normalization import (
    BetaInitializer,
    BetaRegularizer,
    Center,
    Epsilon,
    GammaInitializer,
    GammaRegularizer,
    Scale,
)
from nnstudio.catalog.layers.normalization_statistics import Sample
from nnstudio.catalog.layers.standardization import ScaleAndOffset, Standardization
from nnstudio.catalog.layers.unit_length import UnitLength
from nnstudio.sentence import Sentence, counted

_UNIT_EPSILON = 1e-12
"""Keras' own: shorter vectors count as this long."""


class _BySample(Layer, frozen=True, kw_only=True):
    """Standardizes a sample along `standardized` axes, then rescales it along the axes that weights belong to."""

    category: ClassVar[str] = "Normalization"
    centered: ClassVar[bool] = True
    scale_name: ClassVar[str] = "gamma"
    offset_name: ClassVar[str] = "beta"

    epsilon: Epsilon = 1e-3

    def view(self, array: Array) -> Array:
        """The array with axes that `standardized` can name."""
        return array

    def standardized(self, shape: Shape) -> tuple[int, ...]:
        """The axes of the view along which there is one mean and one deviation."""
        raise NotImplementedError

    def weighted(self, shape: Shape) -> tuple[int, ...]:
        """The axes along which each place has a scale and an offset of its own."""
        raise NotImplementedError

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        self.weighted(inputs[0])
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x̂ · gamma + beta, where x̂ = (x - mean) / √(variance + epsilon)."""
        standardization = self._standardization(x, ctx)
        yield from standardization.forward(self.view(x))
        yield from self._affine(x, w, ctx).forward(standardization.normalized.reshape(x.shape), out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = (g - mean(g) - x̂ · mean(g · x̂)) / deviation, where g = dout · gamma and means are along the axes.

        dgamma = Σ dout · x̂, dbeta = Σ dout.
        """
        standardization, affine = self._standardization(x, ctx), self._affine(x, w, ctx)
        product = ctx.empty(x.shape) if dx is None else dx
        dscale, doffset = (dw.get(name) for name in (self.scale_name, self.offset_name))
        yield partial(np.multiply, dout, standardization.normalized.reshape(x.shape), product)
        yield from affine.backward(product, dout, dscale, doffset, ctx)
        if dx is not None:
            yield from affine.rescale(dout, dx)
            yield from standardization.backward(self.view(dout), self.view(dx))

    def _standardization(self, x: Array, ctx: Context) -> Standardization:
        view = self.view(x)
        return Standardization(view, self.standardized(x.shape[1:]), self.epsilon, ctx, centered=self.centered)

    def _affine(self, x: Array, w: Weights, ctx: Context) -> ScaleAndOffset:
        scale, offset = (w.get(name) for name in (self.scale_name, self.offset_name))
        sample = Sample(x.shape[1:], self.weighted(x.shape[1:]))
        return ScaleAndOffset(sample, ctx.empty(x.shape[1:]), scale, offset)


class LayerNormalization(_BySample, frozen=True, kw_only=True):
    """Normalizes every sample by itself, along the chosen axes.

    It does the same in training and in use, whatever the batch size (Ba et al., 2016).
    """

    supports_mask: ClassVar[bool] = True
    formula: ClassVar[str] = "y = gamma · (x - mean) / √(variance + epsilon) + beta"
    note_on_pytorch: ClassVar[str] = "Epsilon is 1e-5 there and 1e-3 here."

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
    beta_constraint: BetaConstraint | None = None
    gamma_constraint: GammaConstraint | None = None

    def standardized(self, shape: Shape) -> tuple[int, ...]:
        """The chosen axes."""
        return axis_indices(self.axis, shape)

    def weighted(self, shape: Shape) -> tuple[int, ...]:
        """The chosen axes."""
        return axis_indices(self.axis, shape)

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Gamma and beta, one value for each place along the axes."""
        shape = tuple(inputs[0][axis_index(axis, inputs[0]) - 1] for axis in sorted(self.axis))
        specs = {}
        if self.scale:
            specs["gamma"] = WeightSpec(
                shape, self.gamma_initializer, self.gamma_regularizer, constraint=self.gamma_constraint
            )
        if self.center:
            specs["beta"] = WeightSpec(
                shape, self.beta_initializer, self.beta_regularizer, constraint=self.beta_constraint
            )
        return specs


class GroupNormalization(_BySample, frozen=True, kw_only=True):
    """Normalizes groups of channels within every sample: a BatchNormalization that no batch is too small for.

    Mean and variance are taken over all places of a group's channels (Wu and He, 2018). One group for each channel
    (-1) is instance normalization; a single group normalizes the whole sample.
    """

    supports_mask: ClassVar[bool] = True
    formula: ClassVar[str] = "y = gamma · (x - mean of the group) / √(variance of the group + epsilon) + beta"
    note_on_pytorch: ClassVar[str] = "Epsilon is 1e-5 there and 1e-3 here, and channels come first there."

    groups: Annotated[
        int, Meta(ge=-1, title="Groups", description="How many groups the channels are divided into; -1: one for each.")
    ] = 32
    axis: Annotated[int, Meta(title="Axis", description="The axis of the channels; 0 is the batch, -1 the last.")] = -1
    epsilon: Epsilon = 1e-3
    center: Center = True
    scale: Scale = True
    beta_initializer: BetaInitializer = Zeros()
    gamma_initializer: GammaInitializer = Ones()
    beta_regularizer: BetaRegularizer | None = None
    gamma_regularizer: GammaRegularizer | None = None
    beta_constraint: BetaConstraint | None = None
    gamma_constraint: GammaConstraint | None = None

    @property
    def summary(self) -> str:
        """How many groups."""
        return (
            Sentence("each channel") if self.groups == -1 else counted(self.groups, "{count} group", "{count} groups")
        )

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        (axis,) = self.weighted(inputs[0])
        channels = inputs[0][axis - 1]
        if self.groups == 0 or channels % self._count(channels):
            raise ShapeError(
                Sentence(
                    "cannot divide the {channels} channels of {shape} into {groups} groups of the same size",
                    channels=channels,
                    shape=shape_text(inputs[0]),
                    groups=self.groups,
                ),
                "groups",
            )
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x̂ · gamma + beta, in fewer passes where the channels are the last axis."""
        if self._channels_come_last(x):
            return self._grouped(x, w, ctx).forward(x, out)
        return super().forward(x, out, w, ctx)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """The same backwards."""
        if self._channels_come_last(x):
            return self._grouped(x, w, ctx).backward(dout, dx, dw.get("gamma"), dw.get("beta"))
        return super().backward(x, out, dout, dx, w, dw, ctx)

    def view(self, array: Array) -> Array:
        """The channels as groups, each with its channels."""
        axis = axis_index(self.axis, array.shape[1:])
        before, channels, after = array.shape[:axis], array.shape[axis], array.shape[axis + 1 :]
        groups = self._count(channels)
        return array.reshape(*before, groups, channels // groups, *after)

    def standardized(self, shape: Shape) -> tuple[int, ...]:
        """All but the batch and the groups."""
        return tuple(axis for axis in range(1, len(shape) + 2) if axis != axis_index(self.axis, shape))

    def weighted(self, shape: Shape) -> tuple[int, ...]:
        """The axis of the channels."""
        return (axis_index(self.axis, shape),)

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """Gamma and beta, one value for each channel."""
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
        return specs

    def _channels_come_last(self, x: Array) -> bool:
        return self.weighted(x.shape[1:]) == (x.ndim - 1,)

    def _grouped(self, x: Array, w: Weights, ctx: Context) -> GroupStandardization:
        groups = self._count(x.shape[-1])
        return GroupStandardization(x, groups, self.epsilon, w.get("gamma"), w.get("beta"), ctx)

    def _count(self, channels: int) -> int:
        return channels if self.groups == -1 else self.groups


class RMSNormalization(_BySample, frozen=True, kw_only=True):
    """Divides every sample by the root of its mean square, and leaves the mean where it is.

    Simpler than LayerNormalization, and mostly as good (Zhang and Sennrich, 2019). The axes are the last ones.
    """

    formula: ClassVar[str] = "y = scale · x / √(mean of x² + epsilon)"
    note_on_pytorch: ClassVar[str] = (
        "Epsilon is the smallest step of the number type there, 1.2e-7 in float32, and 1e-6 here."
    )
    centered: ClassVar[bool] = False
    scale_name: ClassVar[str] = "scale"

    axis: Annotated[
        tuple[int, ...], Meta(title="Axis", description="The axes to normalize along: -1, or several of the last ones.")
    ] = (-1,)
    epsilon: Annotated[
        float, Meta(gt=0, title="Epsilon", description="Added to the mean square, against division by zero.")
    ] = 1e-6

    def standardized(self, shape: Shape) -> tuple[int, ...]:
        """The chosen axes."""
        return self.weighted(shape)

    def weighted(self, shape: Shape) -> tuple[int, ...]:
        """The chosen axes, which must be the last ones."""
        axes = axis_indices(self.axis, shape)
        if axes != tuple(range(len(shape) + 1 - len(axes), len(shape) + 1)):
            raise ShapeError(
                Sentence("can work along the last axes of {shape} only, such as -1", shape=shape_text(shape)), "axis"
            )
        return axes

    def weights(self, *inputs: Shape) -> Mapping[str, WeightSpec]:
        """The scale, one value for each place along the axes."""
        return {"scale": WeightSpec(inputs[0][-len(self.axis) :], Ones())}


class UnitNormalization(Layer, frozen=True, kw_only=True):
    """Brings every sample to length 1 along the chosen axes, so that only its direction counts."""

    supports_mask: ClassVar[bool] = True
    category: ClassVar[str] = "Normalization"
    formula: ClassVar[str] = "y = x / √(Σ x²)"

    axis: Annotated[
        tuple[int, ...], Meta(title="Axis", description="The axes to sum along; 0 is the batch, -1 the last.")
    ] = (-1,)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        axis_indices(self.axis, inputs[0])
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x / its length."""
        return self._unit(x, ctx).forward(x, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = (dout - out · Σ dout · out) / length."""
        if dx is not None:
            yield from self._unit(x, ctx).backward(out, dout, dx)

    def _unit(self, x: Array, ctx: Context) -> UnitLength:
        return UnitLength("length", x, axis_indices(self.axis, x.shape[1:]), _UNIT_EPSILON, ctx)
