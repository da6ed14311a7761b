"""Normalization over groups of channels of a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from nnstudio.catalog.constraints import BetaConstraint, GammaConstraint
from nnstudio.catalog.initializers import Ones, Zeros
from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_index
from nnstudio.catalog.layers.base import ShapeError, WeightSpec, shape_text
from nnstudio.catalog.layers.normalization.by_sample import _BySample
from nnstudio.catalog.layers.normalization.fields import (
    BetaInitializer,
    BetaRegularizer,
    Center,
    Epsilon,
    GammaInitializer,
    GammaRegularizer,
    Scale,
)
from nnstudio.catalog.layers.normalization.group_standardization import GroupStandardization
from nnstudio.sentence import Sentence, counted


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
                    "cannot divide the {channels} of {shape} into {groups} groups of the same size",
                    channels=counted(channels, "{count} channel", "{count} channels"),
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
