"""Normalization over the features of a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from nnstudio.catalog.constraints import BetaConstraint, GammaConstraint
from nnstudio.catalog.initializers import Ones, Zeros
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.axes import axis_index, axis_indices
from nnstudio.catalog.layers.base import WeightSpec
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
