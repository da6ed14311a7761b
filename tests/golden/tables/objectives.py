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

MORE_REGRESSION_LOSSES = [
    ObjectiveCase(loss, {}, shape, target, prediction)
    for loss, target, prediction in [
        ("LogCosh", "normal", "normal"),
        ("MeanAbsolutePercentageError", "normal", "normal"),
        ("MeanSquaredLogarithmicError", "counts", "positive"),
        ("Poisson", "counts", "positive"),
        ("CosineSimilarity", "normal", "normal"),
    ]
    for shape in [(6, 1), (5, 3), (4, 3, 2)]
] + [
    ObjectiveCase("LogCosh", {}, (4, 3), "normal", "extreme logits"),
    ObjectiveCase("MeanSquaredLogarithmicError", {}, (5, 3), "normal", "normal"),
    ObjectiveCase("MeanAbsolutePercentageError", {}, (5, 3), "counts", "normal"),
]

FOCAL_LOSSES = [
    *(
        ObjectiveCase("BinaryFocalCrossentropy", config, shape, "binary", "probability")
        for config, shape in [
            ({}, (6, 1)),
            ({}, (4, 3, 2)),
            ({"gamma": 0.0}, (5, 3)),
            ({"gamma": 1.5}, (5, 3)),
            ({"apply_class_balancing": True}, (5, 3)),
            ({"apply_class_balancing": True, "alpha": 0.7, "gamma": 3.0, "label_smoothing": 0.2}, (5, 3)),
        ]
    ),
    ObjectiveCase("BinaryFocalCrossentropy", {"from_logits": True}, (4, 3, 2), "binary", "logits"),
    ObjectiveCase("BinaryFocalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, (5, 3), "binary", "logits"),
    *(
        ObjectiveCase("CategoricalFocalCrossentropy", config, shape, "one-hot", prediction)
        for config, shape, prediction in [
            ({}, (6, 4), "distribution"),
            ({}, (6, 4), "positive"),
            ({}, (4, 3, 5), "distribution"),
            ({"gamma": 0.0}, (6, 4), "distribution"),
            ({"alpha": 0.7, "gamma": 1.5}, (6, 4), "positive"),
            ({"label_smoothing": 0.2}, (6, 4), "distribution"),
            ({"from_logits": True}, (6, 4), "logits"),
            ({"from_logits": True, "label_smoothing": 0.1}, (4, 3, 5), "logits"),
        ]
    ),
    *(
        ObjectiveCase("CategoricalGeneralizedCrossEntropy", config, shape, "labels", "distribution")
        for config, shape in [({}, (6, 4)), ({"q": 0.2}, (6, 4)), ({"q": 0.9}, (4, 3, 5))]
    ),
]

MARGIN_LOSSES = [
    ObjectiveCase(loss, {}, shape, target, "normal")
    for loss in ["Hinge", "SquaredHinge"]
    for shape, target in [((6, 1), "binary"), ((5, 3), "signs"), ((4, 3, 2), "binary"), ((5, 3), "normal")]
] + [ObjectiveCase("CategoricalHinge", {}, shape, "one-hot", "normal") for shape in [(6, 4), (4, 3, 5), (2, 3, 2, 4)]]

DISTRIBUTION_LOSSES = [
    ObjectiveCase("KLDivergence", {}, shape, target, prediction)
    for shape, target, prediction in [
        ((6, 4), "distribution", "distribution"),
        ((6, 4), "one-hot", "positive"),
        ((4, 3, 5), "distribution", "distribution"),
    ]
]

OVERLAP_LOSSES = [
    ObjectiveCase(loss, config, shape, target, "probability")
    for loss, config, shape, target in [
        ("Dice", {}, (6, 1), "binary"),
        ("Dice", {}, (3, 4, 4, 2), "binary"),
        ("Dice", {"axis": [1, 2, 3]}, (3, 4, 4, 2), "binary"),
        ("Dice", {"axis": [-1]}, (4, 3, 5), "one-hot"),
        ("Tversky", {}, (6, 1), "binary"),
        ("Tversky", {"alpha": 0.3, "beta": 0.8}, (3, 4, 4, 2), "binary"),
        ("Tversky", {"alpha": 0.3, "beta": 0.8, "axis": [1, 2, 3]}, (3, 4, 4, 2), "binary"),
        ("Tversky", {"axis": [-1]}, (4, 3, 5), "one-hot"),
    ]
]

LOSSES = [
    *REGRESSION_LOSSES,
    *BINARY_LOSSES,
    *CATEGORICAL_LOSSES,
    *SPARSE_LOSSES,
    *MORE_REGRESSION_LOSSES,
    *FOCAL_LOSSES,
    *MARGIN_LOSSES,
    *DISTRIBUTION_LOSSES,
    *OVERLAP_LOSSES,
]

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

SHAPES = [(4, 1), (4, 3), (4, 3, 2)]
THRESHOLD_METRICS = ["TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives", "Precision", "Recall"]

METRICS += [
    *(
        ObjectiveCase(metric, {}, shape, target, prediction)
        for metric, target, prediction in [
            ("LogCoshError", "normal", "normal"),
            ("MeanAbsolutePercentageError", "normal", "normal"),
            ("MeanSquaredLogarithmicError", "counts", "positive"),
            ("Poisson", "counts", "positive"),
            ("CosineSimilarity", "normal", "near target"),
            ("Hinge", "binary", "normal"),
            ("Hinge", "signs", "normal"),
            ("SquaredHinge", "binary", "normal"),
            ("BinaryCrossentropy", "binary", "probability"),
        ]
        for shape in SHAPES
    ),
    *(
        ObjectiveCase(metric, {}, shape, target, prediction)
        for metric, target, prediction in [
            ("PearsonCorrelation", "normal", "near target"),
            ("ConcordanceCorrelation", "normal", "near target"),
            ("CategoricalHinge", "one-hot", "normal"),
            ("KLDivergence", "distribution", "distribution"),
            ("CategoricalCrossentropy", "one-hot", "distribution"),
            ("SparseCategoricalCrossentropy", "labels", "distribution"),
        ]
        for shape in [(4, 3), (4, 5, 4)]
    ),
    ObjectiveCase("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, (4, 3), "binary", "logits"),
    ObjectiveCase("CategoricalCrossentropy", {"from_logits": True}, (4, 3), "one-hot", "logits"),
    ObjectiveCase("CategoricalCrossentropy", {"label_smoothing": 0.2}, (4, 3), "one-hot", "positive"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"from_logits": True}, (4, 3), "labels", "logits"),
    ObjectiveCase("SparseCategoricalCrossentropy", {"ignore_class": 1}, (4, 3), "labels", "distribution"),
    *(
        ObjectiveCase(metric, config, shape, "binary", "coarse probability")
        for metric in THRESHOLD_METRICS
        for config, shape in [({}, (4, 1)), ({"thresholds": 0.25}, (4, 3)), ({}, (4, 3, 2))]
    ),
    *(
        ObjectiveCase(metric, config, (4, 5), "one-hot", prediction)
        for metric in ["Precision", "Recall"]
        for config, prediction in [
            ({"class_id": 2}, "coarse probability"),
            ({"top_k": 2}, "coarse probability"),
            ({"top_k": 3, "thresholds": 0.5}, "coarse probability"),
            ({"top_k": 2, "class_id": 1}, "distribution"),
        ]
    ),
    *(
        ObjectiveCase(metric, {name: value} | config, shape, "binary", "probability")
        for metric, name, value in [
            ("SensitivityAtSpecificity", "specificity", 0.7),
            ("SpecificityAtSensitivity", "sensitivity", 0.6),
            ("PrecisionAtRecall", "recall", 0.5),
            ("RecallAtPrecision", "precision", 0.6),
        ]
        for config, shape in [
            ({}, (8, 1)),
            ({"num_thresholds": 5}, (8, 2)),
            ({"num_thresholds": 1}, (8, 2)),
            ({"num_thresholds": 2}, (8, 1)),
            ({"class_id": 1}, (8, 3)),
        ]
    ),
    ObjectiveCase("SensitivityAtSpecificity", {"specificity": 0.5}, (8, 1), "binary", "coarse probability"),
    ObjectiveCase("RecallAtPrecision", {"precision": 1.0}, (8, 1), "binary", "coarse probability"),
    *(
        ObjectiveCase("AUC", config, shape, "binary", prediction)
        for config, shape, prediction in [
            ({}, (8, 1), "probability"),
            ({}, (8, 1), "coarse probability"),
            ({}, (8, 3), "extreme probability"),
            ({"num_thresholds": 7}, (8, 3), "probability"),
            ({"curve": "PR"}, (8, 1), "probability"),
            ({"curve": "PR"}, (8, 2), "coarse probability"),
            ({"curve": "PRGAIN"}, (8, 1), "probability"),
            ({"curve": "PR", "summation_method": "majoring"}, (8, 1), "probability"),
            ({"curve": "PR", "summation_method": "minoring"}, (8, 1), "probability"),
            ({"summation_method": "majoring"}, (8, 1), "probability"),
            ({"summation_method": "minoring"}, (8, 1), "probability"),
            ({"curve": "PRGAIN", "summation_method": "minoring"}, (8, 1), "probability"),
            ({"thresholds": [0.7, 0.2, 0.4]}, (8, 1), "probability"),
            ({"thresholds": [0.25, 0.5, 0.75]}, (8, 1), "coarse probability"),
            ({"thresholds": [0.5, 0.1]}, (8, 1), "coarse probability"),
            ({"multi_label": True}, (8, 3), "probability"),
            ({"multi_label": True, "num_labels": 3, "curve": "PR"}, (8, 3), "probability"),
            ({"multi_label": True, "label_weights": [1.0, 0.0, 3.0]}, (8, 3), "probability"),
            ({"label_weights": [1.0, 0.0, 3.0]}, (8, 3), "probability"),
            ({"from_logits": True}, (8, 1), "logits"),
            ({"from_logits": True, "thresholds": [0.3, 0.4]}, (8, 1), "logits"),
        ]
    ),
    *(
        ObjectiveCase("FBetaScore", config, (4, 3), "one-hot", "distribution")
        for config in [
            {},
            {"average": "micro", "beta": 2.0},
            {"average": "macro", "beta": 0.5},
            {"average": "weighted", "threshold": 0.3},
        ]
    ),
    *(
        ObjectiveCase("F1Score", config, shape, target, prediction)
        for config, shape, target, prediction in [
            ({"threshold": 0.5}, (4, 1), "binary", "coarse probability"),
            ({}, (4, 3), "one-hot", "coarse probability"),
            ({"average": "macro"}, (4, 3), "one-hot", "distribution"),
            ({"average": "micro", "threshold": 0.4}, (4, 3), "binary", "probability"),
            ({"average": "weighted"}, (4, 3), "one-hot", "distribution"),
        ]
    ),
    *(
        ObjectiveCase(metric, config, shape, target, prediction)
        for metric, config, shape, target, prediction in [
            ("IoU", {"num_classes": 3, "target_class_ids": [0, 2]}, (4, 5), "labels of 3", "labels of 3"),
            ("IoU", {"num_classes": 4, "target_class_ids": [1, 3]}, (4, 5), "labels of 3", "labels of 3"),
            ("IoU", {"num_classes": 2, "target_class_ids": [0, 1]}, (4, 5), "labels of 3", "labels of 3"),
            (
                "IoU",
                {"num_classes": 3, "target_class_ids": [1], "sparse_y_pred": False, "ignore_class": 0},
                (4, 5, 3),
                "labels",
                "distribution",
            ),
            ("MeanIoU", {"num_classes": 3}, (4, 1), "labels of 3", "labels of 3"),
            ("MeanIoU", {"num_classes": 3, "sparse_y_pred": False}, (4, 2, 3), "labels", "distribution"),
            ("MeanIoU", {"num_classes": 3, "ignore_class": 2}, (4, 5), "labels of 3", "labels of 3"),
            ("OneHotIoU", {"num_classes": 3, "target_class_ids": [0, 1]}, (4, 3), "one-hot", "distribution"),
            ("OneHotIoU", {"num_classes": 3, "target_class_ids": [2]}, (4, 2, 3), "one-hot", "coarse probability"),
            (
                "OneHotIoU",
                {"num_classes": 3, "target_class_ids": [0], "ignore_class": 1},
                (4, 3),
                "one-hot",
                "positive",
            ),
            ("OneHotMeanIoU", {"num_classes": 3}, (4, 3), "one-hot", "distribution"),
            ("OneHotMeanIoU", {"num_classes": 3}, (4, 2, 3), "one-hot", "coarse probability"),
            ("OneHotMeanIoU", {"num_classes": 3, "ignore_class": 0}, (4, 3), "one-hot", "distribution"),
            ("BinaryIoU", {}, (4, 1), "binary", "coarse probability"),
            ("BinaryIoU", {"target_class_ids": [1], "threshold": 0.25}, (4, 3), "binary", "coarse probability"),
            ("BinaryIoU", {"target_class_ids": [0]}, (4, 3, 2), "binary", "probability"),
        ]
    ),
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
