"""Opening and saving: which document a window has, and which file it is saved to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from nnstudio.errors import NNStudioError
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.project.document_files import holds, is_json, open_file
from nnstudio.project.drafts import all_drafts, copy_to_draft, is_draft, recover_drafts
from nnstudio.project.locations import is_file, working_folder
from nnstudio.project.project import Project
from nnstudio.project.recent import RecentFiles
from nnstudio.project.relocation import relocate, with_absolute_path
from nnstudio.sentence import Sentence
from nnstudio.studio.files.home import Home
from nnstudio.studio.files.recorded_runs import RecordedRuns
from nnstudio.studio.files.safekeeping import Safekeeping
from nnstudio.studio.files.unsaved_edits import UnsavedEdits
from nnstudio.studio.language import told
from nnstudio.studio.session.session import Session
from nnstudio.studio.training.training_controller import TrainingController


class ProjectFiles(QObject):
    """The file behind a session: a project, a plain JSON document, or none yet."""

    path_changed = Signal()
    """The window's file has another name now."""
    opened = Signal(object)
    """Another document took the window; these `StoredRuns` came with it."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A sentence that the user has to see: something could not be opened or kept."""
    not_saved = Signal(str)
    """A sentence about why the document could not be saved."""
    changed_elsewhere = Signal()
    """The document was not saved, because its file holds another one than was opened or saved here."""

    moved_to_draft = Signal(str)
    """A sentence about the document having a draft now, because its file cannot be written."""

    def __init__(self, session: Session, controller: TrainingController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._controller = controller
        self._home = Home()
        self.recent_files = RecentFiles()
        self.unsaved = UnsavedEdits(self.recent_files, self)
        self.keeping = Safekeeping(session, self._home, self.unsaved, self.recent_files, self)
        self.runs = RecordedRuns(self._home, self.keeping, controller, self)
        for part in (self.unsaved, self.keeping, self.runs):
            part.failed.connect(self.failed)
        self.runs.message.connect(self.message)
        self.runs.moved.connect(self._follow_runs, Qt.ConnectionType.QueuedConnection)  # it comes from a run's thread
        for draft in recover_drafts():
            self.recent_files.add(draft.path)
        controller.folder = lambda: self.folder

    @property
    def path(self) -> Path | None:
        """The file of the document; None while it was never saved."""
        return self._home.path

    @property
    def folder(self) -> Path | None:
        """Where the data paths of the document start."""
        return self._home.folder

    @property
    def project(self) -> Project | None:
        """The project in which runs are recorded, if there is one yet: the window's file, or else a draft."""
        return self._home.project

    def holds(self, path: Path) -> bool:
        """Whether a file is the one of this window, or the draft of its runs."""
        return self._home.holds(path)

    def recent(self) -> tuple[Path, ...]:
        """The files that were open last and still exist, and every draft: it can be found nowhere else."""
        listed = [path for path in self.recent_files.paths() if is_file(path)]
        return tuple(dict.fromkeys((*listed, *all_drafts())))

    def new(self, document: Document) -> bool:
        """Begin a document that has no file yet; False if the user would rather stay."""
        if not self.keeping.may_leave():
            return False
        self._leave()
        self._take(document, None, None)
        return True

    def open(self, path: Path) -> bool:
        """Open a project or a JSON document; False, with a sentence, if that cannot be.

        Of a file that another window has, a copy is opened, which has no file yet.
        """
        try:
            document, project = open_file(path)
        except NNStudioError as error:
            sentence = told(error.sentence)
            is_named = path.name in error.sentence
            self.failed.emit(sentence if is_named else self.tr("{0} cannot be opened. {1}").format(path.name, sentence))
            return False
        is_ours = self._home.claim(path)
        if not self.keeping.may_leave():
            self._home.release_others()
            return False
        self._leave()
        if not is_ours:
            self._take_copy(path, document, project)
            return True
        self._take(document, None if is_draft(path) else path, project)
        self.recent_files.add(path)
        self.unsaved.look_for(path, self._session.document)
        return True

    def restore(self) -> None:
        """Take over the edits that were found, as one undo step."""
        document = self.unsaved.take()
        if document is not None:
            label = Sentence("Take over unsaved edits")
            self._session.do(edits.replace_document(self._session.document, document, label))

    def save(self) -> bool:
        """Save to the document's file; False if it has none yet, if it was changed elsewhere, or if that failed."""
        if self.path is not None and not holds(self.path, self._session.saved):
            self.changed_elsewhere.emit()
            return False
        return self.overwrite()

    def overwrite(self) -> bool:
        """Save to the document's file whatever it holds by now; False if it has none yet or that failed."""
        return self.path is not None and self.save_as(self.path)

    def save_as(self, path: Path) -> bool:
        """Save under a name: `.json` holds the document alone, everything else is a project with its runs."""
        if not self._home.claim(path):
            self.not_saved.emit(self.tr("{0} is open in another window. Choose another name.").format(path.name))
            return False
        before = self._session.document
        document = relocate(before, self.folder or working_folder(), path.parent)
        self.unsaved.outlive(path)
        self.unsaved.keep(document, path)
        self.unsaved.are_safe()  # from now on, what was written down is never older than the file
        try:
            draft = self._home.write(document, path, self.runs.moving)
        except NNStudioError as error:
            self.keeping.keep()
            self._home.release_others()
            self.not_saved.emit(told(error.sentence))
            return False
        if draft is not None:
            self.recent_files.forget(draft)
        self._home.path = path
        if document != before:  # from its new place, another way leads to the same data
            self._session.do(edits.set_data(before, document.data))
        self._session.mark_saved()
        self.unsaved.discard()
        self._home.release_others()
        self.runs.catch_up()
        self.recent_files.add(path)
        self.path_changed.emit()
        self.message.emit(self.tr("Saved {0}.").format(path.name))
        return True

    def close(self) -> None:
        """The window closes: keep what was not saved."""
        self._leave()
        self.runs.close()
        self.unsaved.close()
        self._home.leave()

    def _take(self, document: Document, path: Path | None, project: Project | None) -> None:
        self._home.settle(document, path, project)
        runs = self.runs.read(project)
        self._session.replace(document)
        self.opened.emit(runs)
        self.runs.weights.fetch(runs)
        self.path_changed.emit()

    def _take_copy(self, path: Path, document: Document, project: Project | None) -> None:
        placed = with_absolute_path(document, path.parent)
        try:
            copy = copy_to_draft(project, placed) if project is not None else None
        except NNStudioError as error:
            self.failed.emit(told(error.sentence))
            copy = None
        self._take(placed, None, copy)
        self._home.copy = copy
        sentence = self.tr("{0} is open in another window. This is a copy of it: save it under another name.")
        self.failed.emit(sentence.format(path.name))

    def _follow_runs(self) -> None:
        """Have the document where its runs are recorded by now, since nothing can be written to its file."""
        path, draft = self.path, self.project
        if path is None or is_json(path) or draft is None or not is_draft(draft.path):
            return
        document = with_absolute_path(self._session.document, path.parent)
        with self._home.lock:  # a run that begins may need it to find the data
            self._home.path = None
        if document != self._session.document:
            self._session.do(edits.set_data(self._session.document, document.data))
        self._home.release_others()
        self.keeping.keep()
        self.path_changed.emit()
        sentence = self.tr("{0} cannot be written, so this training is kept in {1}. Save it where you like to have it.")
        self.moved_to_draft.emit(sentence.format(path.name, draft.path))

    def _leave(self) -> None:
        """Before another document takes the window: end its run, and keep what was not saved."""
        self.runs.weights.forget()
        self._controller.forget()
        self.keeping.leave()
        if not self._session.modified and not self.runs.are_new:
            self._home.drop_copy()
