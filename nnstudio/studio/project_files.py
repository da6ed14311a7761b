"""Opening and saving: which file belongs to a window, and how nothing that was made in it gets lost.

A document that was never saved has a draft, a project in the user's settings folder, so that its runs are recorded
like any other's. A draft with something in it stays and is listed among the recent projects, and unsaved edits of a
named file stay in the journal and are offered when it is opened again: closing has nothing to ask, unless neither can
be written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from nnstudio.project.claim import Claims
from nnstudio.project.csv_log import CsvLog, csv_logs
from nnstudio.project.document_files import JSON, open_file, saved_document, write_json
from nnstudio.project.drafts import all_drafts, copy_to_draft, create_draft, holds_work, is_draft, recover_drafts
from nnstudio.project.project import Project
from nnstudio.project.recent import RecentFiles
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.recorders import Recorders
from nnstudio.project.relocation import relocate, with_absolute_path
from nnstudio.project.trained import TrainedModel, load_trained
from nnstudio.studio.language import told
from nnstudio.studio.results.run_record import KeptMoment, RunRecord
from nnstudio.studio.session import Session
from nnstudio.studio.stored_runs import StoredRuns, kept_moments, read_runs, seen_at
from nnstudio.studio.stored_weights import StoredWeights
from nnstudio.studio.training_controller import TrainingController
from nnstudio.studio.unsaved_edits import UnsavedEdits


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
        self._claims = Claims()
        self._copy: Project | None = None
        self._given_up: Document | None = None
        self._in_draft: Document | None = None
        self.recent_files = RecentFiles()
        self.unsaved = UnsavedEdits(self.recent_files, self)
        self.unsaved.failed.connect(self.failed)
        self.ask_before_loss: Callable[[], bool] = lambda: True
        """Asked where edits can be kept nowhere: whether to go on, and lose what is not saved by then."""
        self.weights = StoredWeights(controller, self)
        self.weights.failed.connect(self.failed)
        self.weights.message.connect(self.message)
        for draft in recover_drafts():
            self.recent_files.add(draft.path)
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

    def holds(self, path: Path) -> bool:
        """Whether a file is the one of this window, or the draft of its runs."""
        ours = (self._path, self._project.path if self._project is not None else None)
        return any(own is not None and own.resolve() == path.resolve() for own in ours)

    def recent(self) -> tuple[Path, ...]:
        """The files that were open last and still exist, and every draft: it can be found nowhere else."""
        listed = [path for path in self.recent_files.paths() if path.is_file()]
        return tuple(dict.fromkeys((*listed, *all_drafts())))

    def new(self, document: Document) -> bool:
        """Begin a document that has no file yet; False if the user would rather stay."""
        if not self.may_leave():
            return False
        self._leave()
        self._take(document, None, None, StoredRuns())
        return True

    def open(self, path: Path) -> bool:
        """Open a project or a JSON document; False, with a sentence, if that cannot be.

        Of a file that another window has, a copy is opened, which has no file yet.
        """
        try:
            document, project = open_file(path)
        except NNStudioError as error:
            named = path.name in error.sentence
            self.failed.emit(
                told(error.sentence)
                if named
                else self.tr("{0} cannot be opened. {1}").format(path.name, told(error.sentence))
            )
            return False
        is_ours = self._claims.take(path)
        if not self.may_leave():
            self._give_up_others()
            return False
        self._leave()
        if not is_ours:
            self._take_copy(path, document, project)
            return True
        self._take(document, None if is_draft(path) else path, project, self._read_runs(project))
        self.recent_files.add(path)
        self.unsaved.look_for(path, self._session.document)
        return True

    def restore(self) -> None:
        """Take over the edits that were found, as one undo step."""
        document = self.unsaved.take()
        if document is not None:
            label = self.tr("Take over unsaved edits")
            self._session.do(edits.replace_document(self._session.document, document, label))

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
        if not self._claims.take(path):
            self.failed.emit(self.tr("{0} is open in another window. Choose another name.").format(path.name))
            return False
        before = self._session.document
        document = relocate(before, self.folder or Path.cwd(), path.parent)
        self.unsaved.outlive(path)
        self.unsaved.keep(document, path)
        self.unsaved.are_safe()  # from now on, what was written down is never older than the file
        try:
            with self._project_lock:
                self._write(document, path)
        except NNStudioError as error:
            self._keep_edits()
            self._give_up_others()
            self.failed.emit(told(error.sentence))
            return False
        self._path = path
        if document != before:  # from its new place, another way leads to the same data
            self._session.do(edits.set_data(before, document.data))
        self._session.mark_saved()
        self.unsaved.discard()
        self._give_up_others()
        self.recent_files.add(path)
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

    def may_leave(self) -> bool:
        """Whether everything is kept somewhere, or else the user does not mind."""
        document = self._session.document
        return document is self._given_up or self._is_kept() or self.ask_before_loss()

    def give_up(self) -> None:
        """The document as it is now need not be kept."""
        self._given_up = self._session.document

    def close(self) -> None:
        """The window closes: keep what was not saved."""
        self._leave()
        self.weights.close()
        self.unsaved.close()
        self._claims.keep()

    def _is_changed_elsewhere(self, path: Path) -> bool:
        found = saved_document(path)
        return found is not None and found != self._session.saved  # without it, saving would lose nothing

    def _write(self, document: Document, path: Path) -> None:
        if path.suffix == JSON:
            write_json(document, path)
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
            self.recent_files.forget(source.path)

    @contextmanager
    def _recording_in(self, source: Project, path: Path) -> Iterator[None]:
        """Have a run that is recorded in a project go on in its copy."""
        if self._recorder is None or self._recorder.path != source.path:
            yield
            return
        with self._recorder.moving(path):
            yield

    def _take(self, document: Document, path: Path | None, project: Project | None, runs: StoredRuns) -> None:
        self._path, self._project, self._recorder, self._moment = path, project, None, None
        self._copy = self._given_up = None
        self._in_draft = document
        self._give_up_others()
        self._session.replace(document)
        self.opened.emit(runs)
        self.weights.fetch(runs)
        self.path_changed.emit()

    def _take_copy(self, path: Path, document: Document, project: Project | None) -> None:
        placed = with_absolute_path(document, path.parent)
        try:
            copy = copy_to_draft(project, placed) if project is not None else None
        except NNStudioError as error:
            self.failed.emit(told(error.sentence))
            copy = None
        self._take(placed, None, copy, self._read_runs(copy))
        self._copy = copy
        sentence = self.tr("{0} is open in another window. This is a copy of it: save it under another name.")
        self.failed.emit(sentence.format(path.name))

    def _leave(self) -> None:
        """Before another document takes the window: end its run, and keep what was not saved."""
        self.weights.forget()
        self._controller.forget()
        keep = not self._is_in_file() and self._session.document is not self._given_up
        if keep and self._path is None:
            error = self._keep_draft()
            keep = error is not None
            if error is not None:
                self.failed.emit(told(error.sentence))
        self.unsaved.begin_anew(keep=keep)
        if self._copy is not None and self._copy is self._project and not self._session.modified and not self._recorder:
            self._copy.path.unlink(missing_ok=True)  # a copy of which nothing was made

    def _is_kept(self) -> bool:
        """Whether nothing would be lost if the process died now."""
        if self._is_in_file() or self.unsaved.are_safe():
            return True
        return self._path is None and self._keep_draft() is None

    def _keep_draft(self) -> NNStudioError | None:
        """Save a document that has no file into its draft if there is anything in it; tells why that cannot be."""
        document = self._session.document
        if not holds_work(document):
            return None
        self.unsaved.are_safe()
        try:
            project = self._project_of_runs()
            project.save_document(self._placed(document, project))
        except NNStudioError as error:
            return error
        self._in_draft = document
        return None

    def _give_up_others(self) -> None:
        """Let other windows have every file that is not open here."""
        self._claims.keep(self._path, self._project.path if self._project is not None else None)

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
            self.failed.emit(told(self._recorder.failure.sentence))
        for log in self._logs:
            if log.failure is not None:
                self.failed.emit(told(log.failure))

    def _project_of_runs(self) -> Project:
        if self._project is None:
            document = self._session.document
            placed = with_absolute_path(document, self.folder or Path.cwd())
            self._project = create_draft(placed, self.unsaved.journal)
            self._in_draft = document
            self._claims.take(self._project.path)
            self.recent_files.add(self._project.path)
            self._keep_edits()  # from now on they belong to the draft
        return self._project

    def _placed(self, document: Document, project: Project) -> Document:
        """The document with the way to its data from a project, which need not lie beside the window's file."""
        folder = self.folder or Path.cwd()
        if is_draft(project.path):
            return with_absolute_path(document, folder)
        return relocate(document, folder, project.folder)

    def _keep_edits(self) -> None:
        if self._is_in_file():
            self.unsaved.discard()
        else:
            draft = self._project if self._path is None else None
            self.unsaved.keep(self._session.document, draft.path if draft is not None else self._path)

    def _is_in_file(self) -> bool:
        """Whether the document is in its file as it is now, or else in its draft; without either, as it began."""
        if self._path is None and self._project is not None:
            return self._session.document == self._in_draft
        return not self._session.modified

    def _read_runs(self, project: Project | None) -> StoredRuns:
        """What was trained; where that is damaged, the document is worth opening all the same."""
        try:
            return read_runs(project) if project is not None else StoredRuns()
        except NNStudioError as error:
            self.failed.emit(told(error.sentence))
            return StoredRuns()
