"""What a window works on: a document with its files, its data, its training and its runs. No widget is among it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.catalog.optimizers import Adam
from nnstudio.errors import NNStudioError
from nnstudio.exchange.initial_weights import read_weights
from nnstudio.network.document import Document, Training
from nnstudio.studio.files.exporting import Exporting
from nnstudio.studio.files.project_files import ProjectFiles
from nnstudio.studio.files.stored_runs import StoredRuns
from nnstudio.studio.foresight.forecaster import Forecaster
from nnstudio.studio.language import told
from nnstudio.studio.results.run_log import RunLog
from nnstudio.studio.session.data_loading import DataLoader
from nnstudio.studio.session.open_network import OpenNetwork
from nnstudio.studio.session.session import Session
from nnstudio.studio.training.training_controller import TrainingController
from nnstudio.studio.welcome.templates import Template


class Workspace(QObject):
    """All that stays as it is when another window takes the place of the one that shows it."""

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """A sentence that the user has to see."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = Session(starting_document(), self)
        self.opened = OpenNetwork(self.session, self)
        self.training = TrainingController(self.session, self)
        self.run_log = RunLog(self.training, self)
        self.files = ProjectFiles(self.session, self.training, self)
        self.loader = DataLoader(self.session, self)
        self.forecaster = Forecaster(self.session, self)
        self.exporting = Exporting(self.files.runs.trained, self)
        self._connect()

    def open(self, path: Path) -> bool:
        """Open a project or a document; False, with a sentence, if that cannot be."""
        return self.files.open(path)

    def open_template(self, template: Template) -> bool:
        """Begin with the document of a template; False if the user would rather stay."""
        return self.files.new(template.read())

    def new(self) -> bool:
        """Begin with an empty canvas; False if the user would rather stay."""
        return self.files.new(starting_document())

    def begin_with(self, path: Path) -> None:
        """Begin the next trainings with the weights of a file."""
        try:
            self.training.begin_with(read_weights(path))
        except NNStudioError as error:
            self.failed.emit(told(error.sentence))
        else:
            self.message.emit(self.tr("The next training begins with the weights of {0}.").format(path.name))

    def close(self) -> None:
        """Stop what is under way and keep what was not saved."""
        for part in (self.training, self.loader, self.forecaster, self.exporting, self.files):
            part.close()

    def _connect(self) -> None:
        self.loader.folder = lambda: self.files.folder
        self.training.at_hand = self.loader.at_hand
        self.run_log.kept = self.files.runs.kept_moments
        self.files.opened.connect(self._show_stored)
        for part in (self.training, self.files, self.exporting):
            part.message.connect(self.message)
        for part in (self.files, self.exporting):
            part.failed.connect(self.failed)

    def _show_stored(self, runs: StoredRuns) -> None:
        self.run_log.show_stored(runs.records)


def starting_document() -> Document:
    """What an empty canvas begins with: an optimizer that suits most networks, and enough epochs to see something."""
    return Document(training=Training(optimizer=Adam(), epochs=100))
