"""The losses and metrics to record: (type, config, shape of the prediction, kinds of target and prediction).

Shapes here include the batch axis; a metric's batches take their own sizes. What a kind such as "labels" or
"distribution" draws stands in recorders/samples.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ObjectiveCase:
    type: str
    config: dict[str, Any]
    shape: tuple[int, ...]
    target: str
    prediction: str


REGRESSION_LOSSES = [
    ObjectiveCase(loss, config, shape, "normal", "normal")
    for loss, config in [
        ("MeanSquaredError", {}),
        ("MeanAbsoluteError", {}),
        ("Huber", {}),
        ("Huber", {"delta": 0.4}),
    ]
    for shape in [(6, 1), (5, 3), (4, 3, 2)]
]

BINARY_LOSSES = [
    ObjectiveCase("BinaryCrossentropy", {}, (6, 1), "binary", "probability"),
    ObjectiveCase("BinaryCrossentropy", {}, (5, 3), "binary", "probability"),
    ObjectiveCase("BinaryCrossentropy", {}, (4, 3, 2), "binary", "probability"),
    ObjectiveCase("BinaryCrossentropy", {}, (3, 2, 2, 2), "binary", "probability"),
    ObjectiveCase("BinaryCrossentropy", {"label_smoothing": 0.2}, (5, 3), "binary", "probability"),
    ObjectiveCase("BinaryCrossentropy", {}, (6, 4), "binary", "extreme probability"),
    ObjectiveCase("BinaryCrossentropy", {"from_logits": True}, (6, 1), "binary", "logits"),
    ObjectiveCase("BinaryCrossentropy", {"from_logits": True}, (4, 3, 2), "binary", "logits"),
    ObjectiveCase("BinaryCrossentropy", {"from_logits": True}, (6, 4), "binary", "extreme logits"),
    ObjectiveCase("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, (5, 3), "binary", "logits"),
]

CATEGORICAL_LOSSES = [
    ObjectiveCase("CategoricalCrossentropy", {}, (6, 4), "one-hot", "distribution"),
    ObjectiveCase("CategoricalCrossentropy", {}, (4, 3, 5), "one-hot", "distribution"),
    ObjectiveCase("CategoricalCrossentropy", {}, (2, 3, 2, 4), "one-hot", "distribution"),
    ObjectiveCase("CategoricalCrossentropy", {}, (6, 4), "one-hot", "positive"),
    ObjectiveCase("CategoricalCrossentropy", {}, (6, 4), "one-hot", "extreme distribution"),
    ObjectiveCase("CategoricalCrossentropy", {"label_smoothing": 0.2}, (6, 4), "one-hot", "distribution"),
    ObjectiveCase("CategoricalCrossentropy", {"from_logits": True}, (6, 4), "one-hot", "logits"),
    ObjectiveCase("CategoricalCrossentropy", {"from_logits": True}, (4, 3, 5), "one-hot", "logits"),
    ObjectiveCase("CategoricalCrossentropy", {"from_logits": True}, (6, 4), "one-hot", "extreme logits"),
    ObjectiveCase(
        "CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, (6, 4), "one-hot", "logits"
    ),
]

SPARSE_LOSSES = [
    ObjectiveCase("SparseCategoricalCrossentropy", {}, (6, 4), "labels", "distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {}, (6, 4), "label column", "distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {}, (4, 3, 5), "labels", "distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {}, (2, 3, 2, 4), "labels", "distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {}, (6, 4), "labels", "positive"),
    ObjectiveCase("SparseCategoricalCrossentropy", {}, (6, 4), "labels", "extreme distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"ignore_class": 0}, (8, 3), "labels", "distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"ignore_class": 2}, (4, 3, 3), "labels", "distribution"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"from_logits": True}, (6, 4), "labels", "logits"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"from_logits": True}, (4, 3, 5), "labels", "logits"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"from_logits": True}, (6, 4), "labels", "extreme logits"),
    ObjectiveCase(
        "SparseCategoricalCrossentropy", {"from_logits": True, "ignore_class": 1}, (8, 3), "labels", "logits"
    ),
]

LOSSES = REGRESSION_LOSSES + BINARY_LOSSES + CATEGORICAL_LOSSES + SPARSE_LOSSES

METRICS = [
    ObjectiveCase("Accuracy", {}, (4,), "labels of 3", "labels of 3"),
    ObjectiveCase("Accuracy", {}, (4, 1), "labels of 3", "labels of 3"),
    ObjectiveCase("Accuracy", {}, (4, 5), "labels of 3", "labels of 3"),
    ObjectiveCase("BinaryAccuracy", {}, (4, 1), "binary", "coarse probability"),
    ObjectiveCase("BinaryAccuracy", {"threshold": 0.25}, (4, 1), "binary", "coarse probability"),
    ObjectiveCase("BinaryAccuracy", {}, (4, 3), "binary", "probability"),
    ObjectiveCase("BinaryAccuracy", {}, (4, 3, 2), "binary", "probability"),
    ObjectiveCase("CategoricalAccuracy", {}, (4, 3), "one-hot", "distribution"),
    ObjectiveCase("CategoricalAccuracy", {}, (4, 3), "one-hot", "coarse probability"),
    ObjectiveCase("CategoricalAccuracy", {}, (4, 5, 3), "one-hot", "distribution"),
    ObjectiveCase("SparseCategoricalAccuracy", {}, (4, 3), "labels", "distribution"),
    ObjectiveCase("SparseCategoricalAccuracy", {}, (4, 3), "label column", "distribution"),
    ObjectiveCase("SparseCategoricalAccuracy", {}, (4, 3), "labels", "coarse probability"),
    ObjectiveCase("SparseCategoricalAccuracy", {}, (4, 5, 3), "labels", "distribution"),
    ObjectiveCase("TopKCategoricalAccuracy", {}, (4, 9), "one-hot", "distribution"),
    ObjectiveCase("TopKCategoricalAccuracy", {"k": 2}, (4, 5), "one-hot", "distribution"),
    ObjectiveCase("TopKCategoricalAccuracy", {"k": 2}, (4, 5), "one-hot", "coarse probability"),
    ObjectiveCase("SparseTopKCategoricalAccuracy", {}, (4, 9), "labels", "distribution"),
    ObjectiveCase("SparseTopKCategoricalAccuracy", {"k": 2}, (4, 5), "label column", "distribution"),
    ObjectiveCase("SparseTopKCategoricalAccuracy", {"k": 2}, (4, 5), "labels", "coarse probability"),
    *(
        ObjectiveCase(metric, {}, shape, "normal", "normal")
        for metric in ["MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError"]
        for shape in [(4, 1), (4, 3), (4, 3, 2)]
    ),
    ObjectiveCase("R2Score", {}, (4, 1), "normal", "near target"),
    ObjectiveCase("R2Score", {}, (4, 3), "normal", "near target"),
    ObjectiveCase("R2Score", {"class_aggregation": None}, (4, 3), "normal", "near target"),
    ObjectiveCase("R2Score", {"class_aggregation": "variance_weighted_average"}, (4, 3), "normal", "near target"),
    ObjectiveCase("R2Score", {"num_regressors": 2}, (4, 1), "normal", "near target"),
]

# What a name stands for depends on the shapes of target and prediction: (shape of target, shape of prediction).
RESOLVED_BY_SHAPE = [
    ((8, 1), (8, 1)),
    ((8,), (8, 1)),
    ((8,), (8, 3)),
    ((8, 1), (8, 3)),
    ((8, 3), (8, 3)),
    ((8, 5), (8, 5, 3)),
    ((8, 5, 1), (8, 5, 3)),
    ((8, 5, 3), (8, 5, 3)),
    ((8, 5, 1), (8, 5, 1)),
]
