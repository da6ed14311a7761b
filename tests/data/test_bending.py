"""Whether data is linear, told from a few of its rows."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor

from nnstudio.data import bending
from nnstudio.data.bending import missed_by_sums_and_neighbors
from nnstudio.data.preparation import prepare
from nnstudio.data.reference import DataReference
from tests.network.descriptions import NUMBERS, SPECIES, YES_NO

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((90, 3))


def missed(sample):
    return prepare(DataReference(source=f"sample:{sample}"), None, ("input",)).description.target.missed


@pytest.mark.parametrize("sample", ["square", "spiral", "moons", "circles", "xor"])
def test_sums_miss_much_more_of_data_that_is_not_linear(sample):
    sums, neighbors = missed(sample)
    assert sums > max(0.05, 3 * neighbors)


@pytest.mark.parametrize("sample", ["gaussians", "iris", "wine", "breast_cancer", "diabetes", "tide", "digits"])
def test_sums_are_enough_for_data_that_is(sample):
    sums, neighbors = missed(sample)
    assert sums < max(0.05, 3 * neighbors)


def test_what_is_missed_of_numbers_is_what_scikit_learn_misses():
    y = (X @ [1.0, -2.0, 0.5] + np.sin(3 * X[:, 0])).astype(np.float32)
    sums, neighbors = missed_by_sums_and_neighbors({"x": X.astype(np.float32)}, y[:, None], NUMBERS)
    (known, judged), (values, answers) = bending._halves(X), bending._halves(y)
    scaled = [(half - known.mean(0)) / known.std(0) for half in (known, judged)]
    assert sums == pytest.approx(1 - LinearRegression().fit(scaled[0], values).score(scaled[1], answers), rel=1e-3)
    nearest = KNeighborsRegressor(3).fit(scaled[0], values)
    assert neighbors == pytest.approx(1 - nearest.score(scaled[1], answers), rel=1e-3)


def test_what_is_missed_of_classes_is_what_scikit_learn_misses():
    classes = (X[:, 0] > 0).astype(np.int64) + (X[:, 1] > 0.5)
    sums, _ = missed_by_sums_and_neighbors({"x": X.astype(np.float32)}, classes, SPECIES)
    (known, judged), (values, answers) = bending._halves(X), bending._halves(classes)
    assert sums == pytest.approx(
        1 - LinearDiscriminantAnalysis(solver="lsqr").fit(known, values).score(judged, answers)
    )


def test_yes_and_no_are_classes_also_as_numbers():
    sums, neighbors = missed_by_sums_and_neighbors({"x": X}, (X[:, :1] > 0).astype(np.float32), YES_NO)
    assert max(sums, neighbors) < 0.3


@pytest.mark.parametrize(
    ("x", "y"),
    [
        pytest.param(X[:20], X[:20, :1], id="few rows"),
        pytest.param(RANDOM.standard_normal((90, 9, 9)), X[:, :1], id="pictures"),
    ],
)
def test_where_nobody_can_tell_nothing_is_told(x, y):
    assert missed_by_sums_and_neighbors({"x": x}, y, NUMBERS) is None


def test_huge_numbers_do_no_harm():
    assert missed_by_sums_and_neighbors({"x": X * 1e300}, X[:, :1] * 1e300, NUMBERS) is not None


def test_what_never_changes_is_missed_by_nobody():
    assert missed_by_sums_and_neighbors({"x": np.zeros((90, 2))}, np.zeros((90, 1)), NUMBERS) == (0.0, 0.0)
