"""Telling what counts from what only fills up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer, ShapeError
from nnstudio.sentence import Sentence


class Masking(Layer, frozen=True, kw_only=True):
    """Hides the steps of a sequence that are only there to fill it up to its length.

    A step counts unless all its values are the mask value. Recurrent layers then pass over hidden steps, averages and
    attention leave them out, and so does the loss; layers that arrange values anew, such as Flatten, end the mask.
    """

    category: ClassVar[str] = "Core"
    note_on_pytorch: ClassVar[str] = (
        "PyTorch has no such layer; there, sequences are packed together with their lengths."
    )
    formula: ClassVar[str] = "y = x where any xᵢ ≠ mask_value, else 0 and masked"

    mask_value: Annotated[
        float, Meta(title="Mask value", description="Steps that hold nothing but this value are hidden.")
    ] = 0.0

    @property
    def summary(self) -> str:
        """What is hidden."""
        return Sentence("hides {mask_value:.4g}", mask_value=self.mask_value)

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        if not inputs[0]:
            raise ShapeError("needs an input of at least one axis")
        return inputs[0]

    def output_mask(self, inputs: Sequence[Shape], masks: Sequence[Shape | None]) -> Shape | None:
        """One value for each step; what was masked before is not asked."""
        return inputs[0][:-1]

    def bind_mask(self, inputs: Sequence[Array], out: Array, ctx: Context) -> Calls:
        """What `forward` found."""
        yield partial(np.copyto, out, _counts(inputs[0], ctx)[..., 0])

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x · (whether any value of the step is another one than the mask value)."""
        counts, differs = _counts(x, ctx), ctx.empty(x.shape, bool)
        yield partial(np.not_equal, x, ctx.constant(self.mask_value), differs)
        yield partial(np.logical_or.reduce, differs, -1, None, counts, True)
        yield partial(np.multiply, x, counts, out)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout where the step counts."""
        if dx is not None:
            yield partial(np.multiply, dout, _counts(x, ctx), dx)


def _counts(x: Array, ctx: Context) -> Array:
    return ctx.keep("counts", (*x.shape[:-1], 1), bool)
