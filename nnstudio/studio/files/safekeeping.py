"""How nothing that was made in a window gets lost, whether or not it is ever saved.

A document that was never saved has a draft, a project in the user's settings folder, so that its runs are recorded
like any other's. A draft with something in it stays and is listed among the recent projects, and unsaved edits of a
named file stay in the journal and are offered when it is opened again: closing has nothing to ask, unless neither can
be written.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from nnstudio.errors import NNStudioError
from nnstudio.network.document import Document
from nnstudio.project.drafts import holds_work
from nnstudio.project.project import Project
from nnstudio.project.recent import RecentFiles
from nnstudio.studio.files.home import Home, Moving
from nnstudio.studio.files.unsaved_edits import UnsavedEdits
from nnstudio.studio.language import told
from nnstudio.studio.session.session import Session


class Safekeeping(QObject):
    """Keeps what is not saved: in a journal as it is made, and in a draft when a document without a file is left."""

    failed = Signal(str)
    """A document that is left could not be kept, for the reason given."""

    def __init__(
        self, session: Session, home: Home, unsaved: UnsavedEdits, recent: RecentFiles, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._home = home
        self._unsaved = unsaved
        self._recent = recent
        self._given_up: Document | None = None
        self.ask_before_loss: Callable[[], bool] = lambda: True
        """Asked where edits can be kept nowhere: whether to go on, and lose what is not saved by then."""
        session.changed.connect(self.keep)

    @property
    def is_in_file(self) -> bool:
        """Whether the document is in its file as it is now, or else in its draft; without either, as it began."""
        if self._home.is_draft:
            return self._session.document == self._home.in_draft
        return not self._session.modified

    def keep(self) -> None:
        """Have the document written down, soon, unless it is kept as it is."""
        if self.is_in_file:
            self._unsaved.discard()
        else:
            self._unsaved.keep(self._session.document, self._home.file)

    def may_leave(self) -> bool:
        """Whether everything is kept somewhere, or else the user does not mind."""
        document = self._session.document
        return document is self._given_up or self._is_kept() or self.ask_before_loss()

    def give_up(self) -> None:
        """The document as it is now need not be kept."""
        self._given_up = self._session.document

    def leave(self) -> None:
        """Another document takes the window: keep what was not saved of this one."""
        keep = not self.is_in_file and self._session.document is not self._given_up
        if keep and self._home.path is None:
            error = self._keep_draft()
            keep = error is not None
            if error is not None:
                self.failed.emit(told(error.sentence))
        self._unsaved.begin_anew(keep=keep)
        self._given_up = None

    def ensure_project(self) -> Project:
        """The project in which runs are recorded, which is a new draft where there is none yet.

        A run that begins asks for it on a thread of its own.
        """
        return self._home.project or self.open_draft()

    def open_draft(self) -> Project:
        """A new draft, in place of the project if there is one; raises NNStudioError."""
        draft = self._home.open_draft(self._session.document, self._unsaved.journal)
        self._recent.add(draft.path)
        self.keep()  # from now on the edits belong to the draft
        return draft

    def copy_to_draft(self, moving: Moving) -> Project:
        """A draft with all that is in the project, in place of it; raises NNStudioError."""
        draft = self._home.move_runs(self._session.document, moving)
        self._recent.add(draft.path)
        return draft

    def _is_kept(self) -> bool:
        """Whether nothing would be lost if the process died now."""
        if self.is_in_file or self._unsaved.are_safe():
            return True
        return self._home.path is None and self._keep_draft() is None

    def _keep_draft(self) -> NNStudioError | None:
        """Save a document that has no file into its draft if there is anything in it; tells why that cannot be."""
        if not holds_work(self._session.document):
            return None
        self._unsaved.are_safe()
        try:
            self._home.save_draft(self.ensure_project(), self._session.document)
        except NNStudioError as error:
            return error
        return None
