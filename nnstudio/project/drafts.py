"""Documents that were never saved: projects beside the user's settings, whose runs are recorded like any other's."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from nnstudio.errors import ProjectError
from nnstudio.network.document import Document
from nnstudio.project.atomic import why_not
from nnstudio.project.locations import is_there, real, shortened, working_folder
from nnstudio.project.lost_edits import LostEdits, lost_edits
from nnstudio.project.project import SUFFIX, Project
from nnstudio.project.relocation import with_absolute_path
from nnstudio.project.settings import settings_folder
from nnstudio.sentence import Sentence

_LONGEST_NAME = 60
_MOST_BYTES = 200
_TAG_LENGTH = 6


def create_draft(document: Document, tag: str = "") -> Project:
    """A draft of a document; paths to data in it must be absolute. Raises ProjectError if it cannot be made.

    The same name and the same tag give the same draft, and leave it as it is if it is there already.
    """
    path = draft_path(document, tag)
    return Project(path) if is_there(path) else Project.create(path, document)


def copy_to_draft(project: Project, document: Document, path: Path | None = None) -> Project:
    """A draft with all that is in a project; paths to data in its document must be absolute."""
    copy = project.save_as(path or draft_path(document))
    try:
        copy.save_document(document)
    except ProjectError:
        copy.path.unlink(missing_ok=True)
        raise
    return copy


def holds_work(document: Document) -> bool:
    """Whether there is anything in a document that is worth a draft."""
    return bool(document.network.nodes or document.network.annotations or document.data)


def is_draft(path: Path) -> bool:
    """Whether a file is a draft."""
    return path.absolute().parent == drafts_folder().absolute()


def all_drafts() -> tuple[Path, ...]:
    """Every draft there is, newest first."""
    found = []
    for path in drafts_folder().glob(f"*{SUFFIX}"):
        with suppress(OSError):  # it may go at any moment
            found.append((path.stat().st_mtime, path))
    return tuple(path for _, path in sorted(found, reverse=True))


def find_draft(tag: str) -> Path | None:
    """The draft that was made with a tag, if there is one."""
    return next((path for path in all_drafts() if path.stem.endswith(f"-{tag[:_TAG_LENGTH]}")), None) if tag else None


def recover_drafts() -> tuple[Project, ...]:
    """Make drafts of the documents that a crash took before they had a file, or whose file is gone."""
    orphans = [lost for lost in lost_edits() if lost.path is None or not is_there(lost.path)]
    drafts = []
    for lost in orphans:
        try:
            draft = draft_of(lost)
        except ProjectError:
            break  # they stay in the journal until there is room for them
        if draft is not None:
            drafts.append(draft)
    return tuple(drafts)


def draft_of(lost: LostEdits) -> Project | None:
    """Make a draft of edits that were left behind, once; None if somebody else took them, or nothing is in them."""
    with lost.claimed() as ours:
        if not ours:
            return None
        if not holds_work(lost.document):
            lost.discard()
            return None
        folder = working_folder() if lost.path is None else lost.path.parent
        draft = create_draft(with_absolute_path(lost.document, folder), lost.journal.stem)
        lost.discard()
        return draft


def finish_draft(draft: Project) -> None:
    """Save into a draft what a crash left unsaved of it; raises ProjectError."""
    ours = [lost for lost in lost_edits() if lost.path is not None and real(lost.path) == real(draft.path)]
    for lost in reversed(ours):
        with lost.claimed() as is_ours:
            if is_ours:
                draft.save_document(lost.document)
                lost.discard()


def file_name(name: str) -> str:
    """A document's name with nothing in it that means something else in a path."""
    return shortened(re.sub(r"[^\w -]+", "_", name).strip()[:_LONGEST_NAME], _MOST_BYTES) or "untitled"


def draft_path(document: Document, tag: str = "") -> Path:
    """Where a draft of a document lies, or would lie; raises ProjectError if there is no place for drafts."""
    folder = drafts_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProjectError(
            Sentence(
                "{folder} cannot be made: {reason}. Unsaved work is kept there.", folder=folder, reason=why_not(error)
            )
        ) from None
    return folder / f"{file_name(document.name)}-{(tag or uuid4().hex)[:_TAG_LENGTH]}{SUFFIX}"


def drafts_folder() -> Path:
    """Where drafts lie."""
    return settings_folder() / "drafts"
