"""Brings the trained weights of an opened project into its window, however large they are."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from nnstudio.cancellation import Cancelled
from nnstudio.catalog.kernels import Array
from nnstudio.studio.background import Background
from nnstudio.studio.files.stored_runs import StoredRuns
from nnstudio.studio.training.training_controller import TrainingController


class StoredWeights(QObject):
    """Reads them on a thread of its own; the document and its curves are there meanwhile."""

    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str)
    """The weights cannot be read, for the reason given."""

    def __init__(self, controller: TrainingController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._runs = StoredRuns()
        self._background = Background(self)
        self._background.arrived.connect(self._hand_over)
        self._background.failed.connect(self.failed)
        controller.started.connect(self.forget)

    @property
    def busy(self) -> bool:
        """Whether weights are still being read."""
        return self._background.busy

    def fetch(self, runs: StoredRuns) -> None:
        """Let the controller show the last run at once, and its weights once they are read."""
        self._runs = runs
        if runs.trained is None:
            self.forget()
            return
        self._show({})
        self.message.emit(self.tr("Reading the trained weights…"))

        def read(_cancelled: Cancelled) -> Iterator[dict[str, Array]]:
            yield runs.read_weights()

        self._background.start(read)

    def forget(self) -> None:
        """Want no stored weights any more: another training begins, or another document comes."""
        self._background.cancel()

    def close(self) -> None:
        """Wait until nothing is read any more."""
        self._background.close()

    def _hand_over(self, weights: dict[str, Array]) -> None:
        self._show(weights)
        self.message.emit(self.tr("The trained weights are there."))

    def _show(self, weights: dict[str, Array]) -> None:
        if self._runs.trained is not None:
            self._controller.adopt(self._runs.trained.document, weights, self._runs.snapshot)
