"""What the compiled plan of a training does, step by step, and after a profile also how long each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nnstudio.catalog.kernels import Shape
from nnstudio.engine.plan import Plan, Step
from nnstudio.engine.profile import Timing
from nnstudio.engine.trainer import Trainer
from nnstudio.engine.work import Work, work_of


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
    timing: Timing | None = None

    @property
    def work(self) -> Work:
        """That of all steps."""
        return sum((step.work for step in self.steps), Work())


def report_on(trainer: Trainer, timing: Timing | None = None) -> PlanReport:
    """What the trainer does with a whole batch; with what a profile of it found, also for how long."""
    plan = trainer.plan
    rows, moving = (None, None) if timing is None else (timing.rows, timing.update)
    optimizer = trainer.document.training.optimizer.label
    steps = (
        StepReport("input", "rows of the batch", seconds=rows, busy=rows),
        *_of_plan(trainer, plan, timing),
        StepReport("update", optimizer, seconds=moving, busy=moving),
    )
    return PlanReport(plan.batch, max(step.parts for step in steps), trainer.threads, steps, timing)


def _of_plan(trainer: Trainer, plan: Plan, timing: Timing | None) -> Iterator[StepReport]:
    times: Sequence[float | None] = [None] * len(plan.steps) if timing is None else timing.steps
    for step, busy in zip(plan.steps, times, strict=True):
        at_once = min(len(step.parts), trainer.threads)
        yield _of_step(trainer, plan, step, busy, None if busy is None else busy / at_once)


def _of_step(trainer: Trainer, plan: Plan, step: Step, busy: float | None, seconds: float | None) -> StepReport:
    network, inference = trainer.model.network, trainer.model.inference
    inside = set(step.nodes)
    sources = [edge.source for node in step.nodes for edge in network.incoming[node] if edge.source not in inside]
    return StepReport(
        stage=step.stage.value,
        title=" + ".join(network.by_id[node].title for node in step.nodes) or step.kernel,
        kernel=step.kernel if step.nodes else "",
        nodes=step.nodes,
        inputs=tuple(inference.shapes[source] for source in sources),
        output=inference.shapes[step.nodes[-1]] if step.nodes else None,
        parts=len(step.parts),
        calls=sum(map(len, step.parts)),
        work=work_of(step, plan, network, inference, trainer.model.store.dtype.itemsize),
        seconds=seconds,
        busy=busy,
    )
