"""The runs of a window, as its project has them: recorded while they go on, and used again afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.data.loading import fingerprint
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.run import Recorder
from nnstudio.errors import NNStudioError
from nnstudio.network.document import Document
from nnstudio.project.csv_log import CsvLog, csv_logs
from nnstudio.project.project import Project
from nnstudio.project.recorder import RunRecorder
from nnstudio.project.recorders import Recorders
from nnstudio.project.trained import TrainedModel, load_trained
from nnstudio.studio.files.home import Home
from nnstudio.studio.files.stored_runs import StoredRuns, kept_moments, read_runs, seen_at
from nnstudio.studio.files.stored_weights import StoredWeights
from nnstudio.studio.language import told
from nnstudio.studio.results.run_record import KeptMoment, RunRecord
from nnstudio.studio.training_controller import TrainingController


class RecordedRuns(QObject):
    """Writes every run of a controller into the project of the document, and knows which one the window shows."""

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A run could not be written down or read, for the reason given."""

    def __init__(
        self, home: Home, controller: TrainingController, project: Callable[[], Project], parent: QObject | None = None
    ) -> None:
        """`project` gives the one to record in, and makes it where there is none; it is called on a run's thread."""
        super().__init__(parent)
        self._home = home
        self._controller = controller
        self._ensure_project = project
        self._recorder: RunRecorder | None = None
        self._logs: tuple[CsvLog, ...] = ()
        self._moment: KeptMoment | None = None
        self.weights = StoredWeights(controller, self)
        self.weights.failed.connect(self.failed)
        self.weights.message.connect(self.message)
        controller.recorder_factory = self._record
        controller.ended.connect(self._check_record)

    @property
    def are_new(self) -> bool:
        """Whether a run was recorded since the document was opened."""
        return self._recorder is not None

    def read(self, project: Project | None) -> StoredRuns:
        """Begin anew with what a project has; where that is damaged, the document is worth opening all the same."""
        self._recorder = self._moment = None
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

    def close(self) -> None:
        """Wait until nothing is read any more."""
        self.weights.close()

    def _record(self, document: Document, data: PreparedData) -> Recorder:
        """Called on the run's thread."""
        home, self._moment = self._home, None
        folder = home.folder
        mark = fingerprint(document.data, folder) if document.data is not None else ""
        with home.lock:
            project = self._ensure_project()
            self._recorder = project.begin_run(home.as_seen_from(project, document), data, mark)
            self._logs = csv_logs(document, folder)
        return Recorders([self._recorder, *self._logs])

    def _check_record(self) -> None:
        """Tell when a run could not be written down, such as on a full disk; it is still in memory."""
        if self._recorder is not None and self._recorder.failure is not None:
            self.failed.emit(told(self._recorder.failure.sentence))
        for log in self._logs:
            if log.failure is not None:
                self.failed.emit(told(log.failure))
