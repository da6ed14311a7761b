from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as judge

from nnstudio.catalog import losses
from nnstudio.catalog.conversion import read_choice, read_config, write_object
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.metrics import (
    AUC,
    Accuracy,
    AutoAccuracy,
    BinaryAccuracy,
    BinaryCrossentropy,
    BinaryIoU,
    CategoricalAccuracy,
    ConcordanceCorrelation,
    CosineSimilarity,
    F1Score,
    FalseNegatives,
    FalsePositives,
    FBetaScore,
    IoU,
    LogCoshError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanIoU,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Metric,
    OneHotIoU,
    OneHotMeanIoU,
    PearsonCorrelation,
    Precision,
    PrecisionAtRecall,
    R2Score,
    Recall,
    RecallAtPrecision,
    RootMeanSquaredError,
    SensitivityAtSpecificity,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    TrueNegatives,
    TruePositives,
)
from nnstudio.catalog.registry import types_of
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, context, run
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases, resolutions

COMPUTING = [found for found in TYPES[Metric] if not found.string_only]
EVERY_TYPE = pytest.mark.parametrize("found", COMPUTING, ids=lambda found: found.__name__)
REQUIRED = {"num_classes": 3, "target_class_ids": (0, 2)}
"""What to give for a field that has to be given; shares are 0.5."""
NO_SHARES = {
    TruePositives: 6,
    TrueNegatives: 30,
    FalsePositives: 0,
    FalseNegatives: 0,
}
"""What the figures that are counts are for a perfect prediction of six classes."""
NEVER_PERFECT = {"Hinge", "Poisson", "SquaredHinge"}
"""Figures that depend on how certain a prediction is, even where it is right."""
BATCHES = 3
SEVERAL_FIGURES = {"class_aggregation": None}
"""A setting that gives a figure for every output, for which a history has no place."""
GOLDEN = [case for case in cases("metrics") if dict(case.config) != SEVERAL_FIGURES]


@pytest.mark.parametrize("case", GOLDEN, ids=str)
def test_results_over_batches_of_unequal_size_are_those_of_keras(case: GoldenCase):
    metric = read_config(types_of(Metric)[case.type], dict(case.config), "test")
    batches = [(case.arrays[f"y{batch}"], case.arrays[f"prediction{batch}"]) for batch in range(BATCHES)]
    totals = np.zeros(metric.totals(batches[0][1].shape[1:]))
    for (y, p), expected in zip(batches, case.arrays["results"], strict=True):
        target = y.astype(np.int64).reshape(p.shape[:-1]) if metric.target_form == "classes" else y.astype(p.dtype)
        run(metric.update(target, p, totals, context(np.float32)))
        mean = np.mean(expected)  # an F score without an average is one for every class in Keras
        assert metric.result(totals) == pytest.approx(float(mean), rel=2e-5, abs=1e-6)
    assert metric.key == case.extras["default_name"]


@pytest.mark.parametrize("case", [case for case in GOLDEN if "weighted_results" in case.arrays], ids=str)
def test_results_with_sample_weights_are_those_of_keras(case: GoldenCase):
    metric = read_config(types_of(Metric)[case.type], dict(case.config), "test")
    totals = np.zeros(metric.totals(case.arrays["prediction0"].shape[1:]))
    for batch, expected in enumerate(case.arrays["weighted_results"]):
        y, p, weights = (case.arrays[f"{name}{batch}"] for name in ("y", "prediction", "sample_weight"))
        target = y.astype(np.int64).reshape(p.shape[:-1]) if metric.target_form == "classes" else y.astype(p.dtype)
        run(metric.update(target, p, totals, context(np.float32), weights))
        assert metric.result(totals) == pytest.approx(float(np.mean(expected)), rel=2e-5, abs=1e-6)


