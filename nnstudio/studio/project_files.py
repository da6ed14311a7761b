"""Opening and saving: which file belongs to a window, and how nothing that was made in it gets lost.

A document that was never saved has a draft, a project in the user's settings folder, so that its runs are recorded
like any other's. Closing never asks: a draft with something in it stays and is listed among the recent projects, and
unsaved edits of a named file stay in the journal and are offered when it is opened again.
"""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import PreparedData
from nnstudio.errors import NNStudioError
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.journal import Journal, LostEdits, lost_edits
from nnstudio.project.project import SUFFIX, Project
from nnstudio.project.recent import RecentFiles
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.settings import settings_folder
from nnstudio.project.trained import TrainedModel, load_trained
from nnstudio.studio.session import Session
from nnstudio.studio.training_controller import TrainingController


class ProjectFiles(QObject):
    """The file behind a session: a project, a plain JSON document, or a draft."""

    path_changed = Signal()
    """The window's file has another name now."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A sentence that the user has to see: something could not be opened or saved."""
    edits_found = Signal(object)
    """`LostEdits` of the file that was just opened, which the user may want back."""

    def __init__(self, session: Session, controller: TrainingController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._controller = controller
        self._path: Path | None = None
        self._draft: Project | None = None
        self._recorder: RunRecorder | None = None
        self._recent = RecentFiles()
        self._journal = Journal()
        controller.recorder_factory = self._record
        controller.folder = lambda: self.folder
        controller.ended.connect(self._check_record)
        session.changed.connect(self._keep_edits)

    @property
    def path(self) -> Path | None:
        """The file of the document; None while it was never saved."""
        return self._path

    @property
    def folder(self) -> Path | None:
        """Where the data paths of the document start."""
        return self._path.parent if self._path is not None else None

    @property
    def project(self) -> Project | None:
        """The project in which runs are recorded, if there is one yet."""
        if self._path is not None and self._path.suffix == SUFFIX:
            return Project(self._path)
        return self._draft

    def recent(self) -> tuple[Path, ...]:
        """The files that were open last and still exist."""
        return tuple(path for path in self._recent.paths() if path.is_file())

    def new(self, document: Document) -> None:
        """Begin a document that has no file yet."""
        self._leave()
        self._session.replace(document)
        self._controller.forget()
        self.path_changed.emit()

    def open(self, path: Path) -> bool:
        """Open a project or a JSON document; False, with a sentence, if that cannot be."""
        try:
            document, trained = _read(path)
        except NNStudioError as error:
            self.failed.emit(error.sentence)
            return False
        self._leave()
        drafts = path.parent == _draft_folder()
        self._path = None if drafts else path
        self._draft = Project(path) if drafts else None
        self._session.replace(document)
        self._controller.forget()
        if trained is not None:
            self._controller.adopt(trained.document, trained.weights)
        self._recent.add(path)
        self.path_changed.emit()
        for edits in lost_edits():
            if edits.path == path.absolute():
                self.edits_found.emit(edits)
                break
        return True

    def restore(self, edits: LostEdits) -> None:
        """Take over edits that were not saved; the document counts as changed."""
        self._session.replace(edits.document)
        self._session.mark_unsaved()
        edits.discard()
        self._keep_edits()

    def save(self) -> bool:
        """Save to the document's file; False if it has none yet or that failed."""
        return self._path is not None and self.save_as(self._path)

    def save_as(self, path: Path) -> bool:
        """Save under a name: `.json` holds the document alone, everything else is a project with its runs."""
        try:
            self._write(path)
        except NNStudioError as error:
            self.failed.emit(error.sentence)
            return False
        self._path = path
        self._session.mark_saved()
        self._journal.discard()
        self._recent.add(path)
        self.path_changed.emit()
        self.message.emit(self.tr("Saved {0}.").format(path.name))
        return True

    def trained(self) -> TrainedModel | None:
        """The trained network of the window, from its last run or its project; None if nothing was trained."""
        project = self.project
        if project is None or project.latest_run() is None:
            return None
        return load_trained(project)

    def close(self) -> None:
        """The window closes: keep what was not saved."""
        self._leave()
        self._journal.close(keep=self._session.modified and self._path is not None)

    def _write(self, path: Path) -> None:
        document = self._session.document
        if path.suffix == ".json":
            try:
                write_file(path, write_document(document))
            except OSError as error:
                raise NNStudioError(f"{path} cannot be written: {why_not(error)}. Choose another place.") from None
            return
        source = self.project
        if source is None:
            Project.create(path, document)
        else:
            source.save_as(path).save_document(document)
        if self._draft is not None:
            self._draft.path.unlink(missing_ok=True)
            self._recent.forget(self._draft.path)
            self._draft = None

    def _leave(self) -> None:
        """Before another document takes the window: keep a draft that holds something, drop an empty one."""
        if self._path is None and self._session.modified and self._session.document.network.nodes:
            self._draft_project().save_document(self._session.document)
        if self._draft is not None:
            self._recent.add(self._draft.path)
        self._path = self._draft = None

    def _record(self, document: Document, data: PreparedData) -> RunRecorder:
        """Called on the run's thread."""
        project = self.project or self._draft_project()
        mark = fingerprint(document.data, self.folder) if document.data is not None else ""
        self._recorder = project.begin_run(document, data, mark)
        return self._recorder

    def _check_record(self) -> None:
        """Tell when a run could not be written down, such as on a full disk; it is still in memory."""
        if self._recorder is not None and self._recorder.failure is not None:
            self.failed.emit(self._recorder.failure.sentence)

    def _draft_project(self) -> Project:
        if self._draft is None:
            folder = _draft_folder()
            folder.mkdir(parents=True, exist_ok=True)
            document = self._session.document
            self._draft = Project.create(folder / f"{document.name}-{uuid4().hex[:6]}{SUFFIX}", document)
        return self._draft

    def _keep_edits(self) -> None:
        if self._session.modified:
            self._journal.keep(self._session.document, self._path)
        else:
            self._journal.discard()


def _draft_folder() -> Path:
    return settings_folder() / "drafts"


def _read(path: Path) -> tuple[Document, TrainedModel | None]:
    if path.suffix == ".json":
        return read_document_file(path), None
    project = Project.open(path)
    trained = load_trained(project) if project.latest_run() is not None else None
    return project.document, trained
