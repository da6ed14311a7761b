"""Fits of many inputs, which are explained by a part of the samples that is watched."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import PreparedData, Samples
from nnstudio.data.target import TargetDescription
from nnstudio.insight.classification import ClassReport, predicted_labels, report, true_labels
from nnstudio.insight.regression import RegressionReport, reports

MOST_SAMPLES = 512
"""More samples than these would slow the training that is being watched."""


@dataclass(frozen=True, eq=False)
class Watched:
    """The samples that are watched: the first ones of the validation data, or else of the training data."""

    samples: Samples
    part: str
    """`validation` or `training`."""
    total: int
    """How many samples that part has."""


@dataclass(frozen=True, eq=False)
class ClassFit:
    """Classes: what is taken for what."""

    inputs: dict[str, Array]
    watched: Watched
    classes: tuple[str, ...]
    loss: Loss

    def report(self, predictions: Array) -> ClassReport:
        """The confusion of the watched samples."""
        true = true_labels(self.watched.samples.target)
        return report(self.classes, true, predicted_labels(predictions, self.loss))


@dataclass(frozen=True, eq=False)
class ValueFit:
    """Numbers: predicted against true values."""

    inputs: dict[str, Array]
    watched: Watched
    target: TargetDescription
    fitted: FittedPreprocessing

    def reports(self, predictions: Array) -> tuple[RegressionReport, ...]:
        """One report for each predicted quantity."""
        return reports(self.target, self.fitted, self.watched.samples.target, predictions)


def watch(data: PreparedData, classes: tuple[str, ...], loss: Loss) -> ClassFit | ValueFit:
    """Watch the first samples; the data's target has the form that the loss takes."""
    part, samples = ("validation", data.validation) if data.validation else ("training", data.train)
    first = {name: values[:MOST_SAMPLES] for name, values in samples.inputs.items()}
    targets = {output: values[:MOST_SAMPLES] for output, values in samples.targets.items()}
    watched = Watched(Samples(first, targets), part, len(samples))
    if classes:
        return ClassFit(first, watched, classes, loss)
    return ValueFit(first, watched, data.description.target, data.fitted)
