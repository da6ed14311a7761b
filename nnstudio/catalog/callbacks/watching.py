"""Callbacks that watch one figure and wait for it to improve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from nnstudio.catalog.callbacks.base import CallbackState, Decision
from nnstudio.catalog.callbacks.monitoring import Mode, Monitor, _Monitoring, json_number
from nnstudio.sentence import Sentence, dotted

SmallestChange: TypeAlias = Annotated[
    float, Meta(ge=0, title="Smallest change", description="An improvement by less than this does not count.")
]
Patience: TypeAlias = Annotated[
    int, Meta(ge=0, title="Patience", description="How many epochs without improvement to wait for a better one.")
]


class _Watching(_Monitoring, frozen=True, kw_only=True):
    """A rule for one figure. Types declare `watch`."""

    monitor: Monitor = "val_loss"
    min_delta: SmallestChange = 0.0
    patience: Patience = 0
    mode: Mode = "auto"

    @property
    def summary(self) -> str:
        """Figure and patience."""
        return dotted((self.monitor, Sentence("patience {patience}", patience=self.patience)))

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """Compare the figure with the best one, if it is there and can be compared."""
        if self.monitor not in logs:
            return state, Decision(reason=self.missing(logs))
        sign = self.sign()
        if sign is None:
            return state, Decision(reason=self.undirected())
        return self.watch(state, epoch, logs, sign)

    def watch(
        self, state: CallbackState, epoch: int, logs: Mapping[str, float], sign: int
    ) -> tuple[CallbackState, Decision]:
        """The next state, and what to do; `sign` is 1 where more is better, and -1 where less is."""
        raise NotImplementedError

    def _is_better(self, current: float, reference: float, sign: int) -> bool:
        return sign * current - self.min_delta > sign * reference

    def _best(self, state: CallbackState) -> str:
        best, epoch = float(state["best"]), state["best_epoch"] + 1
        return Sentence(
            "{monitor} was best in epoch {epoch}, at {best:.4g}", monitor=self.monitor, epoch=epoch, best=best
        )


class EarlyStopping(_Watching, frozen=True, kw_only=True):
    """Ends the training when a figure has stopped improving.

    An epoch counts as better when the figure beats the best one so far by more than the smallest change; one that is
    not a number never does. With `restore_best_weights` the training ends with the weights of its best epoch,
    also when it ran to its last epoch.
    """

    label: ClassVar[str] = "Early stopping"
    formula: ClassVar[str] = "stop when patience epochs in a row were not better than the best - min_delta"

    monitor: Monitor = "val_loss"
    min_delta: SmallestChange = 0.0
    patience: Patience = 0
    mode: Mode = "auto"
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
    def keeps_weights(self) -> bool:
        """If it restores them."""
        return self.restore_best_weights

    def start(self) -> CallbackState:
        """Nothing seen yet."""
        return {"best": None, "best_epoch": None, "wait": 0}

    def watch(
        self, state: CallbackState, epoch: int, logs: Mapping[str, float], sign: int
    ) -> tuple[CallbackState, Decision]:
        """Stop when patience has run out."""
        if epoch < self.start_from_epoch:
            return state, Decision()
        current, wait = logs[self.monitor], state["wait"] + 1
        if state["best"] is None or self._is_better(current, float(state["best"]), sign):
            is_enough = self.baseline is None or self._is_better(current, self.baseline, sign)
            better = {"best": json_number(current), "best_epoch": epoch, "wait": 0 if is_enough else wait}
            return better, Decision(keep_weights=self.restore_best_weights)
        waited = {**state, "wait": wait}
        if wait >= self.patience and epoch > 0:
            reason = Sentence(
                "{callback} ended the training after epoch {epoch}: {best}.",
                callback=self.label,
                epoch=epoch + 1,
                best=self._best(waited),
            )
            return waited, Decision(stop=True, reason=reason)
        return waited, Decision()

    def train_end(self, state: CallbackState) -> Decision:
        """Go back to the best weights, where that was asked for and any were kept."""
        if not self.restore_best_weights or state["best_epoch"] is None:
            return Decision()
        reason = Sentence(
            "{callback} restored the weights of epoch {epoch}, the best one.",
            callback=self.label,
            epoch=state["best_epoch"] + 1,
        )
        return Decision(restore_weights=True, reason=reason)


class ReduceLROnPlateau(_Watching, frozen=True, kw_only=True):
    """Lowers the learning rate when a figure has stopped improving.

    An epoch counts as better when the figure beats the best one so far by more than the smallest change, which is
    0.0001 here; one that is not a number never does. It cannot be used together with a schedule of the optimizer.
    """

    label: ClassVar[str] = "Reduce learning rate on plateau"
    short_name: ClassVar[str] = "reduce_lr_on_plateau"
    sets_rate: ClassVar[bool] = True
    formula: ClassVar[str] = "rate = max(factor · rate, min_lr) when patience epochs in a row were no better"
    note_on_pytorch: ClassVar[str] = (
        "Its patience counts one epoch more, and the smallest change is a part of the figure, unless "
        "threshold_mode is “abs”."
    )

    monitor: Monitor = "val_loss"
    factor: Annotated[
        float, Meta(ge=0, lt=1, title="Factor", description="What the learning rate is multiplied by.")
    ] = 0.1
    patience: Patience = 10
    mode: Mode = "auto"
    min_delta: SmallestChange = 0.0001
    cooldown: Annotated[
        int, Meta(ge=0, title="Cooldown", description="How many epochs to let pass after a change before watching on.")
    ] = 0
    min_lr: Annotated[
        float, Meta(ge=0, title="Smallest learning rate", description="The learning rate is not lowered below this.")
    ] = 0.0

    def start(self) -> CallbackState:
        """Nothing seen yet."""
        return {"best": None, "best_epoch": None, "wait": 0, "cooldown": 0}

    def watch(
        self, state: CallbackState, epoch: int, logs: Mapping[str, float], sign: int
    ) -> tuple[CallbackState, Decision]:
        """Lower the rate when patience has run out."""
        current, cooldown = logs[self.monitor], max(0, state["cooldown"] - 1)
        wait = 0 if state["cooldown"] else state["wait"]
        if state["best"] is None or self._is_better(current, float(state["best"]), sign):
            best = {"best": json_number(current), "best_epoch": epoch}
            return {**best, "wait": 0, "cooldown": cooldown}, Decision()
        wait = wait if cooldown else wait + 1
        waited, rate = {**state, "wait": wait, "cooldown": cooldown}, logs["learning_rate"]
        if cooldown or wait < self.patience or rate <= self.min_lr:
            return waited, Decision()
        lower = max(rate * self.factor, self.min_lr)
        reason = Sentence(
            "The learning rate was lowered to {lower:.4g} after epoch {epoch}: {best}.",
            lower=lower,
            epoch=epoch + 1,
            best=self._best(waited),
        )
        return {**waited, "wait": 0, "cooldown": self.cooldown}, Decision(learning_rate=lower, reason=reason)
