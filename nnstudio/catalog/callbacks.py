"""What watches a training epoch by epoch, and may end it: pure decisions over a state that can be saved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from msgspec import Meta

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.registry import find_type

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
    reason: str = ""
    """The sentence for the user, where there is something to say."""


class Callback(Declaration, frozen=True, kw_only=True):
    """A rule that watches the figures of every epoch.

    It owns nothing: the training hands it the state of the last epoch and keeps the one that it returns.
    """

    kind: ClassVar[str] = "callback"

    def start(self) -> CallbackState:
        """The state before the first epoch."""
        return {}

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """The next state, and what to do; epochs count from 0, `logs` holds this one's figures."""
        return state, Decision()

    def train_end(self, state: CallbackState) -> Decision:
        """What to do once the training is over."""
        return Decision()


class EarlyStopping(Callback, frozen=True, kw_only=True):
    """Ends the training when a figure has stopped improving.

    An epoch counts as better when the figure beats the best one so far by more than the smallest change; one that is
    not a number never does. With `restore_best_weights` the training ends with the weights of its best epoch,
    also when it ran to its last epoch.
    """

    label: ClassVar[str] = "Early stopping"
    formula: ClassVar[str] = "stop when patience epochs in a row were not better than the best - min_delta"

    monitor: Annotated[
        str, Meta(title="Monitor", description="The figure to watch, such as val_loss or val_accuracy.")
    ] = "val_loss"
    min_delta: Annotated[
        float, Meta(ge=0, title="Smallest change", description="An improvement by less than this does not count.")
    ] = 0.0
    patience: Annotated[
        int, Meta(ge=0, title="Patience", description="How many epochs without improvement to wait for a better one.")
    ] = 0
    mode: Annotated[
        Literal["auto", "min", "max"],
        Meta(title="Mode", description="Whether less (min) or more (max) is better; auto knows it for every metric."),
    ] = "auto"
    baseline: (
        Annotated[float, Meta(title="Baseline", description="Patience runs out unless the figure beats this as well.")]
        | None
    ) = None
    restore_best_weights: Annotated[
        bool, Meta(title="Restore best weights", description="End with the weights of the best epoch.")
    ] = False
    start_from_epoch: Annotated[
        int, Meta(ge=0, title="Start from epoch", description="How many epochs to let pass before watching.")
    ] = 0

    @property
    def summary(self) -> str:
        """Figure and patience."""
        return f"{self.monitor} · patience {self.patience}"

    def start(self) -> CallbackState:
        """Nothing seen yet."""
        return {"best": None, "best_epoch": None, "wait": 0}

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """Compare with the best epoch; stop when patience has run out."""
        if self.monitor not in logs:
            return state, Decision(reason=self._missing(logs))
        sign = self._sign()
        if sign is None:
            return state, Decision(reason=self._undirected())
        if epoch < self.start_from_epoch:
            return state, Decision()
        current, wait = logs[self.monitor], state["wait"] + 1
        if state["best"] is None or self._is_better(current, float(state["best"]), sign):
            is_enough = self.baseline is None or self._is_better(current, self.baseline, sign)
            better = {"best": _json_number(current), "best_epoch": epoch, "wait": 0 if is_enough else wait}
            return better, Decision(keep_weights=self.restore_best_weights)
        waited = {**state, "wait": wait}
        if wait >= self.patience and epoch > 0:
            return waited, Decision(stop=True, reason=self._stopped(waited, epoch))
        return waited, Decision()

    def train_end(self, state: CallbackState) -> Decision:
        """Go back to the best weights, where that was asked for and any were kept."""
        if not self.restore_best_weights or state["best_epoch"] is None:
            return Decision()
        reason = f"{self.label} restored the weights of epoch {state['best_epoch'] + 1}, the best one."
        return Decision(restore_weights=True, reason=reason)

    def _sign(self) -> int | None:
        """1 where more is better, -1 where less is better, None where nobody knows."""
        if self.mode != "auto":
            return 1 if self.mode == "max" else -1
        figure = self.monitor.removeprefix("val_")
        if figure == "loss":
            return -1
        metric = find_type(Metric, figure)
        return None if metric is None else 1 if metric.better == "higher" else -1

    def _is_better(self, current: float, reference: float, sign: int) -> bool:
        return sign * current - self.min_delta > sign * reference

    def _stopped(self, state: CallbackState, epoch: int) -> str:
        best, best_epoch = float(state["best"]), state["best_epoch"] + 1
        return (
            f"{self.label} ended the training after epoch {epoch + 1}: "
            f"{self.monitor} was best in epoch {best_epoch}, at {best:.4g}."
        )

    def _missing(self, logs: Mapping[str, float]) -> str:
        advice = " Set aside some data for validation." if self.monitor.startswith("val_") else ""
        known = ", ".join(logs)
        return f"{self.label} watches {self.monitor}, which this training does not measure; it has {known}.{advice}"

    def _undirected(self) -> str:
        return f"{self.label} cannot tell whether more or less {self.monitor} is better. Set its mode to min or max."


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


def _json_number(value: float) -> float | str:
    """The number itself, or its name where JSON has none for it."""
    return value if math.isfinite(value) else str(value)
