"""The two kinds of files that hold a document: projects, and plain JSON."""

from __future__ import annotations

from pathlib import Path

from nnstudio.errors import NNStudioError
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.locations import is_there
from nnstudio.project.project import Project
from nnstudio.sentence import Sentence

JSON = ".json"


def open_file(path: Path) -> tuple[Document, Project | None]:
    """The document in a file, and the project if it is one."""
    if is_json(path):
        return read_document_file(path), None
    project = Project.open(path)
    return project.document, project


def holds(path: Path, document: Document) -> bool:
    """Whether saving to a file would cost no other document; what is no project any more will not be written anyway."""
    try:
        found = read_document_file(path) if is_json(path) else Project(path).document
    except NNStudioError:
        return not (is_json(path) and is_there(path))
    return found == document


def is_json(path: Path) -> bool:
    """Whether a file of this name holds a document alone; every other one is a project."""
    return path.suffix.lower() == JSON


def write_json(document: Document, path: Path) -> None:
    """Write a document alone; raises NNStudioError, and leaves what was there, if that cannot be."""
    try:
        write_file(path, write_document(document))
    except OSError as error:
        sentence = Sentence(
            "{path} cannot be written: {reason}. Choose another place.", path=path, reason=why_not(error)
        )
        raise NNStudioError(sentence) from None
