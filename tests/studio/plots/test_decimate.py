"""Decimation keeps what is seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from nnstudio.studio.plots.decimate import decimate

VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(float("nan")))
CURVES = npst.arrays(np.float64, st.integers(0, 400), elements=VALUES)


@given(CURVES, st.integers(4, 50))
def test_there_are_never_more_points_than_asked_for(y, points):
    x, _ = decimate(np.arange(len(y), dtype=float), y, points)
    assert len(x) <= max(points, 0)


@given(CURVES, st.integers(4, 50))
def test_extrema_and_both_ends_are_kept(y, points):
    x = np.arange(len(y), dtype=float)
    few_x, few_y = decimate(x, y, points)
    finite = y[np.isfinite(y)]
    if len(finite):
        assert np.nanmin(few_y) == finite.min()
        assert np.nanmax(few_y) == finite.max()
    if len(y):
        assert few_x[0] == x[0]
        assert few_x[-1] == x[-1]


@given(CURVES, st.integers(4, 50))
def test_only_points_of_the_curve_are_left_each_once_and_in_order(y, points):
    x = np.arange(len(y), dtype=float)
    few_x, few_y = decimate(x, y, points)
    assert np.all(np.diff(few_x) > 0)
    np.testing.assert_array_equal(few_y, y[few_x.astype(int)])


def test_a_short_curve_is_left_as_it_is():
    x, y = np.arange(3.0), np.array([1.0, np.nan, 2.0])
    few_x, few_y = decimate(x, y, 4)
    assert few_x is x
    assert few_y is y


def test_a_long_gap_stays_visible():
    y = np.concatenate([np.zeros(500), np.full(500, np.nan), np.zeros(500)])
    _, few = decimate(np.arange(1500.0), y, 60)
    assert np.isnan(few).any()


def test_integers_and_single_precision_are_welcome():
    _, few = decimate(np.arange(1000), np.arange(1000, dtype=np.float32), 10)
    assert few.dtype == np.float32
    assert few[-1] == 999


def test_fewer_than_four_points_cannot_keep_the_extremes():
    with pytest.raises(ValueError, match="At least 4 points are needed"):
        decimate(np.arange(9.0), np.arange(9.0), 3)
