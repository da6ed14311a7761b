"""Trains a document, shows how it goes, and keeps what it leads to."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from nnstudio.cli.arguments import WIDTH, Parser, UsageError
from nnstudio.cli.files import OpenedFile, command, open_file, require_writable
from nnstudio.cli.output import say, say_wrapped, warn
from nnstudio.cli.progress import figures_text, last_row, progress
from nnstudio.cli.recorders import HistoryFile, Memory
from nnstudio.cli.stopping import stopping
from nnstudio.cli.training_job import TrainingJob, new_job, resumed_job
from nnstudio.cli.training_project import project_of_stopped, project_to_keep, project_to_resume
from nnstudio.engine.run import Run
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.errors import JobError, ProjectError
from nnstudio.project.csv_log import CsvLog, csv_logs
from nnstudio.project.project import SUFFIX, Project
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.recorders import Recorders

POLL_SECONDS = 0.05

_DESCRIPTION = """Train a document and show how it goes.

A project (.nnstudio) keeps the run, its history and its checkpoints. A plain
document (.json) keeps nothing unless --save names a project for it.

Ctrl+C stops after the current batch and saves a checkpoint, from which --resume
goes on as if the training had never stopped. Exit status 0 if the training
ended by itself, 1 if it failed, 130 after Ctrl+C, 143 after SIGTERM."""


def parser() -> Parser:
    """The arguments of `nnstudio train`."""
    made = Parser("train", _DESCRIPTION)
    made.add_file("the document (.json) or project (.nnstudio)")
    made.add_argument("--epochs", type=int, metavar="N", help="instead of the document's own number")
    made.add_argument("--batch-size", type=int, metavar="N", help="instead of the document's own")
    made.add_argument("--seed", type=int, metavar="N", help="instead of the document's own")
    made.add_argument("--init", type=Path, metavar="W", help="begin with the weights of this .safetensors file")
    made.add_argument("--save", type=Path, metavar="OUT", help="keep the run in this project (.nnstudio)")
    made.add_argument("--history", type=Path, metavar="H", help="write a JSON object per epoch to this file (.jsonl)")
    made.add_argument("--resume", action="store_true", help="go on from the last checkpoint of the project")
    made.add_argument("--quiet", action="store_true", help="print nothing but errors")
    return made


def run(arguments: Namespace) -> int:
    """Train to the end, or until a signal comes."""
    opened = open_file(arguments.file)
    _require_outputs(arguments)
    job = _job(opened, arguments)
    if not arguments.quiet:
        for problem in job.warnings:
            warn(problem.message)
    if job.trainer.finished:
        _tell_nothing_is_left(job, opened, arguments)
        return 0
    project = project_to_keep(opened, job, arguments.save)
    history = [] if arguments.history is None else [HistoryFile(arguments.history, job.trainer.history.rows())]
    record = Memory() if project is None else job.record_in(project)
    logs = csv_logs(job.document, job.folder, tuple(job.trainer.history.rows()))
    snapshot, signals = _train(job, Recorders([record, *history, *logs]), quiet=arguments.quiet)
    _warn_of(logs)
    if isinstance(record, RunRecorder) and record.failure is not None:
        raise _unsaved(snapshot, record.failure)
    if snapshot.state is RunState.FAILED:
        raise JobError(snapshot.reason)
    if snapshot.state is RunState.STOPPED:
        if isinstance(record, Memory):
            project = _keep_stopped(opened, job, record, snapshot)
        _tell_how_to_resume(snapshot, project, arguments)
        return 128 + signals[0]
    if not arguments.quiet:
        _tell_success(snapshot, project, opened.path)
    return 0


def _job(opened: OpenedFile, arguments: Namespace) -> TrainingJob:
    if not arguments.resume:
        return new_job(opened, arguments)
    return resumed_job(project_to_resume(opened, arguments.save), arguments)


def _require_outputs(arguments: Namespace) -> None:
    """Refuse what cannot be written before anything is done."""
    if arguments.save is not None and arguments.save.suffix.lower() != SUFFIX:
        raise UsageError(f"--save {arguments.save} is no project. Give it the ending {SUFFIX}.")
    for path in (arguments.save, arguments.history):
        if path is not None:
            require_writable(path)


def _train(job: TrainingJob, recorder: Recorders, *, quiet: bool) -> tuple[Snapshot, list[int]]:
    training = Run(lambda: (job.trainer, recorder))
    with progress(len(job.trainer.history), quiet=quiet) as show:
        training.start()
        try:
            with stopping(training) as signals:
                while not training.join(POLL_SECONDS):
                    show(training.snapshot)
            show(training.snapshot)
        finally:
            training.stop()
            training.join()
    return training.snapshot, signals


def _warn_of(logs: Iterable[CsvLog]) -> None:
    for log in logs:
        if log.failure is not None:
            warn(log.failure)


def _keep_stopped(opened: OpenedFile, job: TrainingJob, memory: Memory, snapshot: Snapshot) -> Project:
    try:
        return project_of_stopped(opened, job, memory, snapshot)
    except ProjectError as error:
        raise _unsaved(snapshot, error) from None


def _unsaved(snapshot: Snapshot, failure: ProjectError) -> JobError:
    return JobError(f"{snapshot.reason} It could not be saved: {failure.sentence}")


def _tell_success(snapshot: Snapshot, project: Project | None, path: Path) -> None:
    say(f"{snapshot.reason}")
    say_wrapped(figures_text(last_row(snapshot), 4 * WIDTH))
    if project is not None:
        say_wrapped(f"Saved in {project.path}.")
    else:
        saving = f"--save {path.with_suffix(SUFFIX).name}"
        say_wrapped(f"The weights are not saved. Add {saving} to keep them.")


def _tell_how_to_resume(snapshot: Snapshot, project: Project | None, arguments: Namespace) -> None:
    """Said on standard error also when all else is quiet, since the work is not done."""
    if project is None:
        return
    words: list[str | Path] = ["train", project.path, "--resume"]
    if arguments.epochs is not None:
        words += ["--epochs", str(arguments.epochs)]
    if arguments.history is not None:
        words += ["--history", arguments.history]
    sys.stderr.write(f"{snapshot.reason} Saved in {project.path}. To go on:\n  {command(*words)}\n")


def _tell_nothing_is_left(job: TrainingJob, opened: OpenedFile, arguments: Namespace) -> None:
    if arguments.quiet:
        return
    ending = job.trainer.stop_reason or f"All {job.trainer.epochs} epochs are done. Add --epochs N to train for more."
    say_wrapped(f"Nothing is left to do in {opened.path.name}. {ending}")
