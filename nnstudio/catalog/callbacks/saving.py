"""Keeps moments of a training by name."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnstudio.catalog.callbacks.base import CallbackState, Decision
from nnstudio.catalog.callbacks.monitoring import Mode, Monitor, _Monitoring, json_number
from nnstudio.sentence import Sentence, dotted

_EVERY_EPOCH = "epoch"


class ModelCheckpoint(_Monitoring, frozen=True, kw_only=True):
    """Keeps the network by a name in its project: at every epoch, only when it is better, or every so many batches.

    A name that comes again takes the place of the one before; with {epoch} or a figure in it, as in
    "{epoch:02d}-{val_loss:.2f}", every moment has its own. Keras writes a file for each; here the project holds them
    all, to be evaluated and exported. A training that keeps no project keeps none of them.
    """

    label: ClassVar[str] = "Model checkpoint"
    formula: ClassVar[str] = "keep the network when save_best_only is off or monitor is the best so far"
    without_figure: ClassVar[str] = "keeps every moment"

    filepath: Annotated[
        str, Meta(title="Name", description="What the moment is called; {epoch} and {loss} stand for their values.")
    ] = "checkpoint"
    monitor: Monitor = "val_loss"
    save_best_only: Annotated[
        bool, Meta(title="Save best only", description="Keep only what is better than everything before.")
    ] = False
    mode: Mode = "auto"
    save_freq: Annotated[
        int | Literal["epoch"],
        Meta(ge=1, title="Save every", description="At the end of every epoch, or after every so many batches."),
    ] = "epoch"
    initial_value_threshold: (
        Annotated[float, Meta(title="Initial threshold", description="What the first one has to be better than.")]
        | None
    ) = None

    @property
    def summary(self) -> str:
        """Name and figure."""
        best = Sentence("best {monitor}", monitor=self.monitor) if self.save_best_only else ""
        return dotted((self.filepath, best))

    @property
    def watched(self) -> str | None:
        """The figure, if only the best is kept."""
        return self.monitor if self.save_best_only else None

    @property
    def counts_batches(self) -> bool:
        """Whether batches are counted instead of epochs."""
        return self.save_freq != _EVERY_EPOCH

    def objection(self) -> str | None:
        """The name must be one, with braces in pairs."""
        if not self.filepath.strip():
            return Sentence("has no name for what it keeps; give it one, such as best")
        try:
            named = [field for _, field, _, _ in Formatter().parse(self.filepath) if field is not None]
        except ValueError:
            named = [""]
        if all(field.isidentifier() for field in named):
            return None
        return Sentence("has a name with braces that hold no figure; write {epoch} or {val_loss:.2f}, say")

    def start(self) -> CallbackState:
        """Nothing kept yet."""
        return {"best": self.initial_value_threshold, "batches": 0}

    def batch_end(
        self, state: CallbackState, epoch: int, batch: int, logs: Mapping[str, float]
    ) -> tuple[CallbackState, Decision]:
        """Keep the moment when enough batches have passed."""
        batches = state["batches"] + 1
        if not isinstance(self.save_freq, int) or batches < self.save_freq:
            return {**state, "batches": batches}, Decision()
        return self._keep({**state, "batches": 0}, {"epoch": epoch + 1, "batch": batch + 1}, logs)

    def epoch_end(self, state: CallbackState, epoch: int, logs: Mapping[str, float]) -> tuple[CallbackState, Decision]:
        """Keep the epoch, if it is to be."""
        return (state, Decision()) if self.counts_batches else self._keep(state, {"epoch": epoch + 1}, logs)

    def _keep(
        self, state: CallbackState, place: Mapping[str, int], logs: Mapping[str, float]
    ) -> tuple[CallbackState, Decision]:
        decision = Decision(save_as=self._name({**logs, **place}))
        sign, current = self.sign(), logs.get(self.monitor)
        if not self.save_best_only or sign is None or current is None:
            return state, decision
        if state["best"] is not None and not sign * current > sign * float(state["best"]):
            return state, Decision()
        return {**state, "best": json_number(current)}, decision

    def _name(self, values: Mapping[str, float]) -> str:
        """The name with its values; as it stands, where one of them is not known."""
        try:
            return self.filepath.format(**values)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return self.filepath
