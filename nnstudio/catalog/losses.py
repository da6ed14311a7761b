"""What a training makes small."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Literal

import numpy as np

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls, Context, Shape

TargetForm = Literal["values", "probabilities", "classes"]


class Loss(Declaration, frozen=True, kw_only=True):
    """How far predictions are from the target: one value per sample, averaged over a batch."""

    kind: ClassVar[str] = "loss"
    target_form: ClassVar[TargetForm] = "values"
    """What the target holds: numbers, probabilities (one-hot or 0 and 1), or class labels."""

    def target_shape(self, prediction: Shape) -> Shape:
        """The shape of the target that belongs to predictions of this shape, both without the batch axis."""
        return prediction[:-1] if self.target_form == "classes" else prediction

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """Write the loss of every sample to `out`, of shape `p.shape[:-1]`."""
        raise NotImplementedError

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """Write the gradient for the predictions to `dp`; `dout` is that of every sample's loss.

        Runs after `forward` of the same call and may use what it left in its scratch arrays.
        """
        raise NotImplementedError


class MeanSquaredError(Loss, frozen=True, kw_only=True):
    """The mean of squared differences: for predicting numbers."""

    formula: ClassVar[str] = "L = mean((y - p)²)"
    aliases: ClassVar[tuple[str, ...]] = ("mse", "MSE")
    label: ClassVar[str] = "Mean squared error"

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """out = mean of (p - y)² over the last axis."""
        difference = ctx.empty(p.shape)
        yield partial(np.subtract, p, y, difference)
        yield partial(np.multiply, difference, difference, difference)
        yield partial(np.mean, difference, -1, None, out)

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """dp = dout · 2 (p - y) / k."""
        yield partial(np.subtract, p, y, dp)
        yield partial(np.multiply, dp, ctx.constant(2 / p.shape[-1]), dp)
        yield partial(np.multiply, dp, dout[..., None], dp)
