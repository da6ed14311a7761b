"""Which project a `train` command keeps its run in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from nnstudio.cli.arguments import UsageError
from nnstudio.cli.files import OpenedFile
from nnstudio.cli.recorders import Memory
from nnstudio.cli.training_job import TrainingJob
from nnstudio.engine.snapshot import Snapshot
from nnstudio.errors import InputError
from nnstudio.network.document import Document
from nnstudio.project.project import SUFFIX, Project
from nnstudio.project.relocation import relocate


def project_to_resume(opened: OpenedFile, saved: Path | None) -> Project:
    """The project whose last run is to go on: FILE itself, or for a document the one that `--save` names."""
    if opened.project is not None:
        if saved is not None and saved.exists() and not saved.samefile(opened.path):
            raise UsageError(f"{saved} exists already. Go on in {opened.path.name} itself, or save to a new file.")
        return opened.project
    if saved is None:
        raise UsageError(
            f"{opened.path.name} is a document and keeps no training to go on with. Name the project that does."
        )
    return Project.open(saved)


def project_to_keep(opened: OpenedFile, job: TrainingJob, saved: Path | None) -> Project | None:
    """The project for the run, made if it is new; None for a plain document that is not to be saved."""
    if saved is None:
        return opened.project
    if saved.exists():
        project = Project.open(saved)
        if job.resumed is None and not saved.samefile(opened.path):
            _put(project, _moved_document(job, saved))
        return project
    if opened.project is not None:
        return opened.project.save_as(saved)
    return Project.create(saved, _moved_document(job, saved))


def project_of_stopped(opened: OpenedFile, job: TrainingJob, memory: Memory, snapshot: Snapshot) -> Project:
    """A new project beside a plain document, so that its stopped training can go on."""
    path = next(path for path in _free_names(opened.path) if not path.exists())
    project = Project.create(path, _moved_document(job, path))
    recorder = job.record_in(project)
    for row in memory.rows:
        recorder.epoch(row)
    if memory.state is not None:
        recorder.checkpoint(memory.state)
    for name, state in memory.kept.items():
        recorder.keep(name, state)
    recorder.end(snapshot.state.value, snapshot.reason)
    if recorder.failure is not None:
        path.unlink()
        raise recorder.failure
    return project


def _put(project: Project, document: Document) -> None:
    """Give a project another document, unless that would lose one that no run holds."""
    present = project.document
    if present == document:
        return
    if all(project.run_document(run.id) != present for run in project.runs()):
        raise InputError(
            f"{project.path.name} holds another document, which was never trained and would be lost. "
            "Save to another file."
        )
    project.save_document(document)


def _moved_document(job: TrainingJob, path: Path) -> Document:
    return relocate(job.document, job.folder, path.parent)


def _free_names(path: Path) -> Iterator[Path]:
    yield path.with_suffix(SUFFIX)
    yield from (path.with_name(f"{path.stem}-{number}{SUFFIX}") for number in count(2))
