"""What every loss declares."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.kernels import Array, Calls, Context, Shape

TargetForm: TypeAlias = Literal["values", "probabilities", "classes"]


class Loss(Declaration, frozen=True, kw_only=True):
    """How far predictions are from the target: one value per sample, averaged over a batch."""

    kind: ClassVar[str] = "loss"
    target_form: ClassVar[TargetForm] = "values"
    """What the target holds: numbers, probabilities (one-hot or 0 and 1), or class labels."""
    over_batch: ClassVar[bool] = False
    """Whether a sample's loss depends on the other samples of its batch, so that no batch can be taken apart."""

    @property
    def key(self) -> str:
        """Keras' default name."""
        return self.short_name

    def target_shape(self, prediction: Shape) -> Shape:
        """The shape of the target that belongs to predictions of this shape, both without the batch axis."""
        return prediction[:-1] if self.target_form == "classes" else prediction

    def objection(self, prediction: Shape) -> str | None:
        """Why it cannot judge predictions of this shape, as the end of a sentence; None if it can."""
        return None

    def forward(self, y: Array, p: Array, out: Array, ctx: Context) -> Calls:
        """Write the loss of every sample to `out`, of shape `p.shape[:-1]`."""
        raise NotImplementedError

    def backward(self, y: Array, p: Array, dout: Array, dp: Array, ctx: Context) -> Calls:
        """Write the gradient for the predictions to `dp`; `dout` is that of every sample's loss.

        Runs after `forward` with the same context, and finds what that one left in arrays of `ctx.keep`.
        """
        raise NotImplementedError
