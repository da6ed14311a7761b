"""Evaluations as rows of cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from PySide6.QtCore import QCoreApplication

from nnstudio.catalog.kernels import Array
from nnstudio.insight.classification import ClassFigures, ClassReport, predicted_labels, true_labels
from nnstudio.insight.figures import LEARNING_RATE, VALIDATION, quantities, short_name
from nnstudio.insight.originals import OriginalColumn, original_columns
from nnstudio.insight.regression import RegressionReport
from nnstudio.insight.reports import PartReport
from nnstudio.network.figures import LOSS
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.results.table import Cell, number
from nnstudio.studio.training.figure_names import figure_name

Rows: TypeAlias = list[list[Cell]]

translate = QCoreApplication.translate

_SIDES: Final = ("true", "predicted")


def part_name(part: str) -> str:
    """A part of the data in the user's language."""
    names = {
        "validation": translate("Results", "validation"),
        "test": translate("Results", "test"),
        "training": translate("Results", "training"),
    }
    return names[part]


def result_header(figures: Iterable[str]) -> list[Cell]:
    """Above the results: one column for the loss and each metric."""
    return [
        Cell(translate("Results", "Data")),
        *(number(figure_name(short_name(name)), figure_name(name)) for name in figures),
    ]


def result_row(part: str, figures: Mapping[str, float], output: str = "") -> list[Cell]:
    """The figures of a part, named with its output where there are several, each with a loss of its own."""
    is_one_of_several = f"{output}_{LOSS}" in figures
    name = f"{part_name(part)} · {output}" if is_one_of_several else part_name(part)
    return [Cell(name), *(number(value_text(value), repr(value)) for value in figures.values())]


def measured_rows(history: Mapping[str, Array]) -> dict[str, dict[str, float]]:
    """The figures of the newest epoch, as they were measured while the network trained."""
    names = [name for name in quantities(history) if name != LEARNING_RATE and len(history[name])]
    validation = {name: float(history[VALIDATION + name][-1]) for name in names if VALIDATION + name in history}
    training = {name: float(history[name][-1]) for name in names}
    return {part: figures for part, figures in (("validation", validation), ("training", training)) if figures}


def class_header() -> list[Cell]:
    """Above the classes."""
    return [
        Cell(translate("Results", "Class")),
        number(
            translate("Results", "Precision"),
            translate("Results", "Of the samples that were taken for this class, the part that is."),
        ),
        number(
            translate("Results", "Recall"),
            translate("Results", "Of the samples of this class, the part that was found."),
        ),
        number("F1", translate("Results", "2 · precision · recall / (precision + recall)")),
        number(translate("Results", "Support"), translate("Results", "How many samples are of this class.")),
    ]


def class_rows(report: ClassReport) -> Rows:
    """One row for each class, and their mean."""
    figures = [*report.classes(), report.mean(translate("Results", "mean"))]
    return [_class_row(one) for one in figures]


def value_header() -> list[Cell]:
    """Above the predicted quantities."""
    return [
        Cell(translate("Results", "Predicted")),
        number("MAE", translate("Results", "The mean absolute error, in the unit of the data.")),
        number("RMSE", translate("Results", "The root of the mean squared error, in the unit of the data.")),
        number("R²", translate("Results", "1 where predictions are exact, 0 where they are no better than the mean.")),
        number(
            translate("Results", "Bias"),
            translate("Results", "The mean of predicted minus true: above 0 where predictions are too high."),
        ),
    ]


def value_rows(reports: Iterable[RegressionReport]) -> Rows:
    """One row for each predicted quantity."""
    return [
        [Cell(one.name), *(number(value_text(v)) for v in (one.mae, one.rmse, one.r2, one.bias))] for one in reports
    ]


def hardest_header(report: PartReport) -> list[Cell]:
    """Above the hardest samples: what they are, what was predicted, their loss, and their inputs."""
    inputs = [Cell(one.name, not one.classes) for one in _inputs(report)]
    sides = [
        Cell(translate("Results", "True"), report.classes is None),
        Cell(translate("Results", "Predicted"), report.classes is None),
    ]
    return [number(translate("Results", "Sample")), *sides, number(translate("Results", "Loss")), *inputs]


def hardest_rows(report: PartReport, places: Iterable[int]) -> Rows:
    """One row for each of these samples."""
    inputs = _inputs(report)
    return [
        [
            number(f"{place + 1:,}"),
            *_true_and_predicted(report, place),
            number(value_text(float(report.evaluation.losses[place]))),
            *(Cell(one.text(place), is_number=not one.classes) for one in inputs),
        ]
        for place in places
    ]


def _inputs(report: PartReport) -> list[OriginalColumn]:
    inputs = report.evaluation.samples.inputs
    return [
        column
        for node, values in inputs.items()
        for column in original_columns(node, values, report.data.description, report.data.fitted)
    ]


def _true_and_predicted(report: PartReport, place: int) -> list[Cell]:
    count = len(report.evaluation.samples)
    if report.classes is None:
        one_each = [one for one in report.values if len(one.true) == count]
        return [number(", ".join(value_text(getattr(one, side)[place]) for one in one_each)) for side in _SIDES]
    true = true_labels(report.evaluation.samples.target)
    predicted = predicted_labels(report.evaluation.predictions, report.loss)
    if len(true) != count:
        return [Cell(""), Cell("")]
    is_wrong = true[place] != predicted[place]
    names = report.classes.names
    return [Cell(names[true[place]]), Cell(names[predicted[place]], color="error" if is_wrong else "")]


def _class_row(figures: ClassFigures) -> list[Cell]:
    shares = (figures.precision, figures.recall, figures.f1)
    return [Cell(figures.name), *(number(f"{share:.3f}") for share in shares), number(f"{figures.support:,}")]
