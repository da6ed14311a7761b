"""Whether a target bends: whether sums of the inputs miss much more of it than rows that are alike do."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.data.fitted import one_hot
from nnstudio.data.stored_rows import pieces
from nnstudio.data.target import TargetDescription

_FEWEST_ROWS, _MOST_ROWS = 40, 400
_MOST_NUMBERS: Final = 64
"""A row of more numbers, such as a picture, has no neighbors among so few rows."""
_NEIGHBORS: Final = 3
_RIDGE: Final = 1e-6
"""Keeps sums small where columns repeat each other."""


@np.errstate(all="ignore")  # columns of huge numbers give no answer, and no harm
def missed_by_sums_and_neighbors(
    inputs: Mapping[str, Array], target: Array, description: TargetDescription
) -> tuple[float, float] | None:
    """How much of a target is missed by the best sums of the inputs, and how much by the nearest rows, from 0 to 1.

    Of numbers it is the share of their variance; of classes the share of wrong answers, where the sums are those of
    linear discriminant analysis. Half of some rows are judged by the other half. None where there are too few rows, or
    too many numbers in one.
    """
    width = sum(math.prod(values.shape[1:]) for values in inputs.values())
    if len(target) < _FEWEST_ROWS or width > _MOST_NUMBERS or description.kind == "one_hot" or description.has_steps:
        return None
    rows = np.sort(np.random.default_rng(0).choice(len(target), min(len(target), _MOST_ROWS), replace=False))
    numbers = [np.concatenate([*pieces(values, rows)]).reshape(len(rows), -1) for values in inputs.values()]
    known, judged = _halves(np.concatenate(numbers, axis=1).astype(np.float64))
    scale = known.std(axis=0)
    known, judged = ((half - known.mean(axis=0)) / np.where(scale > 0, scale, 1.0) for half in (known, judged))
    wanted = target[rows].reshape(len(rows), -1)
    if description.kind == "classes" or description.class_count == 2:
        classes, answers = _halves(one_hot(wanted[:, 0].astype(np.int64), description.class_count).astype(np.float64))
        told = _discriminant(known, classes, judged), _neighbors(known, classes, judged)
        wrong = [float(np.mean(scores.argmax(axis=1) != answers.argmax(axis=1))) for scores in told]
        return wrong[0], wrong[1]
    values, answers = _halves(wanted.astype(np.float64))
    return _missed(_sums(known, values, judged), answers), _missed(_neighbors(known, values, judged), answers)


def _halves(rows: Array) -> tuple[Array, Array]:
    """Two halves drawn at random, the same ones each time."""
    order = np.random.default_rng(1).permutation(len(rows))
    return rows[order[::2]], rows[order[1::2]]


def _sums(known: Array, values: Array, judged: Array) -> Array:
    """Least squares."""
    told: Array = values.mean(axis=0) + judged @ _solved(known.T @ known, known.T @ (values - values.mean(axis=0)))
    return told


def _discriminant(known: Array, classes: Array, judged: Array) -> Array:
    """The class whose mean is nearest, as far as rows of one class vary."""
    counts = np.maximum(classes.sum(axis=0), 1.0)
    means = (classes.T @ known) / counts[:, None]
    apart = known - classes @ means
    directions = _solved(apart.T @ apart / len(known), means.T)
    with np.errstate(divide="ignore"):
        usual = np.log(classes.mean(axis=0))
    scores: Array = judged @ directions - 0.5 * (means.T * directions).sum(axis=0) + usual
    return scores


def _solved(matrix: Array, right: Array) -> Array:
    ridge = _RIDGE * max(1.0, float(np.trace(matrix))) * np.eye(len(matrix))
    solution: Array = np.linalg.solve(matrix + ridge, right)
    return solution


def _neighbors(known: Array, values: Array, judged: Array) -> Array:
    """The mean of the nearest rows."""
    distances = np.square(judged).sum(axis=1)[:, None] - 2 * judged @ known.T + np.square(known).sum(axis=1)
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :_NEIGHBORS]
    told: Array = values[nearest].mean(axis=1)
    return told


def _missed(told: Array, answers: Array) -> float:
    varied = float(np.square(answers - answers.mean(axis=0)).sum())
    return min(1.0, float(np.square(answers - told).sum()) / varied) if varied else 0.0
