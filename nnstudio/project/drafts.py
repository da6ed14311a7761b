"""Documents that were never saved: projects beside the user's settings, whose runs are recorded like any other's."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

from nnstudio.errors import ProjectError
from nnstudio.network.document import Document
from nnstudio.project.atomic import why_not
from nnstudio.project.journal import lost_edits
from nnstudio.project.project import SUFFIX, Project
from nnstudio.project.settings import settings_folder

_LONGEST_NAME = 60


def create_draft(document: Document) -> Project:
    """A new draft of a document; paths to data in it must be absolute. Raises ProjectError if it cannot be made."""
    folder = drafts_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(f"{folder} cannot be made: {why_not(error)}. Unsaved work is kept there.") from None
    return Project.create(folder / f"{file_name(document.name)}-{uuid4().hex[:6]}{SUFFIX}", document)


def is_draft(path: Path) -> bool:
    """Whether a file is a draft."""
    return path.absolute().parent == drafts_folder().absolute()


def recover_drafts() -> tuple[Project, ...]:
    """Make drafts of the documents that a crash took before they had a file; returns the new ones."""
    recovered = []
    for edits in lost_edits():
        if edits.path is None or (is_draft(edits.path) and not edits.path.exists()):
            try:
                recovered.append(create_draft(edits.document))
            except ProjectError:
                return tuple(recovered)  # they stay in the journal until there is room for them
            edits.discard()
    return tuple(recovered)


def file_name(name: str) -> str:
    """A document's name with nothing in it that means something else in a path."""
    return re.sub(r"[^\w -]+", "_", name).strip()[:_LONGEST_NAME] or "untitled"


def drafts_folder() -> Path:
    """Where drafts lie."""
    return settings_folder() / "drafts"
