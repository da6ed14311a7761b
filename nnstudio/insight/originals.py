"""Prepared arrays back in the terms of their source: named columns, original units, words for classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.fitted import Affine, FittedPreprocessing
from nnstudio.data.preparation import DataDescription
from nnstudio.data.target import TargetDescription


@dataclass(frozen=True, eq=False)
class OriginalColumn:
    """One column of an Input node, as its source had it."""

    name: str
    values: Array
    """Numbers, one entry of any shape for each row; places in `classes` for a column of classes."""
    classes: tuple[str, ...] = ()

    def text(self, row: int) -> str:
        """One row as a table shows it."""
        value = self.values[row]
        if self.classes:
            return self.classes[int(value)]
        return f"{float(value):.5g}" if np.ndim(value) == 0 else "×".join(map(str, np.shape(value)))


def original_columns(
    node: str, inputs: Array, description: DataDescription, fitted: FittedPreprocessing
) -> tuple[OriginalColumn, ...]:
    """The columns of an Input node from its prepared array; as one column where they cannot be told apart."""
    names = description.columns[node]
    if len(names) == 1:
        return (_original(names[0], inputs, fitted),)
    widths = [_width(name, fitted) for name in names]
    if inputs.ndim != 2 or sum(widths) != inputs.shape[1]:
        return (OriginalColumn(node, inputs),)
    pieces = np.split(inputs, np.cumsum(widths)[:-1], axis=1)
    return tuple(_original(name, piece, fitted) for name, piece in zip(names, pieces, strict=True))


def original_targets(target: TargetDescription, fitted: FittedPreprocessing, values: Array) -> dict[str, Array]:
    """True or predicted numbers by target column, each in its own unit; an array under the one name that it has."""
    if values.ndim == 2 and values.shape[1] == len(target.names):
        return {name: fitted.invert(name, values[:, i].astype(np.float64)) for i, name in enumerate(target.names)}
    return {target.names[0]: fitted.invert(target.names[0], values.astype(np.float64))}


def _width(name: str, fitted: FittedPreprocessing) -> int:
    """How many entries of a row a column fills."""
    if fitted.is_one_hot(name):
        return len(fitted.class_names(name))
    scales = [len(step.shift) for step in fitted.steps if isinstance(step, Affine) and step.column == name]
    return scales[0] if scales else 1


def _original(name: str, values: Array, fitted: FittedPreprocessing) -> OriginalColumn:
    if fitted.is_one_hot(name):
        return OriginalColumn(name, values.argmax(axis=-1), fitted.class_names(name))
    original = fitted.invert(name, values.astype(np.float64))
    if original.ndim == 2 and original.shape[1] == 1:
        original = original[:, 0]
    return OriginalColumn(name, original, fitted.class_names(name))
