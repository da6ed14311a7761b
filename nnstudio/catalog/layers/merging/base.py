"""What layers share that join several inputs into one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.layers.merging.masks import any_counts, common_mask
from nnstudio.catalog.layers.merging.stretching import aligned, common_shape


class _Merging(Layer, frozen=True, kw_only=True):
    """Takes any number of edges, in the order of its ports."""

    category: ClassVar[str] = "Merging"
    least_inputs: ClassVar[int] = 2
    most_inputs: ClassVar[int | None] = None

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """What counts in any input counts in the result, if all of them have masks."""
        return common_mask(masks)

    def bind_mask(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Join the masks."""
        return any_counts(ctx.masks, out)


class _Elementwise(_Merging, frozen=True, kw_only=True):
    """Joins its inputs value by value, stretched to a common shape."""

    refusal: ClassVar[str]
    """What it does to its inputs, as errors say it."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """The common shape that all inputs can be stretched to."""
        return common_shape(inputs, self.refusal)

    def bind_forward(self, inputs: Sequence[Array], out: Array, w: Weights, ctx: Context) -> Calls:
        """The kernel over inputs that have as many axes as the result."""
        return self.join([aligned(x, out) for x in inputs], out, ctx)

    def join(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """Write the result to `out`."""
        raise NotImplementedError