@EVERY_TYPE
@settings(deadline=None, max_examples=15)
@given(cuts=st.lists(st.integers(1, 39), unique=True, max_size=5).map(sorted))
def test_the_result_is_the_same_however_samples_are_cut_into_batches(found, cuts):
    metric = _example(found)
    y, p = _samples(metric, (40, 6))
    at_once = _figure(metric, [(y, p)])
    pieces = list(zip(np.split(y, cuts), np.split(p, cuts), strict=True))
    assert _figure(metric, pieces) == pytest.approx(at_once)


@EVERY_TYPE
def test_without_samples_the_result_is_zero(found):
    metric = _example(found)
    assert metric.result(np.zeros(metric.totals((6,)))) == 0


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    metric = _example(found)
    y, p = _samples(metric, (1024, 256), np.float32)
    totals = np.zeros(metric.totals((256,)))
    assert allocated([*metric.update(y, p, totals, context(np.float32))]) < CASTING_BUFFERS < p.nbytes


@EVERY_TYPE
def test_a_perfect_prediction_has_the_best_result(found):
    metric = _example(found)
    figure = _figure(metric, [_perfect(metric)])
    best = NO_SHARES.get(found, 1 if found.better == "higher" else 0)
    if found.__name__ in NEVER_PERFECT:
        assert figure > best
    else:
        assert figure == pytest.approx(best, abs=1e-6)


@EVERY_TYPE
def test_predictions_that_are_not_numbers_break_nothing(found):
    metric = _example(found)
    y, p = _samples(metric, (40, 6))
    p[::3] = np.nan
    with np.errstate(all="ignore"):  # as while a training runs
        figure = _figure(metric, [(y, p)])
    assert isinstance(figure, float)


@EVERY_TYPE
def test_what_is_measured_leaves_the_trained_loss_alone(found):
    metric, loss = _example(found), losses.BinaryCrossentropy(label_smoothing=0.2)
    y, p = _samples(metric, (8, 6))
    target, inside, gradients = (np.arange(48) % 2.0).reshape(8, 6), np.full((8, 6), 0.3), []
    for measured in (False, True):
        ctx, out, dp = context(), np.empty(8), np.empty((8, 6))
        forward, backward = [*loss.forward(target, inside, out, ctx)], [*loss.backward(target, inside, out, dp, ctx)]
        run(forward)
        if measured:
            run(metric.update(y, p, np.zeros(metric.totals((6,))), ctx))
        run(backward)
        gradients.append(dp)
    np.testing.assert_array_equal(*gradients)


def test_regression_metrics_are_those_of_scikit_learn():
    y, p = np.random.default_rng(0).normal(size=(2, 50, 3))
    weighted = R2Score(class_aggregation="variance_weighted_average")
    positive = np.abs(y), np.abs(p)
    logarithmic = _figure(MeanSquaredLogarithmicError(), [positive])
    assert logarithmic == pytest.approx(judge.mean_squared_log_error(*positive))
    assert _figure(LogCoshError(), [(y, p)]) == pytest.approx(np.log(np.cosh(y - p)).mean())
    expected = {
        MeanAbsoluteError(): judge.mean_absolute_error(y, p),
        MeanSquaredError(): judge.mean_squared_error(y, p),
        MeanAbsolutePercentageError(): 100 * judge.mean_absolute_percentage_error(y, p),
        RootMeanSquaredError(): np.sqrt(judge.mean_squared_error(y, p)),
        R2Score(): judge.r2_score(y, p),
        weighted: judge.r2_score(y, p, multioutput="variance_weighted"),
    }
    for metric, figure in expected.items():
        assert _figure(metric, [(y, p)]) == pytest.approx(figure)


