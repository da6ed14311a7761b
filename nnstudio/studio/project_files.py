"""Opening and saving: which file belongs to a window, and how nothing that was made in it gets lost.

A document that was never saved has a draft, a project in the user's settings folder, so that its runs are recorded
like any other's. Closing never asks: a draft with something in it stays and is listed among the recent projects, and
unsaved edits of a named file stay in the journal and are offered when it is opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject, Signal

from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.run import Recorder
from nnstudio.errors import NNStudioError
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.json_format import read_document_file, write_document
from nnstudio.project.atomic import why_not, write_file
from nnstudio.project.csv_log import CsvLog, csv_logs
from nnstudio.project.drafts import create_draft, is_draft, recover_drafts
from nnstudio.project.journal import Journal, LostEdits, journal_folder, lost_edits
from nnstudio.project.project import Project
from nnstudio.project.recent import RecentFiles
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.recorders import Recorders
from nnstudio.project.relocation import relocate, with_absolute_path
from nnstudio.project.trained import TrainedModel, load_trained
from nnstudio.studio.results.run_record import KeptMoment, RunRecord
from nnstudio.studio.session import Session
from nnstudio.studio.stored_runs import StoredRuns, kept_moments, read_runs, seen_at
from nnstudio.studio.stored_weights import StoredWeights
from nnstudio.studio.training_controller import TrainingController


class ProjectFiles(QObject):
    """The file behind a session: a project, a plain JSON document, or none yet."""

    path_changed = Signal()
    """The window's file has another name now."""
    opened = Signal(object)
    """Another document took the window; these `StoredRuns` came with it."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A sentence that the user has to see: something could not be opened or saved."""
    changed_elsewhere = Signal()
    """The document was not saved, because its file holds another one than was opened or saved here."""
    edits_found = Signal(object)
    """`LostEdits` of the file that was just opened, which the user may want back."""

    def __init__(self, session: Session, controller: TrainingController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._controller = controller
        self._path: Path | None = None
        self._project: Project | None = None
        self._recorder: RunRecorder | None = None
        self._logs: tuple[CsvLog, ...] = ()
        self._moment: KeptMoment | None = None
        self._project_lock = Lock()  # a run that begins asks for its project on a thread of its own
        self._recent = RecentFiles()
        self._journal = Journal()
        self._warned = False
        self.weights = StoredWeights(controller, self)
        self.weights.failed.connect(self.failed)
        self.weights.message.connect(self.message)
        for draft in recover_drafts():
            self._recent.add(draft.path)
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
        """The project in which runs are recorded, if there is one yet: the window's file, or else a draft."""
        return self._project

    def recent(self) -> tuple[Path, ...]:
        """The files that were open last and still exist."""
        return tuple(path for path in self._recent.paths() if path.is_file())

    def new(self, document: Document) -> None:
        """Begin a document that has no file yet."""
        self._leave()
        self._take(document, None, None, StoredRuns())

    def open(self, path: Path) -> bool:
        """Open a project or a JSON document; False, with a sentence, if that cannot be."""
        try:
            document, project = _read(path)
        except NNStudioError as error:
            named = path.name in error.sentence
            self.failed.emit(
                error.sentence if named else self.tr("{0} cannot be opened. {1}").format(path.name, error.sentence)
            )
            return False
        self._leave()
        self._take(document, None if is_draft(path) else path, project, self._read_runs(project))
        self._recent.add(path)
        self._offer_edits(path)
        return True

    def restore(self, lost: LostEdits) -> None:
        """Take over edits that were not saved, as one undo step."""
        label = self.tr("Take over unsaved edits")
        self._session.do(edits.replace_document(self._session.document, lost.document, label))
        lost.discard()

    def save(self) -> bool:
        """Save to the document's file; False if it has none yet, if it was changed elsewhere, or if that failed."""
        if self._path is not None and self._is_changed_elsewhere(self._path):
            self.changed_elsewhere.emit()
            return False
        return self.overwrite()

    def overwrite(self) -> bool:
        """Save to the document's file whatever it holds by now; False if it has none yet or that failed."""
        return self._path is not None and self.save_as(self._path)

    def save_as(self, path: Path) -> bool:
        """Save under a name: `.json` holds the document alone, everything else is a project with its runs."""
        before = self._session.document
        document = relocate(before, self.folder or Path.cwd(), path.parent)
        try:
            with self._project_lock:
                self._write(document, path)
        except NNStudioError as error:
            self.failed.emit(error.sentence)
            return False
        self._path = path
        if document != before:  # from its new place, another way leads to the same data
            self._session.do(edits.set_data(before, document.data))
        self._session.mark_saved()
        self._journal.discard()
        self._recent.add(path)
        self.path_changed.emit()
        self.message.emit(self.tr("Saved {0}.").format(path.name))
        return True

    def kept_moments(self) -> tuple[KeptMoment, ...]:
        """The moments of the last run in this window that have a name; none if they cannot be read."""
        if self._project is None or self._recorder is None:
            return ()
        try:
            return kept_moments(self._project, self._recorder.run)
        except NNStudioError:
            return ()

    def use(self, record: RunRecord, moment: KeptMoment) -> None:
        """Let the window show, evaluate and export a run as it was at a moment, until the next one begins."""
        if self._controller.active:
            self.failed.emit(self.tr("The network is training. Stop it first, to use what was kept."))
            return
        project = self._project
        if project is None:
            return
        self._moment = moment
        self.weights.fetch(
            StoredRuns(
                trained=record,
                read_weights=lambda: load_trained(project, moment.run, keepsake=moment.name).weights,
                snapshot=seen_at(record, moment),
            )
        )

    def trained(self) -> TrainedModel | None:
        """The trained network of the window, from its last run or its project; None if nothing was trained."""
        project, moment = self._project, self._moment
        if project is None or project.latest_run() is None:
            return None
        return load_trained(project) if moment is None else load_trained(project, moment.run, keepsake=moment.name)

    def close(self) -> None:
        """The window closes: keep what was not saved."""
        self._leave()
        self.weights.close()
        self._journal.close()

    def _is_changed_elsewhere(self, path: Path) -> bool:
        try:
            found = read_document_file(path) if path.suffix == ".json" else Project(path).document
        except NNStudioError:
            return False  # gone or damaged: there is nothing that saving would lose
        return found != self._session.saved

    def _write(self, document: Document, path: Path) -> None:
        if path.suffix == ".json":
            try:
                write_file(path, write_document(document))
            except OSError as error:
                raise NNStudioError(f"{path} cannot be written: {why_not(error)}. Choose another place.") from None
            return
        source = self._project
        if source is None or not source.path.exists():
            self._project = Project.create(path, document)
            return
        with self._recording_in(source, path):
            copy = source.save_as(path)
            copy.save_document(document)
        self._project = copy
        if is_draft(source.path):
            source.path.unlink(missing_ok=True)
            self._recent.forget(source.path)

    @contextmanager
    def _recording_in(self, source: Project, path: Path) -> Iterator[None]:
        """Have a run that is recorded in a project go on in its copy."""
        if self._recorder is None or self._recorder.path != source.path:
            yield
            return
        with self._recorder.moving(path):
            yield

    def _offer_edits(self, path: Path) -> None:
        for lost in lost_edits():
            if lost.path != path.absolute():
                continue
            if lost.document != self._session.document:
                self.edits_found.emit(lost)
                return
            lost.discard()

    def _take(self, document: Document, path: Path | None, project: Project | None, runs: StoredRuns) -> None:
        self._path, self._project, self._recorder, self._moment = path, project, None, None
        self._session.replace(document)
        self.opened.emit(runs)
        self.weights.fetch(runs)
        self.path_changed.emit()

    def _leave(self) -> None:
        """Before another document takes the window: end its run, and keep what was not saved."""
        self.weights.forget()
        self._controller.forget()
        if self._session.modified and (self._path is not None or not self._keep_draft()):
            self._journal.close(keep=True)
            self._journal = Journal()
        self._journal.discard()

    def _keep_draft(self) -> bool:
        """Save a document that has no file into its draft if there is anything in it; False if that fails."""
        document = self._session.document
        if not document.network.nodes:
            return True
        try:
            project = self._project_of_runs()
            project.save_document(self._placed(document, project))
        except NNStudioError as error:
            self.failed.emit(error.sentence)
            return False
        return True

    def _record(self, document: Document, data: PreparedData) -> Recorder:
        """Called on the run's thread."""
        folder, self._moment = self.folder, None
        mark = fingerprint(document.data, folder) if document.data is not None else ""
        with self._project_lock:
            project = self._project_of_runs()
            self._recorder = project.begin_run(self._placed(document, project), data, mark)
            self._logs = csv_logs(document, folder)
        return Recorders([self._recorder, *self._logs])

    def _check_record(self) -> None:
        """Tell when a run could not be written down, such as on a full disk; it is still in memory."""
        if self._recorder is not None and self._recorder.failure is not None:
            self.failed.emit(self._recorder.failure.sentence)
        for log in self._logs:
            if log.failure is not None:
                self.failed.emit(log.failure)

    def _project_of_runs(self) -> Project:
        if self._project is None:
            document = self._session.document
            self._project = create_draft(with_absolute_path(document, self.folder or Path.cwd()))
            self._recent.add(self._project.path)
            self._keep_edits()  # from now on they belong to the draft
        return self._project

    def _placed(self, document: Document, project: Project) -> Document:
        """The document with the way to its data from a project, which need not lie beside the window's file."""
        folder = self.folder or Path.cwd()
        if is_draft(project.path):
            return with_absolute_path(document, folder)
        return relocate(document, folder, project.folder)

    def _keep_edits(self) -> None:
        if self._session.modified:
            draft = self._project if self._path is None else None
            self._journal.keep(self._session.document, draft.path if draft is not None else self._path)
            self._check_journal()
        else:
            self._journal.discard()

    def _check_journal(self) -> None:
        """Tell once when edits are not safe before they are saved, such as on a full disk."""
        if self._journal.failing and not self._warned:
            self._warned = True
            sentence = self.tr("Edits cannot be kept in {0} until they are saved: nothing can be written there.")
            self.failed.emit(sentence.format(journal_folder()))

    def _read_runs(self, project: Project | None) -> StoredRuns:
        """What was trained; where that is damaged, the document is worth opening all the same."""
        try:
            return read_runs(project) if project is not None else StoredRuns()
        except NNStudioError as error:
            self.failed.emit(error.sentence)
            return StoredRuns()


def _read(path: Path) -> tuple[Document, Project | None]:
    if path.suffix == ".json":
        return read_document_file(path), None
    project = Project.open(path)
    return project.document, project
