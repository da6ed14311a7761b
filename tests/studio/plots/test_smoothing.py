"""Smoothing is the exponential moving average that TensorBoard draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.signal import lfilter

from nnstudio.studio.plots.smoothing import smooth

WEIGHTS = st.floats(0.01, 0.99)
CURVES = npst.arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e3, 1e3))


@given(CURVES, WEIGHTS)
def test_it_is_the_debiased_first_order_filter(y, weight):
    expected = lfilter([1 - weight], [1, -weight], y) / (1 - weight ** np.arange(1, len(y) + 1))
    np.testing.assert_allclose(smooth(y, weight), expected, rtol=1e-9, atol=1e-9)


@given(CURVES, WEIGHTS)
def test_it_stays_between_the_lowest_and_the_highest_value(y, weight):
    smoothed = smooth(y, weight)
    slack = 1e-9 * (1 + np.abs(y).max())
    assert smoothed.min() >= y.min() - slack
    assert smoothed.max() <= y.max() + slack


@given(CURVES)
def test_it_starts_at_the_first_value(y):
    assert smooth(y, 0.9)[0] == pytest.approx(y[0])


def test_a_gap_stays_a_gap_and_does_not_spoil_what_follows():
    smoothed = smooth(np.array([1.0, np.nan, np.inf, 1.0]), 0.5)
    np.testing.assert_array_equal(smoothed, [1.0, np.nan, np.nan, 1.0])


def test_no_smoothing_changes_nothing():
    y = np.array([3.0, np.nan])
    assert smooth(y, 0) is y
    assert len(smooth(np.empty(0), 0.5)) == 0


@pytest.mark.parametrize("weight", [-0.1, 1.0, float("nan")])
def test_a_weight_out_of_range_is_refused(weight):
    with pytest.raises(ValueError, match="must lie from 0 to below 1"):
        smooth(np.ones(3), weight)
