"""What others may read of a run: immutable values that the run's thread publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from nnstudio.catalog.kernels import Array
from nnstudio.engine.health import NodeHealth, NodeLive
from nnstudio.engine.report import PlanReport


class RunState(Enum):
    """Where a run stands."""

    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        """Whether the run can still do something."""
        return self in (RunState.PREPARING, RunState.RUNNING, RunState.PAUSED)


@dataclass(frozen=True)
class LearningRateChange:
    """A learning rate that was set while the run went on."""

    epoch: float
    before: float
    after: float


@dataclass(frozen=True)
class Snapshot:
    """A run at one moment."""

    state: RunState = RunState.PREPARING
    reason: str = ""
    """Why it ended or failed, as a sentence."""
    guilty: str | None = None
    """The node to which a failure is traced."""
    epoch: int = 0
    """Complete epochs."""
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    step: int = 0
    batch_loss: float = float("nan")
    learning_rate: float = 0.0
    samples_per_second: float = 0.0
    seconds_left: float | None = None
    history: Mapping[str, Array] = field(default_factory=dict)
    """The curves: one value per complete epoch in every column."""
    rate_changes: tuple[LearningRateChange, ...] = ()
    health: Mapping[str, NodeHealth] = field(default_factory=dict)
    watched: NodeLive | None = None
    """The node that was asked for in detail."""
    probe: Mapping[str, Array] | None = None
    """What each output of the network gives for the probe's inputs, as `Run.set_probe` asked."""
    plan: PlanReport | None = None
    """What every step of a batch takes, as `Run.set_profiling` asked."""

    @property
    def progress(self) -> float:
        """The part that is done, from 0 to 1."""
        if not self.epochs or not self.batches:
            return 0.0
        return min(1.0, (self.epoch + self.batch / self.batches) / self.epochs)
