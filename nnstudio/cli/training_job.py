"""What a `train` command sets out to do: a new run of a document, or one that goes on from its last checkpoint."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from nnstudio.catalog.kernels import Array
from nnstudio.cli.arguments import UsageError
from nnstudio.cli.files import OpenedFile, command
from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.state import TrainingState
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import InputError, NetworkError
from nnstudio.exchange.initial_weights import read_weights
from nnstudio.network.checks import check, first_error
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_training_field
from nnstudio.network.preparing import prepare_data
from nnstudio.network.problem import Problem
from nnstudio.project.project import Project
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.relocation import relocate


@dataclass(frozen=True)
class TrainingJob:
    """A trainer that is ready to go, and all that its project has to know of it."""

    document: Document
    folder: Path
    """Where the paths in the document start."""
    data: PreparedData
    fingerprint: str
    trainer: Trainer
    warnings: tuple[Problem, ...] = ()
    resumed: tuple[int, TrainingState] | None = None
    """The run that goes on, and from where; None for a new run."""

    def record_in(self, project: Project) -> RunRecorder:
        """Begin the run in a project, or go on with it there."""
        document = relocate(self.document, self.folder, project.folder)
        if self.resumed is None:
            return project.begin_run(document, self.data, self.fingerprint)
        run, state = self.resumed
        return project.resume_run(run, state, document)


def new_job(opened: OpenedFile, arguments: Namespace) -> TrainingJob:
    """A new run of the document; raises InputError for whatever keeps it from training."""
    document = _with_overrides(opened.document, arguments)
    initial = None if arguments.init is None else read_weights(arguments.init)
    return _job(document, opened.folder, opened.path.name, initial=initial)


def resumed_job(project: Project, arguments: Namespace) -> TrainingJob:
    """The last run of a project from its last checkpoint; raises InputError if it cannot go on."""
    for name in ("batch_size", "seed", "init"):
        if getattr(arguments, name) is not None:
            option = name.replace("_", "-")
            raise UsageError(f"--{option} begins another training. Leave it out to go on with the last one.")
    run = project.latest_run()
    state = project.latest_state()
    if run is None or state is None:
        again = command("train", project.path)
        raise InputError(f"{project.path.name} holds no training to go on with. Begin one with “{again}”.")
    document = _with_overrides(project.run_document(run.id), arguments)
    job = _job(document, project.folder, project.path.name)
    if job.fingerprint != project.fingerprint(run.id):
        raise InputError(
            f"The data of {project.path.name} has changed, so its training cannot go on. Begin anew without --resume."
        )
    try:
        job.trainer.restore(state)
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise InputError(f"The last checkpoint in {project.path.name} is damaged and cannot be used.") from error
    return replace(job, resumed=(run.id, state))


def _job(document: Document, folder: Path, name: str, initial: Mapping[str, Array] | None = None) -> TrainingJob:
    if document.data is None:
        raise InputError(f'{name} names no data to train on. Add "data", such as {{"source": "sample:iris"}}.')
    _require_sound(check(document))
    data = prepare_data(document, folder)
    problems = check(document, data.description)
    _require_sound(problems)
    trainer = Trainer(document, data, initial=initial)
    return TrainingJob(document, folder, data, fingerprint(document.data, folder), trainer, problems)


def _require_sound(problems: tuple[Problem, ...]) -> None:
    error = first_error(problems)
    if error is not None:
        raise NetworkError(error.message)


def _with_overrides(document: Document, arguments: Namespace) -> Document:
    given = {name: getattr(arguments, name) for name in ("epochs", "batch_size", "seed")}
    values = {name: read_training_field(name, value) for name, value in given.items() if value is not None}
    return structs.replace(document, training=document.training.replace(**values))
