"""Normalization by the root of the mean square, without a mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from nnstudio.catalog.initializers import Ones
from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.axes import axis_indices
from nnstudio.catalog.layers.base import ShapeError, WeightSpec, shape_text
from nnstudio.catalog.layers.normalization.by_sample import _BySample
from nnstudio.sentence import Sentence


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
