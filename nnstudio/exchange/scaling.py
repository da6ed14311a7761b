"""What the fitted preprocessing does to the columns of an input, as one subtraction and one multiplication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.data.fitted import Affine, Categories, FittedPreprocessing


@dataclass(frozen=True)
class Scaling:
    """y = (x - shift) · factor along the last axis."""

    shift: tuple[float, ...]
    factor: tuple[float, ...]


def scaling_of(fitted: FittedPreprocessing, columns: Sequence[str]) -> Scaling | None:
    """The scaling of columns that stand side by side; None if nothing is scaled.

    Columns of classes are taken as one-hot already, and are left alone.
    """
    if not any(isinstance(step, Affine) and step.column in columns for step in fitted.steps):
        return None
    parts = [_column(fitted, name) for name in columns]
    return Scaling(
        tuple(value for part in parts for value in part.shift), tuple(value for part in parts for value in part.factor)
    )


def _column(fitted: FittedPreprocessing, name: str) -> Scaling:
    """One column's steps as one: (x - s) · f, then (y - t) · g, is (x - s - t / f) · f · g."""
    shift, factor = np.zeros(1), np.ones(1)
    for step in fitted.steps:
        if step.column != name:
            continue
        if isinstance(step, Categories):
            width = len(step.names) if step.one_hot else 1
            shift, factor = np.zeros(width), np.ones(width)
        else:
            shift = shift + np.asarray(step.shift) / factor
            factor = factor * np.asarray(step.factor)
    return Scaling(tuple(shift.tolist()), tuple(factor.tolist()))
