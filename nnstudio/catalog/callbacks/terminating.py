"""Ends trainings that have gone wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from nnstudio.catalog.callbacks.base import Callback, CallbackState, Decision
from nnstudio.sentence import Sentence


class TerminateOnNaN(Callback, frozen=True, kw_only=True):
    """Ends the training in good order when its loss is no longer a finite number.

    The weights are then the last good ones, or those that another callback kept as the best. Without it, or where it
    is to raise an error, such a training has failed.
    """

    label: ClassVar[str] = "Terminate on NaN"
    short_name: ClassVar[str] = "terminate_on_nan"
    formula: ClassVar[str] = "stop when loss is NaN or ±∞"

    raise_error: Annotated[
        bool, Meta(title="Raise an error", description="Let the training fail, as it does without this callback.")
    ] = False

    @property
    def catches_divergence(self) -> bool:
        """Unless it is to be an error."""
        return not self.raise_error

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """Stop on a loss that is not finite."""
        if math.isfinite(logs.get("loss", 0.0)):
            return state, Decision()
        return state, Decision(stop=True, reason=Sentence("The loss was not finite in epoch {epoch}.", epoch=epoch + 1))
