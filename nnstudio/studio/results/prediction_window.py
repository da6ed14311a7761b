"""What a trained network predicts for the rows of a file, to be read and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnstudio.cancellation import Cancelled
from nnstudio.catalog.kernels import Array
from nnstudio.data.new_data import NewSamples, prepare_new
from nnstudio.data.preparation import PreparedData
from nnstudio.engine.model import Model
from nnstudio.insight.evaluation import evaluate, in_target_form, trained_model
from nnstudio.insight.predictions import PredictionTable, predictions_table
from nnstudio.network.document import Document
from nnstudio.project.atomic import why_not, write_file
from nnstudio.studio.background import Background, Work
from nnstudio.studio.language import told
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.results.captions import Note
from nnstudio.studio.results.table import Cell, Table, number
from nnstudio.studio.theme import Role, ThemeSource, set_role
from nnstudio.studio.theme.spacing import LARGE, SMALL
from nnstudio.studio.training.figure_names import figure_name

_ROWS_SHOWN: Final = 1000
_SIZE: Final = QSize(720, 480)


@dataclass(frozen=True, eq=False)
class Prediction:
    """What came of a file."""

    samples: NewSamples
    table: PredictionTable
    figures: Mapping[str, float]
    """Loss and metrics where the file holds the right answers."""


class PredictionWindow(QDialog):
    """Stands beside the main window; it computes on a thread and closes whenever the user likes."""

    def __init__(
        self,
        document: Document,
        weights: Mapping[str, Array],
        data: Callable[[], PreparedData],
        theme_source: ThemeSource,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._weights, self._data = document, weights, data
        self._prediction: Prediction | None = None
        self._background = Background(self)
        self._background.arrived.connect(self._show)
        self._background.failed.connect(self._say_error)
        self.table = Table(theme_source, self.tr("Predictions"))
        self.heading = QLabel()
        set_role(self.heading, Role.TITLE)
        self.note = Note()
        self.save = QPushButton(self.tr("Save as CSV…"))
        self.save.setEnabled(False)
        set_role(self.save, Role.PRIMARY)
        self.save.clicked.connect(self._ask_where_to_save)
        self._lay_out()
        self.finished.connect(self._background.close)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)

    def predict(self, path: Path) -> None:
        """Read a file and predict its rows."""
        self.setWindowTitle(self.tr("Predictions of {0}").format(path.name))
        self.heading.setText(path.name)
        self.note.say(self.tr("Predicting…"))
        self._background.start(_work(self._document, self._weights, self._data, path))

    def save_to(self, path: Path) -> None:
        """Write the predictions as CSV; a failure is told in the window."""
        if self._prediction is None:
            return
        try:
            write_file(path, self._prediction.table.to_csv())
        except OSError as error:
            self._say_error(
                self.tr("{0} cannot be written: {1}. Choose another place.").format(path, told(why_not(error)))
            )
        else:
            self.note.say(self.tr("Saved {0}.").format(path.name), Role.GOOD)

    def _lay_out(self) -> None:
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.close)
        close.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(SMALL)
        buttons.addWidget(self.note, 1)
        buttons.addWidget(close)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(SMALL)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    def _show(self, prediction: Prediction) -> None:
        self._prediction = prediction
        table = prediction.table
        first = table.rows[0] if table.rows else table.header
        header = [
            number(self.tr("Row")),
            *(Cell(told(name), not isinstance(cell, str)) for name, cell in zip(table.header, first, strict=True)),
        ]
        rows = [
            [number(f"{place:,}"), *(_cell(cell) for cell in row)]
            for place, row in enumerate(table.rows[:_ROWS_SHOWN], start=1)
        ]
        self.table.cells.show_rows(header, rows)
        self.save.setEnabled(True)
        self.note.say(self._summary(prediction), Role.SECOND)

    def _summary(self, prediction: Prediction) -> str:
        count = len(prediction.table.rows)
        parts = [self.tr("1 row") if count == 1 else self.tr("{0} rows").format(f"{count:,}")]
        if count > _ROWS_SHOWN:
            parts.append(self.tr("the first {0} are shown").format(f"{_ROWS_SHOWN:,}"))
        parts += [f"{figure_name(name)} {value_text(value)}" for name, value in prediction.figures.items()]
        return " · ".join(parts)

    def _say_error(self, sentence: str) -> None:
        self.note.say(sentence, Role.ERROR)

    def _ask_where_to_save(self) -> None:
        suggestion = f"{Path(self.heading.text()).stem}-predictions.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save predictions"), suggestion, self.tr("Table (*.csv)"))
        if chosen:
            path = Path(chosen)
            self.save_to(path if path.suffix else path.with_name(f"{path.name}.csv"))


def _work(document: Document, weights: Mapping[str, Array], data: Callable[[], PreparedData], path: Path) -> Work:
    def work(cancelled: Cancelled) -> Iterator[Prediction]:
        reference = document.data
        if reference is None:
            raise AssertionError("A network is trained only with data.")
        prepared = in_target_form(document, data())
        samples = prepare_new(reference, prepared.fitted, prepared.description, path)
        model = trained_model(document, weights)
        yield _predict(document, model, prepared, samples, cancelled)

    return work


def _predict(
    document: Document, model: Model, data: PreparedData, samples: NewSamples, cancelled: Cancelled
) -> Prediction:
    figures: Mapping[str, float] = {}
    if samples.is_labelled:
        found = evaluate(document, model, samples.labelled(), cancelled)
        predictions = {output: evaluation.predictions for output, evaluation in found.items()}
        figures = next(iter(found.values())).figures
    else:
        predictions = model.predictions(samples.inputs)
    table = predictions_table(data.description, data.fitted, document.training, predictions)
    return Prediction(samples, table, figures)


def _cell(cell: float | str) -> Cell:
    return Cell(cell) if isinstance(cell, str) else number(value_text(cell), repr(cell))
