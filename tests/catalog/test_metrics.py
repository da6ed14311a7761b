from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as judge

from nnstudio.catalog.conversion import read_choice, read_config, write_object
from nnstudio.catalog.metrics import (
    Accuracy,
    AutoAccuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    MeanAbsoluteError,
    MeanSquaredError,
    Metric,
    R2Score,
    RootMeanSquaredError,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
)
from nnstudio.catalog.registry import types_of
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, context, run
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases, resolutions

COMPUTING = [found for found in TYPES[Metric] if not found.string_only]
EVERY_TYPE = pytest.mark.parametrize("found", COMPUTING, ids=lambda found: found.__name__)
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
        assert metric.result(totals) == pytest.approx(float(expected), rel=2e-5, abs=1e-6)
    assert metric.key == case.extras["default_name"]


@EVERY_TYPE
@settings(deadline=None, max_examples=15)
@given(cuts=st.lists(st.integers(1, 39), unique=True, max_size=5).map(sorted))
def test_the_result_is_the_same_however_samples_are_cut_into_batches(found, cuts):
    y, p = _samples(found(), (40, 6))
    at_once = _figure(found(), [(y, p)])
    pieces = list(zip(np.split(y, cuts), np.split(p, cuts), strict=True))
    assert _figure(found(), pieces) == pytest.approx(at_once)


@EVERY_TYPE
def test_without_samples_the_result_is_zero(found):
    assert found().result(np.zeros(found().totals((6,)))) == 0


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    y, p = _samples(found(), (1024, 256), np.float32)
    totals = np.zeros(found().totals((256,)))
    assert allocated([*found().update(y, p, totals, context(np.float32))]) < CASTING_BUFFERS < p.nbytes


@EVERY_TYPE
def test_a_perfect_prediction_has_the_best_result(found):
    y, p = _perfect(found())
    assert _figure(found(), [(y, p)]) == (1 if found.better == "higher" else 0)


def test_regression_metrics_are_those_of_scikit_learn():
    y, p = np.random.default_rng(0).normal(size=(2, 50, 3))
    weighted = R2Score(class_aggregation="variance_weighted_average")
    expected = {
        MeanAbsoluteError(): judge.mean_absolute_error(y, p),
        MeanSquaredError(): judge.mean_squared_error(y, p),
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
    metric = found()
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
    return np.round(random.random(shape)).astype(dtype), np.round(p) if isinstance(metric, Accuracy) else p


def _perfect(metric: Metric) -> tuple[np.ndarray, np.ndarray]:
    one_hot = np.eye(6)
    return (np.arange(6) if metric.target_form == "classes" else one_hot), one_hot