def test_accuracies_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    classes, p = random.integers(0, 5, 60), random.dirichlet(np.ones(5), 60)
    one_hot, predicted = np.eye(5)[classes], p.argmax(-1)
    plain, top = judge.accuracy_score(classes, predicted), judge.top_k_accuracy_score(classes, p, k=2)
    assert _figure(SparseCategoricalAccuracy(), [(classes, p)]) == pytest.approx(plain)
    assert _figure(CategoricalAccuracy(), [(one_hot, p)]) == pytest.approx(plain)
    assert _figure(SparseTopKCategoricalAccuracy(k=2), [(classes, p)]) == pytest.approx(top)
    assert _figure(TopKCategoricalAccuracy(k=2), [(one_hot, p)]) == pytest.approx(top)
    assert _figure(Accuracy(), [(classes.astype(float), predicted.astype(float))]) == pytest.approx(plain)
    yes = (classes > 2).astype(float)
    binary = judge.accuracy_score(yes, p[:, 0] > 0.3)
    assert _figure(BinaryAccuracy(threshold=0.3), [(yes[:, None], p[:, :1])]) == pytest.approx(binary)


def test_figures_of_yes_and_no_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    y, p = random.integers(0, 2, 200).astype(float), random.random(200)
    said = p > 0.3
    (no_right, false_alarms), (missed, yes_right) = judge.confusion_matrix(y, said)
    expected = {
        TruePositives(thresholds=0.3): yes_right,
        TrueNegatives(thresholds=0.3): no_right,
        FalsePositives(thresholds=0.3): false_alarms,
        FalseNegatives(thresholds=0.3): missed,
        Precision(thresholds=0.3): judge.precision_score(y, said),
        Recall(thresholds=0.3): judge.recall_score(y, said),
        F1Score(threshold=0.3): judge.f1_score(y, said),
        FBetaScore(threshold=0.3, beta=2.0): judge.fbeta_score(y, said, beta=2),
        BinaryIoU(threshold=0.3, target_class_ids=(1,)): judge.jaccard_score(y, said),
        BinaryCrossentropy(): judge.log_loss(y, p),
    }
    for metric, figure in expected.items():
        assert _figure(metric, [(y[:, None], p[:, None])]) == pytest.approx(figure, abs=1e-6)


def test_figures_of_classes_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    classes, p = random.integers(0, 4, 100), random.dirichlet(np.ones(4), 100)
    one_hot, predicted = np.eye(4)[classes], p.argmax(-1)
    for average in ("micro", "macro", "weighted"):
        expected = judge.fbeta_score(classes, predicted, beta=0.5, average=average)
        assert _figure(FBetaScore(beta=0.5, average=average), [(one_hot, p)]) == pytest.approx(expected, abs=1e-6)
    overlap = judge.jaccard_score(classes, predicted, average="macro")
    assert _figure(OneHotMeanIoU(num_classes=4), [(one_hot, p)]) == pytest.approx(overlap, abs=1e-6)
    assert _figure(MeanIoU(num_classes=4, sparse_y_pred=False), [(classes, p)]) == pytest.approx(overlap, abs=1e-6)


def test_figures_along_a_curve_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 300).astype(float)
    p = np.round(0.3 * y + random.random(300) * 0.7, 3)
    precision, recall, _ = judge.precision_recall_curve(y, p)
    fall_out, found, _ = judge.roc_curve(y, p, drop_intermediate=False)
    many = 2001  # so that every two of the rounded predictions have a threshold between them
    expected = {
        AUC(num_thresholds=many): judge.roc_auc_score(y, p),
        PrecisionAtRecall(recall=0.4, num_thresholds=many): precision[recall >= 0.4].max(),
        RecallAtPrecision(precision=0.8, num_thresholds=many): recall[precision >= 0.8].max(),
        SensitivityAtSpecificity(specificity=0.7, num_thresholds=many): found[1 - fall_out >= 0.7].max(),
    }
    for metric, figure in expected.items():
        assert _figure(metric, [(y[:, None], p[:, None])]) == pytest.approx(figure, abs=1e-6)


def test_correlations_are_those_of_numpy():
    y, p = np.random.default_rng(0).normal(size=(2, 20, 6))
    each = [np.corrcoef(target, prediction)[0, 1] for target, prediction in zip(y, p, strict=True)]
    assert _figure(PearsonCorrelation(), [(y, p)]) == pytest.approx(np.mean(each))
    assert _figure(PearsonCorrelation(), [(y, 3 * y + 2)]) == pytest.approx(1)
    assert _figure(ConcordanceCorrelation(), [(y, 3 * y + 2)]) < 0.9


