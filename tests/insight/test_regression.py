"""Figures of predicted numbers, judged by scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

from nnstudio.data.fitted import Affine, FittedPreprocessing
from nnstudio.data.target import TargetDescription
from nnstudio.insight.regression import RegressionReport, reports

numbers = st.floats(-1e3, 1e3, width=32)


@given(st.data(), st.integers(2, 40))
def test_every_figure_is_that_of_scikit_learn(data, count):
    true, predicted = (data.draw(arrays(np.float64, count, elements=numbers)) for _ in range(2))
    ours = RegressionReport("y", true, predicted)
    assert ours.mae == pytest.approx(mean_absolute_error(true, predicted))
    assert ours.rmse == pytest.approx(math.sqrt(mean_squared_error(true, predicted)))
    assert ours.r2 == pytest.approx(r2_score(true, predicted), rel=1e-6, abs=1e-9)
    assert ours.bias == pytest.approx(np.mean(predicted - true), abs=1e-9)


def test_r2_of_a_constant_is_one_only_where_it_is_met():
    constant = np.full(3, 5.0)
    assert RegressionReport("y", constant, constant).r2 == 1
    assert RegressionReport("y", constant, constant + 1).r2 == 0
    assert math.isnan(RegressionReport("y", constant[:1], constant[:1]).r2)


def test_each_target_column_is_told_in_its_own_unit():
    fitted = FittedPreprocessing(steps=(Affine(column="price", shift=(100.0,), factor=(0.1,)),))
    target = TargetDescription(names=("price", "size"), kind="values", shape=(2,))
    true = np.array([[0, 1], [1, 2]], np.float32)
    price, size = reports(target, fitted, true, true + np.float32(0.5))
    assert (price.name, size.name) == ("price", "size")
    np.testing.assert_allclose(price.true, [100, 110])
    assert price.mae == pytest.approx(5)
    assert size.mae == pytest.approx(0.5)


def test_an_array_to_predict_is_one_quantity():
    target = TargetDescription(names=("picture",), kind="values", shape=(2, 2, 1))
    true = np.zeros((3, 2, 2, 1), np.float32)
    (whole,) = reports(target, FittedPreprocessing(), true, true + 1)
    assert whole.true.shape == (12,)
    assert whole.rmse == 1
