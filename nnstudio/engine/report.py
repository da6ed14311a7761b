"""What the compiled plan of a training does, step by step, and after a profile also how long each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nnstudio.catalog.kernels import Shape
from nnstudio.engine.memory import MemoryNeed
from nnstudio.engine.model import Model
from nnstudio.engine.plan import Plan, Step
from nnstudio.engine.profile import Timing
from nnstudio.engine.trainer import Trainer
from nnstudio.engine.work import Work, work_of
from nnstudio.network.document import Training


@dataclass(frozen=True)
class StepReport:
    """A step of a batch, as people read it."""

    stage: str
    title: str
    """The nodes that it computes, or what else it does."""
    kernel: str = ""
    """What computes the nodes; nothing where there are none."""
    nodes: tuple[str, ...] = ()
    inputs: tuple[Shape, ...] = ()
    """The shapes of what it takes, without the batch axis."""
    output: Shape | None = None
    parts: int = 1
    """In how many slices of the batch it is done."""
    calls: int = 0
    """How many NumPy calls it makes, in all parts."""
    work: Work = field(default_factory=Work)
    seconds: float | None = None
    """What it adds to the time of a batch."""
    busy: float | None = None
    """What it takes on all threads together."""

    @property
    def speed(self) -> float | None:
        """Operations a second on one thread; None where it computes no products, or was not timed."""
        return self.work.operations / self.busy if self.work.operations and self.busy else None


@dataclass(frozen=True)
class PlanReport:
    """The plan of a training for whole batches."""

    batch: int
    slices: int
    threads: int
    steps: tuple[StepReport, ...]
    """In the order in which they are done."""
    memory: MemoryNeed
    timing: Timing | None = None

    @property
    def work(self) -> Work:
        """That of all steps."""
        return sum((step.work for step in self.steps), Work())


def report_on(trainer: Trainer, timing: Timing | None = None) -> PlanReport:
    """What a trainer does with a whole batch; with what a profile of it found, also for how long."""
    return described(trainer.plan, trainer.model, trainer.document.training, trainer.memory, trainer.threads, timing)


def described(
    plan: Plan, model: Model, training: Training, memory: MemoryNeed, threads: int, timing: Timing | None = None
) -> PlanReport:
    """What a plan does, on so many threads."""
    rows, moving = (None, None) if timing is None else (timing.rows, timing.update)
    steps = (
        StepReport("input", "rows of the batch", seconds=rows, busy=rows),
        *_steps(plan, model, threads, timing),
        StepReport("update", training.optimizer.label, seconds=moving, busy=moving),
    )
    return PlanReport(plan.batch, max(step.parts for step in steps), threads, steps, memory, timing)


def _steps(plan: Plan, model: Model, threads: int, timing: Timing | None) -> Iterator[StepReport]:
    times: Sequence[float | None] = [None] * len(plan.steps) if timing is None else timing.steps
    for step, busy in zip(plan.steps, times, strict=True):
        at_once = min(len(step.parts), threads)
        yield _described(step, plan, model, busy, None if busy is None else busy / at_once)


def _described(step: Step, plan: Plan, model: Model, busy: float | None, seconds: float | None) -> StepReport:
    network, inference = model.network, model.inference
    sources = [edge.source for node in step.nodes for edge in network.incoming[node] if edge.source not in step.nodes]
    return StepReport(
        stage=step.stage.value,
        title=" + ".join(network.by_id[node].title for node in step.nodes) or step.kernel,
        kernel=step.kernel if step.nodes else "",
        nodes=step.nodes,
        inputs=tuple(inference.shapes[source] for source in sources),
        output=inference.shapes[step.nodes[-1]] if step.nodes else None,
        parts=len(step.parts),
        calls=sum(map(len, step.parts)),
        work=work_of(step, plan, network, inference, model.store.dtype.itemsize),
        seconds=seconds,
        busy=busy,
    )
