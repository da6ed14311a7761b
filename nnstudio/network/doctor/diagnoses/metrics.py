"""Metrics that say nothing about what is predicted."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.metrics import (
    Accuracy,
    AutoAccuracy,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    CategoricalHinge,
    Hinge,
    KLDivergence,
    MeanAbsoluteError,
    Metric,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from nnstudio.network.doctor.case import Case
from nnstudio.network.doctor.diagnosis import Diagnosis
from nnstudio.network.figures import outputs_of
from nnstudio.network.output_edits import set_for_output
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence

_OF_PROBABILITIES = (
    *(BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, KLDivergence),
    *(Hinge, SquaredHinge, CategoricalHinge),
)
_FIELDS = ("metrics", "weighted_metrics")


class AccuracyOfNumbers(Diagnosis):
    """Counting right answers where every answer is a little wrong."""

    def problems(self, case: Case) -> Iterator[Problem]:
        """For targets that hold numbers which are no classes."""
        for output in outputs_of(case.network):
            target = case.description.target_of(output.id) if case.description is not None else None
            loss = case.document.training.loss_of(output.id)
            if target is None or target.may_be_classes or target.step_class_count or loss.target_form != "values":
                continue
            for field in _FIELDS:
                metrics: tuple[Metric, ...] = case.document.training.value_of(field, output.id)
                for metric in dict.fromkeys(filter(_counts_answers, metrics)):
                    fixes = _replaced(case, output.id, field, metrics, metric)
                    yield Problem(
                        code="metric-of-numbers",
                        severity="warning",
                        node=output.id,
                        field=field,
                        message=Sentence(
                            "{metric} judges probabilities, but {output} predicts {target}, which holds numbers. "
                            "Use Mean absolute error."
                            if isinstance(metric, _OF_PROBABILITIES)
                            else "{metric} counts right answers, but {output} predicts {target}, which holds numbers: "
                            "hardly any will be met exactly. Use Mean absolute error.",
                            metric=metric.label,
                            output=output.title,
                            target=target.label,
                        ),
                        fixes=fixes,
                    )


def _counts_answers(metric: Metric) -> bool:
    return metric.target_form in {"probabilities", "classes"} or isinstance(metric, Accuracy | AutoAccuracy)


def _replaced(case: Case, output: str, field: str, metrics: tuple[Metric, ...], metric: Metric) -> tuple[Fix, ...]:
    better = tuple(dict.fromkeys(MeanAbsoluteError() if other == metric else other for other in metrics))
    fewer = tuple(other for other in metrics if other != metric)
    return (
        Fix("Use Mean absolute error", set_for_output(case.document, output, field, better)),
        Fix(Sentence("Remove {metric}", metric=metric.label), set_for_output(case.document, output, field, fewer)),
    )
