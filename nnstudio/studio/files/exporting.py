"""Taking the trained network home: writes it off the GUI thread, and says that it was proven equal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnstudio.errors import NNStudioError
from nnstudio.exchange import export
from nnstudio.project.trained import TrainedModel
from nnstudio.studio.language import told


class Exporting(QObject):
    """Exports the trained network of a workspace."""

    message = Signal(str)
    failed = Signal(str)
    _written = Signal(str, float)
    _broken = Signal(str)

    def __init__(self, trained: Callable[[], TrainedModel | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trained = trained
        self._thread: threading.Thread | None = None
        self._written.connect(self._report)
        self._broken.connect(self.failed)

    def model(self) -> TrainedModel | None:
        """What there is to export; None, with a sentence, where there is nothing."""
        try:
            trained = self._trained()
        except NNStudioError as error:
            self.failed.emit(told(error.sentence))
            return None
        if trained is None:
            self.failed.emit(self.tr("There are no trained weights yet. Press Train first."))
        return trained

    def write(self, trained: TrainedModel, path: Path) -> None:
        """Export to a file; the outcome is told by `message` or `failed`."""
        self.close()
        self._thread = threading.Thread(target=self._work, args=(trained, path), name="export")
        self._thread.start()

    def close(self) -> None:
        """Wait for an export that is under way."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self, trained: TrainedModel, path: Path) -> None:
        try:
            difference = export(trained, path, verify=True)
        except NNStudioError as error:
            self._broken.emit(told(error.sentence))
        else:
            self._written.emit(path.name, difference or 0.0)

    def _report(self, name: str, difference: float) -> None:
        self.message.emit(
            self.tr("Exported {0}. Read back, it predicts the same (largest difference {1}).").format(
                name, f"{difference:.1g}"
            )
        )