@pytest.mark.parametrize(
    ("metric", "target", "prediction", "objection"),
    [
        (Precision(class_id=2, top_k=3), "probabilities", (3,), None),
        (Precision(class_id=3), "probabilities", (3,), "looks at class 3, but the output has 3 classes, from 0 on"),
        (Recall(class_id=1), "probabilities", (1,), "looks at class 1, but the output has 1 class, from 0 on"),
        (
            Recall(top_k=4),
            "probabilities",
            (3,),
            "looks at the 4 most probable classes, but the output has 3 only",
        ),
        (
            PrecisionAtRecall(recall=0.5, class_id=9),
            "probabilities",
            (3,),
            "looks at class 9, but the output has 3 classes, from 0 on",
        ),
        (AUC(multi_label=True, num_labels=3, label_weights=(1.0, 2.0, 0.5)), "probabilities", (3,), None),
        (
            AUC(multi_label=True),
            "probabilities",
            (5, 3),
            "takes the areas of several labels, and needs one row of outputs a sample",
        ),
        (
            AUC(num_labels=3),
            "probabilities",
            (3,),
            "has a number of labels, which counts only when Multi-label is on",
        ),
        (
            AUC(multi_label=True, num_labels=4),
            "probabilities",
            (3,),
            "is set to 4 labels, but the output has 3",
        ),
        (AUC(label_weights=(1.0,)), "probabilities", (3,), "has weights of 1 labels, but the output has 3"),
        (
            PearsonCorrelation(),
            "values",
            (1,),
            "compares the outputs of a sample with each other, and needs two or more of them",
        ),
        (CosineSimilarity(), "values", (1,), None),
        (IoU(num_classes=3, target_class_ids=(2,)), "values", (1,), None),
        (
            IoU(num_classes=3, target_class_ids=(0, 3)),
            "values",
            (1,),
            "looks at class 3, but has 3 classes only, from 0 on",
        ),
        (MeanIoU(num_classes=3, sparse_y_pred=False), "classes", (3,), None),
        (
            MeanIoU(num_classes=3),
            "classes",
            (3,),
            "takes outputs for class numbers, but they have a value for every class",
        ),
        (
            MeanIoU(num_classes=3, sparse_y_pred=False),
            "probabilities",
            (3,),
            "takes one of target and output for class numbers, but both have a value for every class",
        ),
        (OneHotMeanIoU(num_classes=3), "probabilities", (3,), None),
        (
            OneHotIoU(num_classes=3, target_class_ids=(0,)),
            "classes",
            (3,),
            "expects a value for every class in the target, which holds class numbers",
        ),
    ],
)
def test_what_cannot_be_measured_is_objected_to(metric, target, prediction, objection):
    assert metric.objection(target, prediction) == objection


def test_more_candidates_than_classes_are_all_of_them():
    y, p = np.eye(3), np.eye(3)[::-1]
    assert _figure(Recall(top_k=9), [(y, p)]) == 1


@pytest.mark.parametrize("residual", [0.0, 1.0])
def test_a_constant_target_scores_as_in_scikit_learn(residual):
    y = np.full((6, 1), 2.0)
    p = y + residual * np.arange(6)[:, None]
    assert _figure(R2Score(), [(y, p)]) == judge.r2_score(y, p)


def test_rounding_does_not_make_a_constant_target_vary():
    y = np.full((1000, 1), 0.1)
    assert _figure(R2Score(), [(y, y + 1)]) == 0


def test_an_adjusted_score_needs_more_samples_than_regressors():
    y, p = np.random.default_rng(0).normal(size=(2, 4, 1))
    plain = _figure(R2Score(), [(y, p)])
    assert _figure(R2Score(num_regressors=1), [(y, p)]) == pytest.approx(1 - (1 - plain) * 3 / 2)
    assert _figure(R2Score(num_regressors=3), [(y, p)]) == plain


