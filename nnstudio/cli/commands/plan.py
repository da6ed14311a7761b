"""Shows what a training computes, step by step, and where its time goes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from typing import Any

from nnstudio.catalog.layers.base import shape_text
from nnstudio.cli.arguments import Parser, UsageError
from nnstudio.cli.files import open_file
from nnstudio.cli.output import say, say_json, say_table, say_wrapped, shorten
from nnstudio.cli.training_job import new_job
from nnstudio.data.memory import as_size
from nnstudio.engine.blas import blas_name
from nnstudio.engine.peak import product_peak
from nnstudio.engine.profile import Profile, Timing
from nnstudio.engine.report import PlanReport, StepReport, report_on
from nnstudio.engine.trainer import Trainer
from nnstudio.engine.work import magnitude

_STEPS = 20
_TITLE, _KERNEL = 22, 16

_DESCRIPTION = """Show what a training computes for every batch, step by step: the layers forward,
the loss, the layers backward, the optimizer. For each step, the kernel that
computes it, the operations of its products (FLOPs) and the bytes that it reads
and writes. With --profile also the time that it takes, its share of the batch,
and how close it comes to the fastest product that this computer can do."""


def parser() -> Parser:
    """The arguments of `nnstudio plan`."""
    made = Parser("plan", _DESCRIPTION)
    made.add_file("the document (.json) or project (.nnstudio)")
    made.add_argument("--batch", dest="batch_size", type=int, metavar="N", help="instead of the document's own size")
    made.add_argument(
        "--profile", type=int, nargs="?", const=_STEPS, metavar="STEPS", help=f"time so many batches ({_STEPS})"
    )
    made.add_argument("--json", action="store_true", help="print an object for other programs")
    made.set_defaults(epochs=None, seed=None, init=None)
    return made


def run(arguments: Namespace) -> int:
    """Print the plan."""
    if arguments.profile is not None and arguments.profile < 1:
        raise UsageError("--profile takes the number of batches to time, which is 1 or more.")
    trainer = new_job(open_file(arguments.file), arguments).trainer
    with closing(trainer):
        peak = None if arguments.profile is None else product_peak(trainer.model.store.dtype)
        report = report_on(trainer)
        if arguments.profile is not None:
            report = report.timed(_profiled(trainer, arguments.profile))
    if arguments.json:
        say_json(_as_json(report, peak))
    else:
        _print(report, peak)
    return 0


def _profiled(trainer: Trainer, batches: int) -> Timing:
    """What so many batches take, after one that warms up."""
    _advance_whole(trainer)
    trainer.profile = profile = Profile(trainer.plan.batch)
    for _ in range(batches):
        _advance_whole(trainer)
    timing = profile.timing()
    if timing is None:
        raise AssertionError("A whole batch was trained on.")
    return timing


def _advance_whole(trainer: Trainer) -> None:
    """Train on a whole batch, and before it on what is left of an epoch."""
    trainer.advance()
    while trainer.last_plan is not None and trainer.last_plan.batch < trainer.plan.batch:
        trainer.advance()


def _print(report: PlanReport, peak: float | None) -> None:
    header = ("", "kernel", "FLOPs", "bytes", *(("result",) if report.timing is None else ("ms", "share", "peak")))
    rows: list[Sequence[str]] = []
    for stage, steps in groupby(report.steps, lambda step: step.stage):
        rows.append((stage, *("" for _ in header[1:])))
        rows += (_row(step, report, peak) for step in steps)
    say_table(header, rows, words=2)
    say()
    for sentence in _summary(report, peak):
        say_wrapped(sentence)


def _row(step: StepReport, report: PlanReport, peak: float | None) -> Sequence[str]:
    work = [magnitude(value) if value else "" for value in (step.work.operations, step.work.bytes)]
    row = [f"  {shorten(step.title, _TITLE)}", shorten(step.kernel, _KERNEL), *work]
    if report.timing is None or step.seconds is None:
        return [*row, "" if step.output is None else shape_text(step.output)]
    of_peak = f"{step.speed / peak:.0%}" if peak and step.speed else ""
    return [*row, f"{1e3 * step.seconds:.3f}", f"{step.seconds / report.timing.total:.1%}", of_peak]


def _summary(report: PlanReport, peak: float | None) -> Iterator[str]:
    parts = f"in {report.slices} slices on {report.threads} threads" if report.slices > 1 else "on one thread"
    yield f"A batch of {report.batch:,} samples {parts} takes {magnitude(report.work.operations)}FLOP."
    timing = report.timing
    if timing is not None and peak:
        speed = magnitude(report.work.operations / timing.total)
        yield f"It took {1e3 * timing.total:.3f} ms, the mean of {timing.batches}, which is {speed}FLOP/s."
        yield f"The fastest product on one thread reaches {magnitude(peak)}FLOP/s; peak is the share of that."
    yield f"The training takes about {as_size(report.memory.total)} of memory beside its data{_largest(report)}."
    yield f"Products are computed by {blas_name()}."


def _largest(report: PlanReport) -> str:
    """The node that takes the most, where one stands out."""
    size = report.memory.by_node[report.memory.largest]
    return f", “{report.memory.largest}” the most: {as_size(size)}" if size > report.memory.total / 10 else ""


def _as_json(report: PlanReport, peak: float | None) -> dict[str, Any]:
    timing = report.timing
    return {
        "batch": report.batch,
        "slices": report.slices,
        "threads": report.threads,
        "blas": blas_name(),
        "operations": report.work.operations,
        "memory": report.memory.total,
        "memory_by_node": report.memory.by_node,
        "seconds": None if timing is None else timing.total,
        "batches": None if timing is None else timing.batches,
        "peak": peak,
        "steps": [_step_as_json(step, report, peak) for step in report.steps],
    }


def _step_as_json(step: StepReport, report: PlanReport, peak: float | None) -> dict[str, Any]:
    speed = step.speed
    return {
        "stage": step.stage,
        "title": step.title,
        "nodes": step.nodes,
        "kernel": step.kernel or None,
        "inputs": step.inputs,
        "output": step.output,
        "parts": step.parts,
        "calls": step.calls,
        "operations": step.work.operations,
        "bytes": step.work.bytes,
        "seconds": step.seconds,
        "share": None if report.timing is None or step.seconds is None else step.seconds / report.timing.total,
        "of_peak": speed / peak if peak and speed else None,
    }
