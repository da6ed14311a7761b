"""The runs of a window, as its project has them: recorded while they go on, and used again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.run import Recorder
from nnstudio.errors import NNStudioError
from nnstudio.network.document import Document
from nnstudio.project.csv_log import CsvLog, csv_logs
from nnstudio.project.drafts import is_draft
from nnstudio.project.project import Project
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.recorders import Recorders
from nnstudio.project.trained import TrainedModel, load_trained, trained_model
from nnstudio.studio.files.home import Home
from nnstudio.studio.files.safekeeping import Safekeeping
from nnstudio.studio.files.stored_runs import StoredRuns, kept_moments, read_runs, seen_at
from nnstudio.studio.files.stored_weights import StoredWeights
from nnstudio.studio.language import told
from nnstudio.studio.results.run_record import KeptMoment, RunRecord
from nnstudio.studio.training.training_controller import TrainingController


class RecordedRuns(QObject):
    """Writes every run of a controller into the project of the document, and knows which one the window shows."""

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A run could not be written down or read, for the reason given."""
    moved = Signal()
    """Runs are in a draft by now, because the project cannot be written."""

    def __init__(
        self, home: Home, keeping: Safekeeping, controller: TrainingController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._keeping = keeping
        self._controller = controller
        self.are_new = False
        """Whether a run was recorded since the document was opened."""
        self._is_told = False
        self._recorder: RunRecorder | None = None
        self._logs: tuple[CsvLog, ...] = ()
        self._moment: KeptMoment | None = None
        self.weights = StoredWeights(controller, self)
        self.weights.failed.connect(self.failed)
        self.weights.message.connect(self.message)
        controller.recorder_factory = self._record
        controller.snapshot_changed.connect(self._watch_record)
        controller.ended.connect(self._check_record)

    def read(self, project: Project | None) -> StoredRuns:
        """Begin anew with what a project has; where that is damaged, the document is worth opening all the same."""
        self._recorder = self._moment = None
        self.are_new = False
        try:
            return read_runs(project) if project is not None else StoredRuns()
        except NNStudioError as error:
            self.failed.emit(told(error.sentence))
            return StoredRuns()

    def kept_moments(self) -> tuple[KeptMoment, ...]:
        """The moments of the last run in this window that have a name; none if they cannot be read."""
        project = self._home.project
        if project is None or self._recorder is None:
            return ()
        try:
            return kept_moments(project, self._recorder.run)
        except NNStudioError:
            return ()

    def use(self, record: RunRecord, moment: KeptMoment) -> None:
        """Let the window show, evaluate and export a run as it was at a moment, until the next one begins."""
        if self._controller.active:
            self.failed.emit(self.tr("The network is training. Stop it first, to use what was kept."))
            return
        project = self._home.project
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
        project, moment = self._home.project, self._moment
        if moment is None and (unwritten := self._unwritten()) is not None:
            return unwritten
        if project is None or project.latest_run() is None:
            return None
        return load_trained(project) if moment is None else load_trained(project, moment.run, keepsake=moment.name)

    @contextmanager
    def moving(self, source: Project, path: Path) -> Iterator[None]:
        """Have a run that is recorded in a project go on in its copy."""
        if self._recorder is None or self._recorder.path != source.path:
            yield
            return
        with self._recorder.moving(path):
            yield

    def catch_up(self) -> None:
        """Write what could not be written of a run that is over, now that its project is elsewhere or has room."""
        if self._recorder is not None and self._recorder.failure is not None and not self._controller.active:
            self._recorder.flush()
            self._tell_failure(self._recorder)

    def close(self) -> None:
        """Wait until nothing is read any more."""
        self.weights.close()

    def _record(self, document: Document, data: PreparedData) -> Recorder:
        """Called on the run's thread. Where nothing can be written, the run goes on without a record."""
        folder, self._moment = self._home.folder, None
        mark = fingerprint(document.data, folder) if document.data is not None else ""
        with self._home.lock:
            self._recorder, self._is_told = None, False
            self._logs = csv_logs(document, folder)
            try:
                self._recorder = self._begin_run(document, data, mark)
            except NNStudioError as error:
                sentence = self.tr("This training cannot be recorded, but its weights can be exported. {0}")
                self.failed.emit(sentence.format(told(error.sentence)))
                return Recorders(self._logs)
            self.are_new = True
        return Recorders([self._recorder, *self._logs])

    def _begin_run(self, document: Document, data: PreparedData, mark: str) -> RunRecorder:
        """Record in the project, or in a draft where that cannot be written; raises NNStudioError."""
        project = self._keeping.ensure_project()
        try:
            return project.begin_run(self._home.as_seen_from(project, document), data, mark)
        except NNStudioError:
            if is_draft(project.path):
                raise
        try:
            draft = self._keeping.copy_to_draft(self.moving)
        except NNStudioError:  # it cannot be read either
            draft = self._keeping.open_draft()
        try:
            return draft.begin_run(self._home.as_seen_from(draft, document), data, mark)
        finally:
            self.moved.emit()

    def _watch_record(self) -> None:
        """Tell once when a run cannot be written down any more, such as on a full disk; it is still in memory."""
        recorder = self._recorder
        if recorder is not None and recorder.failure is not None and not self._is_told:
            self._is_told = True
            if not self._goes_on_in_draft(recorder):
                self._tell_failure(recorder)

    def _check_record(self) -> None:
        self._watch_record()
        self.catch_up()
        for log in self._logs:
            if log.failure is not None:
                self.failed.emit(told(log.failure))

    def _goes_on_in_draft(self, recorder: RunRecorder) -> bool:
        home = self._home
        with home.lock:
            project = home.project
            if project is None or is_draft(project.path) or project.path != recorder.path:
                return False
            try:
                if all((run.id, run.started) != (recorder.run, recorder.started) for run in project.runs()):
                    return False  # another project has taken its place
                self._keeping.copy_to_draft(self.moving)
            except NNStudioError:
                return False
        self.moved.emit()
        return True

    def _tell_failure(self, recorder: RunRecorder) -> None:
        if recorder.failure is not None:
            self.failed.emit(told(recorder.failure.sentence))

    def _unwritten(self) -> TrainedModel | None:
        """The network as the last run of this window left it, if that could not be written down."""
        controller, is_written = self._controller, self._recorder is not None and self._recorder.failure is None
        document, data = controller.document, controller.data
        if is_written or document is None or data is None or not controller.weights:
            return None
        return trained_model(document, controller.weights, data.fitted, data.description)
