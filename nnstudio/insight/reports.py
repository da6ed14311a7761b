"""Everything there is to say about a trained network on each part of its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import PreparedData
from nnstudio.data.target import TargetDescription
from nnstudio.insight import classification, regression
from nnstudio.insight.classification import ClassReport
from nnstudio.insight.evaluation import Cancelled, Evaluation, evaluate, in_target_form, never, parts, trained_model
from nnstudio.insight.regression import RegressionReport
from nnstudio.network.document import Document


@dataclass(frozen=True, eq=False)
class PartReport:
    """One part of the data: its figures, and what suits its target: classes told apart or numbers predicted."""

    part: str
    """`validation`, `test` or `training`."""
    data: PreparedData
    """All of the data, its target in the form that the loss takes."""
    loss: Loss
    evaluation: Evaluation
    classes: ClassReport | None
    values: tuple[RegressionReport, ...]
    """One for each predicted quantity; none where classes are told apart."""


def report_parts(
    document: Document, weights: Mapping[str, Array], data: PreparedData, cancelled: Cancelled = never
) -> Iterator[PartReport]:
    """Evaluate the parts of the data one after the other, the most telling first."""
    data = in_target_form(document, data)
    model, loss = trained_model(document, weights), document.training.loss
    for part, samples in parts(data).items():
        evaluation = evaluate(document, model, samples, cancelled)
        classes = class_report(data.description.target, loss, evaluation)
        values = () if classes is not None else value_reports(data.description.target, data.fitted, evaluation)
        yield PartReport(part, data, loss, evaluation, classes, values)


def class_report(target: TargetDescription, loss: Loss, evaluation: Evaluation) -> ClassReport | None:
    """What was taken for what; None where numbers are predicted."""
    names = classification.class_names(target, loss)
    if not names:
        return None
    true = classification.true_labels(evaluation.samples.target)
    return classification.report(names, true, classification.predicted_labels(evaluation.predictions, loss))


def value_reports(
    target: TargetDescription, fitted: FittedPreprocessing, evaluation: Evaluation
) -> tuple[RegressionReport, ...]:
    """True and predicted numbers in original units."""
    return regression.reports(target, fitted, evaluation.samples.target, evaluation.predictions)
