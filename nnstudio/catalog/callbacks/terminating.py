"""Ends trainings that have gone wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

from nnstudio.catalog.callbacks.base import Callback, CallbackState, Decision


class TerminateOnNaN(Callback, frozen=True, kw_only=True):
    """Ends the training when its loss is no longer a finite number.

    NN Studio watches the loss of every batch by itself; this says so in a document that came from Keras.
    """

    label: ClassVar[str] = "Terminate on NaN"
    short_name: ClassVar[str] = "terminate_on_nan"
    formula: ClassVar[str] = "stop when loss is NaN or ±∞"

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """Stop on a loss that is not finite."""
        if math.isfinite(logs.get("loss", 0.0)):
            return state, Decision()
        return state, Decision(stop=True, reason=f"The loss was not finite in epoch {epoch + 1}.")
