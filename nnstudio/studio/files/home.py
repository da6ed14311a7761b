"""Where the document of a window lives: which file it belongs to, and which project has its runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock

from nnstudio.network.document import Document
from nnstudio.project.claim import Claims
from nnstudio.project.document_files import is_json, write_json
from nnstudio.project.drafts import copy_to_draft, create_draft, draft_path, is_draft
from nnstudio.project.locations import is_there, real, working_folder
from nnstudio.project.project import Project
from nnstudio.project.relocation import relocate, with_absolute_path

Moving = Callable[[Project, Path], AbstractContextManager[None]]
"""Entered while a project is copied to a path, to have a run go on in the copy."""


class Home:
    """The file of a document and the project of its runs, which are one, unless the file is no project or none yet.

    Where they are not one, the project is a draft. Every file of a home is claimed, so that no other window writes it.
    """

    def __init__(self) -> None:
        self.path: Path | None = None
        """The file of the document; None while it was never saved."""
        self.project: Project | None = None
        """The project in which runs are recorded, if there is one yet."""
        self.in_draft: Document | None = None
        """What the draft of a document without a file holds, or would hold: the document as it began."""
        self.copy: Project | None = None
        """The draft that was made because another window has the file; of no use until something is made of it."""
        self.lock = Lock()
        """Held while the project is replaced: a run that begins asks for it on a thread of its own."""
        self._claims = Claims()

    @property
    def folder(self) -> Path | None:
        """Where the data paths of the document start."""
        return self.path.parent if self.path is not None else None

    @property
    def file(self) -> Path | None:
        """What holds the document when it is kept: its file, or else its draft if there is one."""
        return self.path if self.path is not None or self.project is None else self.project.path

    @property
    def is_draft(self) -> bool:
        """Whether a draft stands in for the file that the document does not have."""
        return self.path is None and self.project is not None

    def holds(self, path: Path) -> bool:
        """Whether a file is the one of the document, or has its runs."""
        ours = (self.path, self.project.path if self.project is not None else None)
        return any(own is not None and real(own) == real(path) for own in ours)

    def claim(self, path: Path) -> bool:
        """Keep other windows from a file; False if one of them has it."""
        return self._claims.take(path)

    def release_others(self) -> None:
        """Let other windows have every file that does not belong here."""
        self._claims.keep(self.path, self.project.path if self.project is not None else None)

    def leave(self) -> None:
        """Let other windows have every file."""
        self._claims.keep()

    def settle(self, document: Document, path: Path | None, project: Project | None) -> None:
        """Another document lives here."""
        self.path, self.project, self.in_draft, self.copy = path, project, document, None
        self.release_others()

    def drop_copy(self) -> None:
        """Remove a copy of another window's file, of which nothing was made."""
        if self.copy is not None and self.copy is self.project:
            self.copy.path.unlink(missing_ok=True)

    def open_draft(self, document: Document, journal: str) -> Project:
        """Have a project for the runs of a document that has none yet; `journal` is the one of its edits."""
        self.project = create_draft(with_absolute_path(document, self.folder or working_folder()), journal)
        self.in_draft = document
        self.claim(self.project.path)
        return self.project

    def move_runs(self, document: Document, moving: Moving) -> Project:
        """Have a draft with all runs in place of a project that cannot be written; raises NNStudioError.

        The document follows when `path` is given up.
        """
        placed = with_absolute_path(document, self.folder or working_folder())
        path = draft_path(placed)
        if self.project is not None:
            with moving(self.project, path):
                copy_to_draft(self.project, placed, path)
        self.project, self.in_draft = Project(path), placed
        self.claim(path)
        return self.project

    def save_draft(self, draft: Project, document: Document) -> None:
        """Save a document that has no file; raises NNStudioError."""
        draft.save_document(self.as_seen_from(draft, document))
        self.in_draft = document

    def as_seen_from(self, project: Project, document: Document) -> Document:
        """The document with the way to its data from a project, which need not lie beside its file."""
        folder = self.folder or working_folder()
        if is_draft(project.path):
            return with_absolute_path(document, folder)
        return relocate(document, folder, project.folder)

    def write(self, document: Document, path: Path, moving: Moving) -> Path | None:
        """Save to a file, with all runs if it is a project; tells which draft went into it. Raises NNStudioError."""
        with self.lock:
            source = self.project
            if is_json(path):
                write_json(document, path)
                return None
            if source is None or not is_there(source.path):
                self.project = Project.create(path, document)
                return None
            with moving(source, path):
                copy = source.save_as(path)
                copy.save_document(document)
            self.project = copy
            if not is_draft(source.path):
                return None
            source.path.unlink(missing_ok=True)
            return source.path
