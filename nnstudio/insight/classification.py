"""How well classes are told apart: the confusion matrix and what is read from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.target import TargetDescription


@dataclass(frozen=True)
class ClassFigures:
    """One class (or a mean over the classes) in the usual figures."""

    name: str
    precision: float
    """Of the samples that were predicted as this class, the part that is."""
    recall: float
    """Of the samples of this class, the part that was found."""
    f1: float
    """2 · precision · recall / (precision + recall)."""
    support: int
    """How many samples are of this class."""


@dataclass(frozen=True, eq=False)
class ClassReport:
    """What was taken for what. A figure without any sample to base it on is 0, as scikit-learn has it."""

    names: tuple[str, ...]
    confusion: Array
    """Counts, one row for each true class and one column for each predicted one."""

    @property
    def total(self) -> int:
        """The number of samples."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """The part of the samples that was predicted right."""
        return _ratio(np.trace(self.confusion), self.confusion.sum())

    def classes(self) -> tuple[ClassFigures, ...]:
        """The figures of every class, in order."""
        counts = self.confusion.astype(np.float64)
        hits, predicted, support = counts.diagonal(), counts.sum(axis=0), counts.sum(axis=1)
        precision, recall = _ratios(hits, predicted), _ratios(hits, support)
        f1 = _ratios(2 * precision * recall, precision + recall)
        return tuple(
            ClassFigures(name, float(precision[i]), float(recall[i]), float(f1[i]), int(support[i]))
            for i, name in enumerate(self.names)
        )

    def mean(self, name: str) -> ClassFigures:
        """The plain mean of every figure over the classes, so that rare classes count like frequent ones."""
        classes = self.classes()
        precision, recall, f1 = (
            float(np.mean([getattr(figures, field) for figures in classes])) for field in ("precision", "recall", "f1")
        )
        return ClassFigures(name, precision, recall, f1, self.total)


def class_names(target: TargetDescription, loss: Loss) -> tuple[str, ...]:
    """The classes that are told apart, in the order of their numbers; none where numbers are predicted."""
    if target.kind != "values":
        return target.class_names or _numbered(max(target.class_count, *target.shape, 0))
    if target.shape != (1,):
        return ()
    if len(target.class_names) == 2:
        return target.class_names
    is_yes_or_no = loss.target_form == "probabilities" and target.class_count in (1, 2)
    return _numbered(2) if is_yes_or_no else ()


def true_labels(target: Array) -> Array:
    """Class numbers, one for each position, from targets in any form."""
    if target.dtype == np.int64:
        return target.reshape(-1)
    if target.shape[-1] == 1:
        return (target.reshape(-1) > 0.5).astype(np.int64)
    labels: Array = target.reshape(-1, target.shape[-1]).argmax(axis=1)
    return labels


def predicted_labels(predictions: Array, loss: Loss) -> Array:
    """The likeliest class at each position; of two classes with a single output, the one beyond the middle."""
    if predictions.shape[-1] == 1:
        middle = 0.0 if getattr(loss, "from_logits", False) else 0.5
        return (predictions.reshape(-1) > middle).astype(np.int64)
    labels: Array = predictions.reshape(-1, predictions.shape[-1]).argmax(axis=1)
    return labels


def report(names: tuple[str, ...], true: Array, predicted: Array) -> ClassReport:
    """Count what was taken for what; labels are numbers below the number of names."""
    count = len(names)
    pairs = np.bincount(true * count + predicted, minlength=count * count)
    return ClassReport(names, pairs.reshape(count, count))


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _ratios(parts: Array, wholes: Array) -> Array:
    return np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes > 0)
