"""Vectors made as long as one."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.axes import axis_indices
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.normalization.unit_length import UnitLength

_UNIT_EPSILON = 1e-12
"""Keras' own: shorter vectors count as this long."""


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
