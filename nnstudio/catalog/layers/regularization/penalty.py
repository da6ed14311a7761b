"""A penalty on values as a layer of its own."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

import numpy as np

from nnstudio.catalog.kernels import Array, Calls, Context, Shape, Weights
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.regularizers import L1L2, AbsoluteStrength, Regularizer, SquareStrength


class ActivityRegularization(Layer, frozen=True, kw_only=True):
    """Hands values on as they are, and adds a penalty on them to the loss.

    It keeps values small (l2) or lets only a few of them differ from zero (l1). The penalty is that of all values,
    divided by the batch size.
    """

    category: ClassVar[str] = "Regularization"
    formula: ClassVar[str] = "y = x, loss += (l1 · Σ |x| + l2 · Σ x²) / batch size"
    note_on_pytorch: ClassVar[str] = "There is none; the penalty is added to the loss by hand."
    supports_mask: ClassVar[bool] = True

    l1: AbsoluteStrength = 0.0
    l2: SquareStrength = 0.0

    @property
    def summary(self) -> str:
        """The strengths that are set."""
        strengths = {"l1": self.l1, "l2": self.l2}
        return " · ".join(f"{name} {strength:.4g}" for name, strength in strengths.items() if strength)

    @property
    def activity_penalty(self) -> Regularizer | None:
        """Both penalties."""
        return L1L2(l1=self.l1, l2=self.l2) if self.l1 or self.l2 else None

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape stays."""
        return inputs[0]

    def forward(self, x: Array, out: Array, w: Weights, ctx: Context) -> Calls:
        """out = x."""
        yield partial(np.copyto, out, x)

    def backward(
        self, x: Array, out: Array, dout: Array, dx: Array | None, w: Weights, dw: Weights, ctx: Context
    ) -> Calls:
        """dx = dout, to which the plan has added the gradient of the penalty."""
        if dx is not None:
            yield partial(np.copyto, dx, dout)