def test_more_places_than_classes_make_every_sample_a_hit():
    y, p = np.array([0, 1]), np.array([[0.1, 0.9], [0.9, 0.1]])
    assert _figure(SparseTopKCategoricalAccuracy(), [(y, p)]) == 1


def test_what_is_not_a_number_is_no_hit():
    y, p = np.array([0]), np.array([[np.nan, 0.1, 0.2, 0.3]])
    assert _figure(SparseTopKCategoricalAccuracy(k=2), [(y, p)]) == 0


@pytest.mark.parametrize("row", resolutions(), ids=lambda row: f"{row['target']} {row['prediction']}")
def test_accuracy_stands_for_what_it_stands_for_in_keras(row: dict[str, Any]):
    prediction = tuple(row["prediction"][1:])
    has_classes = row["target"] != row["prediction"]
    resolved = AutoAccuracy().resolved("classes" if has_classes else "values", prediction)
    assert isinstance(resolved, types_of(Metric)[row["accuracy"]])
    assert resolved.key == "accuracy"


@pytest.mark.parametrize("prediction", [(1,), (3,)])
@pytest.mark.parametrize("target", ["values", "classes"])
def test_accuracy_counts_like_the_metric_it_stands_for(target, prediction):
    resolved = AutoAccuracy().resolved(target, prediction)
    p = np.random.default_rng(0).random((20, *prediction))
    y = np.arange(20) % 2 if target == "classes" else np.eye(2)[np.arange(20) % 2][:, : prediction[0]]
    y = y if target == "classes" or prediction == (1,) else np.eye(3)[np.arange(20) % 3]
    plain = next(parent for parent in type(resolved).__mro__ if parent in COMPUTING)
    assert _figure(resolved, [(y, p)]) == _figure(plain(), [(y, p)])


@EVERY_TYPE
def test_any_other_metric_stands_for_itself(found):
    metric = _example(found)
    assert metric.resolved("values", (3,)) is metric


@pytest.mark.parametrize("name", ["accuracy", "acc"])
def test_accuracy_is_read_and_written_as_a_string(name):
    metric = read_choice(Metric, name, "metric 1")
    assert metric == AutoAccuracy()
    assert write_object(metric) == "accuracy"


def test_exact_equality_is_asked_for_by_its_class():
    assert read_choice(Metric, {"type": "Accuracy", "config": {}}, "metric 1") == Accuracy()
    assert write_object(Accuracy()) == {"type": "Accuracy", "config": {}}
    assert Accuracy().key == "accuracy"


def _figure(metric: Metric, batches: list[tuple[np.ndarray, np.ndarray]]) -> float:
    totals = np.zeros(metric.totals(batches[0][1].shape[1:]))
    for y, p in batches:
        run(metric.update(y, p, totals, context(p.dtype)))
    return metric.result(totals)


def _example(found: type[Metric]) -> Metric:
    required = [name for name, field in fields_of(found).items() if field.required]
    return found(**{name: REQUIRED.get(name, 0.5) for name in required})


def _samples(
    metric: Metric, shape: tuple[int, ...], dtype: type[np.floating] = np.float64
) -> tuple[np.ndarray, np.ndarray]:
    """A target in the metric's form and predictions for it, of which some hit."""
    random = np.random.default_rng(0)
    p = random.random(shape).astype(dtype)
    if metric.target_form == "classes":
        return random.integers(0, shape[-1], shape[:-1]), p
    if metric.target_form == "probabilities":
        return random.integers(0, 2, shape).astype(dtype), p
    if metric.target_form == "any" or isinstance(metric, Accuracy):  # class numbers, or the largest of several values
        return random.integers(0, 2, shape).astype(dtype), np.round(p)
    return random.random(shape).astype(dtype), p


def _perfect(metric: Metric) -> tuple[np.ndarray, np.ndarray]:
    one_hot = np.eye(6)
    return (np.arange(6) if metric.target_form == "classes" else one_hot), one_hot
