"""What every callback declares: pure decisions over a state that can be saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from nnstudio.catalog.declaration import Declaration

CallbackState: TypeAlias = dict[str, Any]
"""What a callback remembers from epoch to epoch: JSON, so that it is saved with a checkpoint."""


@dataclass(frozen=True)
class Decision:
    """What a callback asks of the training."""

    stop: bool = False
    keep_weights: bool = False
    """Whether these weights are the best so far, and may be asked for at the end."""
    restore_weights: bool = False
    """Whether to go back to the weights that were kept last."""
    save_as: str | None = None
    """The name under which to keep this moment of the training in its project; None not to keep it."""
    learning_rate: float | None = None
    """The learning rate to go on with; None leaves it as it is."""
    reason: str = ""
    """The sentence for the user, where there is something to say."""


class Callback(Declaration, frozen=True, kw_only=True):
    """A rule that watches the figures of every epoch.

    It owns nothing: the training hands it the state of the last epoch and keeps the one that it returns.
    """

    kind: ClassVar[str] = "callback"
    sets_rate: ClassVar[bool] = False
    """Whether it sets the learning rate, which then must not follow a schedule of its own."""

    without_figure: ClassVar[str] = "does nothing"
    """What it does where the figure that it watches is not measured."""

    @property
    def watched(self) -> str | None:
        """The figure that it goes by; None for none."""
        return None

    @property
    def keeps_weights(self) -> bool:
        """Whether it keeps the best weights, to come back to them."""
        return False

    @property
    def catches_divergence(self) -> bool:
        """Whether a training whose loss is no longer finite ends in good order because of it, instead of failing."""
        return False

    @property
    def counts_batches(self) -> bool:
        """Whether it has to hear of every batch, through `batch_end`."""
        return False

    def objection(self) -> str | None:
        """Why its settings do not go together, as the end of a sentence; None if they do."""
        return None

    def start(self) -> CallbackState:
        """The state before the first epoch."""
        return {}

    def epoch_begin(self, epoch: int) -> Decision:
        """What to do before an epoch; epochs count from 0."""
        return Decision()

    def batch_end(
        self, state: CallbackState, epoch: int, batch: int, logs: Mapping[str, float]
    ) -> tuple[CallbackState, Decision]:
        """The next state, and what to do after a batch; `logs` holds the figures of the epoch so far."""
        return state, Decision()

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """The next state, and what to do; `logs` holds the epoch's figures, and its `learning_rate`."""
        return state, Decision()

    def train_end(self, state: CallbackState) -> Decision:
        """What to do once the training is over."""
        return Decision()
