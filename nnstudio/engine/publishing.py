"""How a run is seen from outside: snapshots, made on the run's thread and read on any other.

No lock guards the values: the run's thread alone writes them. It publishes by rebinding `snapshot`, which is one
atomic step in Python; what others want to see, they ask for in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

from nnstudio.catalog.kernels import Array
from nnstudio.engine.health import observe, observe_node
from nnstudio.engine.profile import Profile
from nnstudio.engine.report import PlanReport, report_on
from nnstudio.engine.snapshot import LearningRateChange, RunState, Snapshot
from nnstudio.engine.trainer import Trainer

PUBLISH_SECONDS = 1 / 30
HEALTH_SECONDS = 0.1


class Publisher:
    """Makes snapshots of a trainer: often enough to watch it, and seldom enough that it costs nothing."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()
        self.probe: Mapping[str, Array] | None = None
        """The inputs for which to tell what the network gives, with every observation."""
        self.watched: str | None = None
        """The node whose details to tell, with every observation."""
        self.is_profiling = False
        """Whether to tell, with every observation, what each step of a batch takes."""
        self.pace = 0.0
        """The seconds that an epoch takes at the least."""
        self._report: PlanReport | None = None
        self._before: dict[str, Array] = {}
        self._published = self._observed = 0.0

    def expect_batch(self, trainer: Trainer) -> None:
        """Before a batch: keep what it will change in the node that is watched, and time it if that is wanted."""
        watched = self.watched
        slots = () if watched is None else trainer.model.slots_of(watched)
        self._before = {slot.path: slot.value.copy() for slot in slots}
        if self.is_profiling is (trainer.profile is None):
            trainer.profile = Profile(trainer.plan.batch) if self.is_profiling else None

    def publish_if_due(self, trainer: Trainer) -> None:
        """After a batch: publish if the last time was long enough ago."""
        if perf_counter() - self._published > PUBLISH_SECONDS:
            self.publish(trainer, RunState.RUNNING)

    def publish(self, trainer: Trainer, state: RunState, *, observe: bool = False) -> None:
        """Publish where the training stands; with `observe`, also what it looks like inside, however new that is."""
        self._published = perf_counter()
        is_due = observe or self._published - self._observed > HEALTH_SECONDS
        self.snapshot = replace(
            self.snapshot,
            state=state,
            epoch=trainer.epoch,
            epochs=trainer.epochs,
            batch=trainer.batch,
            batches=trainer.batches_per_epoch,
            step=trainer.step,
            batch_loss=trainer.batch_loss,
            learning_rate=trainer.learning_rate,
            history=trainer.history.columns(),
            **self._speed(trainer),
            **(self._observation(trainer) if is_due else {}),
        )

    def tell_rate(self, trainer: Trainer, rate: float) -> None:
        """The learning rate is about to be changed."""
        moment = trainer.epoch + trainer.batch / trainer.batches_per_epoch
        change = LearningRateChange(moment, trainer.learning_rate, rate)
        self.snapshot = replace(self.snapshot, rate_changes=(*self.snapshot.rate_changes, change))

    def end(self, state: RunState, reason: str, guilty: str | None) -> None:
        """The run is over; `guilty` is the node to which a failure is traced."""
        self.snapshot = replace(self.snapshot, state=state, reason=reason, guilty=guilty, seconds_left=None)

    def _observation(self, trainer: Trainer) -> dict[str, Any]:
        self._observed = self._published
        watched, probe = self.watched, self.probe
        return {
            "health": observe(trainer),
            "watched": None if watched is None else observe_node(trainer, watched, self._before),
            "probe": None if probe is None else trainer.model.predictions(probe),
            "plan": self._profiled(trainer),
        }

    def _profiled(self, trainer: Trainer) -> PlanReport | None:
        """What every step took so far, since that is asked for."""
        timing = None if trainer.profile is None else trainer.profile.timing()
        if timing is None:
            return None
        if self._report is None:
            self._report = report_on(trainer)
        return self._report.timed(timing)

    def _speed(self, trainer: Trainer) -> dict[str, Any]:
        rows = len(trainer.history)
        if rows:
            rate = trainer.history.row(-1)["samples_per_second"]
        elif trainer.seconds:
            rate = trainer.batch * trainer.document.training.batch_size / trainer.seconds
        else:
            return {}
        left = (trainer.epochs - trainer.epoch) * max(trainer.samples / rate, self.pace) - trainer.seconds
        return {"samples_per_second": rate, "seconds_left": max(0.0, left)}
