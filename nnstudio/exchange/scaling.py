"""What the fitted preprocessing does to columns that stand side by side, as one subtraction and one multiplication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.data.fitted import Affine, Categories, FittedPreprocessing
from nnstudio.errors import ExchangeError
from nnstudio.sentence import Sentence


@dataclass(frozen=True)
class Scaling:
    """y = (x - shift) · factor along the last axis."""

    shift: tuple[float, ...]
    factor: tuple[float, ...]


def scaling_of(fitted: FittedPreprocessing, columns: Sequence[str], width: int) -> Scaling | None:
    """The scaling of columns that fill a last axis of this width; None if nothing is scaled.

    Columns of classes are taken as numbered or one-hot already, and are left alone.
    """
    if not any(isinstance(step, Affine) and step.column in columns for step in fitted.steps):
        return None
    parts = [_column(fitted, name) for name in columns]
    shift, factor = (np.concatenate(pieces) for pieces in zip(*_spread(parts, columns, width), strict=True))
    return Scaling(tuple(shift.tolist()), tuple(factor.tolist()))


def _column(fitted: FittedPreprocessing, name: str) -> tuple[np.ndarray, np.ndarray] | None:
    """One column's steps as one: (x - s) · f, then (y - t) · g, is (x - s - t / f) · f · g; None without any step."""
    scaling: tuple[np.ndarray, np.ndarray] | None = None
    for step in fitted.steps:
        if step.column != name:
            continue
        if isinstance(step, Categories):
            width = len(step.names) if step.one_hot else 1
            scaling = np.zeros(width), np.ones(width)
        else:
            shift, factor = scaling or (np.zeros(1), np.ones(1))
            scaling = shift + np.asarray(step.shift) / factor, factor * np.asarray(step.factor)
    return scaling


def _spread(
    parts: Sequence[tuple[np.ndarray, np.ndarray] | None], columns: Sequence[str], width: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The parts side by side; columns without steps share what is left of the width, which has to come out even."""
    known = sum(len(part[0]) for part in parts if part is not None)
    free = sum(part is None for part in parts)
    each = 0 if not free else 1 if width - known == free else width - known if free == 1 else 0
    if known + each * free != width:
        raise ExchangeError(
            Sentence(
                "The columns {columns} have several values each and are scaled differently, which a Python module "
                "cannot express. Give each an Input of its own, or choose another format.",
                columns=", ".join(columns),
            )
        )
    return [(np.zeros(each), np.ones(each)) if part is None else part for part in parts]
