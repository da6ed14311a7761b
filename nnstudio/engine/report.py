"""What the compiled plan of a training does, step by step, and after a profile also how long each of them takes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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

    def timed(self, timing: Timing) -> PlanReport:
        """The same with what a profile found."""
        busy = (timing.rows, *timing.steps, timing.update)
        steps = [
            replace(step, busy=seconds, seconds=seconds / min(step.parts, self.threads))
            for step, seconds in zip(self.steps, busy, strict=True)
        ]
        rest = max(0.0, timing.total - sum(step.seconds or 0 for step in steps))
        between = StepReport("rest", "waiting and all between", seconds=rest, busy=rest)
        return replace(self, steps=(*steps, between), timing=timing)


def report_on(trainer: Trainer) -> PlanReport:
    """What a trainer does with a whole batch."""
    return described(trainer.plan, trainer.model, trainer.document.training, trainer.memory, trainer.threads)


def described(plan: Plan, model: Model, training: Training, memory: MemoryNeed, threads: int) -> PlanReport:
    """What a plan does, on so many threads."""
    steps = (
        StepReport("input", "rows of the batch"),
        *(_described(step, plan, model) for step in plan.steps),
        StepReport("update", training.optimizer.label),
    )
    return PlanReport(plan.batch, max(step.parts for step in steps), threads, steps, memory)


def _described(step: Step, plan: Plan, model: Model) -> StepReport:
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
    )
