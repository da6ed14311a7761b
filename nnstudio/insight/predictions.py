"""Predictions as a table for people: names of classes, probabilities, numbers in their original unit."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import DataDescription
from nnstudio.data.target import TargetDescription
from nnstudio.insight.classification import class_names, predicted_labels
from nnstudio.insight.originals import original_targets
from nnstudio.insight.scores import probabilities
from nnstudio.network.document import Training
from nnstudio.sentence import Sentence

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""

Cell: TypeAlias = float | str


@dataclass(frozen=True)
class PredictionTable:
    """One row for each sample."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def to_csv(self) -> bytes:
        """The table as CSV in UTF-8. A text that a spreadsheet would run as a formula gets an apostrophe in front."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([_guarded(name) for name in self.header])
        writer.writerows([_guarded(cell) for cell in row] for row in self.rows)
        return text.getvalue().encode()


def predictions_table(
    description: DataDescription, fitted: FittedPreprocessing, training: Training, predictions: Mapping[str, Array]
) -> PredictionTable:
    """The predictions of a network whose targets have the form that its losses take.

    Columns of several outputs begin with the name of theirs: `kind/species`.
    """
    tables = {
        output: prediction_table(description.targets[output], fitted, training.loss_of(output), predicted)
        for output, predicted in predictions.items()
    }
    if len(tables) == 1:
        (table,) = tables.values()
        return table
    header = tuple(f"{output}/{name}" for output, table in tables.items() for name in table.header)
    rows = zip(*(table.rows for table in tables.values()), strict=True)
    return PredictionTable(header, tuple(tuple(chain.from_iterable(row)) for row in rows))


def prediction_table(
    target: TargetDescription, fitted: FittedPreprocessing, loss: Loss, predictions: Array
) -> PredictionTable:
    """The predictions of an output whose target has the form that its loss takes."""
    names = class_names(target, loss)
    if names and predictions.ndim == 2:
        return _class_table(target, names, loss, predictions)
    columns: dict[str, Array] = {}
    for name, values in original_targets(target, fitted, predictions).items():
        columns |= _flat_columns(name, values)
    rows = np.stack(list(columns.values()), axis=1).tolist()
    return PredictionTable(tuple(columns), tuple(map(tuple, rows)))


def _class_table(target: TargetDescription, names: tuple[str, ...], loss: Loss, predictions: Array) -> PredictionTable:
    scores = probabilities(predictions, loss)
    if scores.shape[1] == 1:
        scores = np.concatenate([1 - scores, scores], axis=1)
    chosen = [names[label] for label in predicted_labels(predictions, loss).tolist()]
    header = (target.names[0], *(Sentence("probability of {name}", name=name) for name in names))
    return PredictionTable(header, tuple((name, *row) for name, row in zip(chosen, scores.tolist(), strict=True)))


def _flat_columns(name: str, values: Array) -> dict[str, Array]:
    """A quantity as columns of one number a row: itself, or each entry of an array by its place."""
    flat = values.reshape(len(values), -1)
    if flat.shape[1] == 1:
        return {name: flat[:, 0]}
    return {f"{name}[{index}]": flat[:, index] for index in range(flat.shape[1])}


def _guarded(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell
