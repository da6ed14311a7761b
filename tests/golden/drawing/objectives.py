"""Heads, targets, losses and metrics that go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnstudio.catalog.conversion import read_choice
from nnstudio.catalog.kernels import Array, Shape
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.registry import types_of
from nnstudio.errors import DocumentError
from tests.golden.drawing.tables import Draw, Rng, one_of
from tests.golden.drawing.values import chosen
from tests.golden.recorders.samples import TARGETS

Rows = Callable[[Rng, tuple[int, ...]], Array]


@dataclass(frozen=True)
class Question:
    """What a network is asked: the kind of its target, and how its last layer answers."""

    target: Rows
    activation: str
    least_units: int = 1
    most_units: int = 4


def _away_from_zero(rng: Rng, shape: tuple[int, ...]) -> Array:
    return rng.uniform(0.5, 2.5, shape).astype(np.float32)


NUMBERS = Question(TARGETS["normal"], "linear")
POSITIVE = Question(_away_from_zero, "softplus")
YES_OR_NO = Question(TARGETS["binary"], "sigmoid")
ONE_HOT = Question(TARGETS["one-hot"], "softmax", 2)
LABELS = Question(TARGETS["labels"], "softmax", 2)
DISTRIBUTION = Question(TARGETS["distribution"], "softmax", 2)
DIRECTION = Question(TARGETS["normal"], "linear", 2)

BY_FORM = {"values": NUMBERS, "probabilities": YES_OR_NO, "classes": LABELS}
"""What a loss asks by the form of its target, where nothing is said of it below."""
BY_LOSS = {
    "CategoricalCrossentropy": ONE_HOT,
    "CategoricalFocalCrossentropy": ONE_HOT,
    "CategoricalGeneralizedCrossEntropy": LABELS,
    "CategoricalHinge": ONE_HOT,
    "CosineSimilarity": DIRECTION,
    "Hinge": Question(TARGETS["signs"], "tanh"),
    "SquaredHinge": Question(TARGETS["signs"], "tanh"),
    "KLDivergence": DISTRIBUTION,
    "MeanAbsolutePercentageError": POSITIVE,
    "MeanSquaredLogarithmicError": POSITIVE,
    "Poisson": Question(TARGETS["counts"], "softplus"),
}


def drawn_loss(loss: type[Loss], rng: Rng) -> tuple[dict[str, Any], Question]:
    """A loss with a config, and what it asks of the network."""
    declared = chosen(loss, rng, {"axis": one_of(-1, None)})
    question = BY_LOSS.get(loss.__name__) or BY_FORM[loss.target_form]
    if declared["config"].get("from_logits"):
        question = Question(question.target, "linear", question.least_units, question.most_units)
    return declared, question


def drawn_metrics(featured: type[Metric], loss: dict[str, Any], prediction: Shape, rng: Rng) -> list[Any]:
    """Up to three metrics that can judge these predictions, the featured one first if it can."""
    types = list(types_of(Metric).values())
    wished = [featured, *(types[int(rng.integers(len(types)))] for _ in range(int(rng.integers(0, 4))))]
    read_loss = read_choice(Loss, loss, "the loss")
    found: dict[str, Any] = {}
    for metric in dict.fromkeys(wished):
        written = _fitting(metric, read_loss, prediction, rng)
        if written is not None and metric.short_name not in (loss["type"], *found):
            found[metric.short_name] = written
    return list(found.values())


def _fitting(metric: type[Metric], loss: Loss, prediction: Shape, rng: Rng) -> Any:
    """A metric in document form, or None if none of its settings go with the loss and the predictions."""
    if metric.target_form != "any" and (metric.target_form == "classes") != (loss.target_form == "classes"):
        return None
    if metric.string_only:
        return metric.short_name
    for _ in range(20):
        written = chosen(metric, rng, _sizes(prediction))
        try:
            declared = read_choice(Metric, written, "a metric")
        except DocumentError:
            continue
        if declared.objection(loss.target_form, prediction) is None:
            return written
    return None


def _sizes(prediction: Shape) -> dict[str, Draw]:
    """Fields that speak of the number of classes."""
    classes = prediction[-1] if prediction else 1
    return {
        "num_classes": one_of(max(2, classes)),
        "class_id": one_of(None, *range(classes)),
        "top_k": one_of(None, *range(1, classes + 1)),
        "k": one_of(*range(1, classes + 1)),
    }
