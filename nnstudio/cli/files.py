"""The FILE of a command: a document in JSON, or a project."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from nnstudio.cli.arguments import program
from nnstudio.errors import InputError
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.project import SUFFIX, Project
from nnstudio.project.relocation import relocate

JSON_SUFFIX = ".json"


@dataclass(frozen=True)
class OpenedFile:
    """What lies in a FILE."""

    path: Path
    document: Document
    project: Project | None
    """None where the file is a plain document."""

    @property
    def folder(self) -> Path:
        """Where the paths in the document start."""
        return self.path.absolute().parent


def open_file(path: Path) -> OpenedFile:
    """The document in a file, and the project if it is one; raises InputError."""
    suffix = path.suffix.lower()
    if suffix == SUFFIX:
        project = Project.open(path)
        return OpenedFile(path, project.document, project)
    if suffix == JSON_SUFFIX:
        return OpenedFile(path, read_document_file(path), None)
    raise InputError(f"{path} is neither a document ({JSON_SUFFIX}) nor a project ({SUFFIX}). Check its name.")


def open_project(path: Path) -> Project:
    """The project in a file of which the trained weights are wanted; raises InputError."""
    if path.suffix.lower() == JSON_SUFFIX:
        saved = path.with_suffix(SUFFIX)
        raise InputError(
            f"{path.name} is a document, which holds no trained weights. Train it into a project with "
            f"“{command('train', path, '--save', saved)}” and use that."
        )
    opened = open_file(path)
    if opened.project is None:
        raise InputError(f"{path.name} is not a project.")
    return opened.project


def require_writable(path: Path) -> None:
    """Raise InputError unless a file can be made at this path, before any work is done for it."""
    folder = path.absolute().parent
    if path.is_dir():
        raise InputError(f"{path} is a folder. Name a file.")
    if not folder.is_dir():
        raise InputError(f"{path} cannot be written: there is no such folder. Make it first.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise InputError(f"{path} cannot be written: you may not write there. Choose another place.")


def write_copy(opened: OpenedFile, document: Document, path: Path) -> None:
    """Write another state of what was opened to another file: as a document, or as a project with its runs."""
    moved = relocate(document, opened.folder, path.absolute().parent)
    try:
        if path.suffix.lower() == JSON_SUFFIX:
            write_file(path, write_document(moved))
        elif path.suffix.lower() == SUFFIX:
            project = Project.create(path, moved) if opened.project is None else opened.project.save_as(path)
            project.save_document(moved)
        else:
            raise InputError(f"{path} must end in {JSON_SUFFIX} or {SUFFIX}, to be a document or a project.")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {why_not(error)}.") from None


def command(*words: str | Path) -> str:
    """A command as it can be typed."""
    return " ".join([program(), *(shlex.quote(str(word)) for word in words)])
