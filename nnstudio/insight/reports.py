"""Everything there is to say about a trained network on each part of its data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nnstudio.cancellation import Cancelled, never
from nnstudio.catalog.kernels import Array
from nnstudio.catalog.losses import Loss
from nnstudio.data.fitted import FittedPreprocessing
from nnstudio.data.preparation import PreparedData
from nnstudio.data.target import TargetDescription
from nnstudio.insight import classification, regression
from nnstudio.insight.classification import ClassReport
from nnstudio.insight.evaluation import Evaluation, evaluate, in_target_form, parts, trained_model
from nnstudio.insight.regression import RegressionReport
from nnstudio.network.document import Document


@dataclass(frozen=True, eq=False)
class PartReport:
    """An output on one part of the data, with what suits its target: classes told apart or numbers predicted."""

    part: str
    """`validation`, `test` or `training`."""
    output: str
    """The output node."""
    data: PreparedData
    """All of the data with the target of this output, in the form that the loss takes."""
    loss: Loss
    evaluation: Evaluation
    classes: ClassReport | None
    values: tuple[RegressionReport, ...]
    """One for each predicted quantity; none where classes are told apart."""


def report_parts(
    document: Document, weights: Mapping[str, Array], data: PreparedData, cancelled: Cancelled = never
) -> Iterator[PartReport]:
    """Evaluate the parts of the data one after the other, the most telling first: a report for each output."""
    data = in_target_form(document, data)
    model = trained_model(document, weights)
    for part, samples in parts(data).items():
        for output, evaluation in evaluate(document, model, samples, cancelled).items():
            yield _report(part, output, data.of(output), document.training.loss_of(output), evaluation)


def _report(part: str, output: str, data: PreparedData, loss: Loss, evaluation: Evaluation) -> PartReport:
    target = data.description.target
    classes = class_report(target, loss, evaluation)
    values = () if classes is not None else value_reports(target, data.fitted, evaluation)
    return PartReport(part, output, data, loss, evaluation, classes, values)


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
