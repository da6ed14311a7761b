"""Predictions become colors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from nnstudio.studio.plots.blend import probability_pixels, scaled, value_pixels

COLORS = ["#ff0000", "#0000ff"]
GROUND = "#000000"


def test_a_sure_prediction_has_its_class_color_over_the_ground():
    red, blue = probability_pixels(np.array([[1.0, 0.0], [0.0, 1.0]]), COLORS, GROUND).tolist()
    assert red[0] > 120
    assert red[1:] == [0, 0]
    assert blue == red[::-1]


def test_the_line_between_two_classes_is_the_palest():
    pixels = probability_pixels(np.array([[0.5, 0.5], [0.7, 0.3], [1.0, 0.0]]), COLORS, GROUND).sum(axis=1)
    assert pixels[0] < pixels[1] < pixels[2]


@given(npst.arrays(np.float64, (5, 3), elements=st.floats(allow_nan=True, allow_infinity=True, width=32)))
def test_any_numbers_give_a_picture(predictions):
    pixels = probability_pixels(predictions, ["#ff0000", "#00ff00", "#0000ff"], "#102030")
    assert pixels.shape == (5, 3)
    assert pixels.dtype == np.uint8


def test_what_is_not_finite_shows_the_ground():
    assert probability_pixels(np.array([[np.nan, 1.0]]), COLORS, "#102030").tolist() == [[16, 32, 48]]
    assert value_pixels(np.array([np.nan]), 0, 1, COLORS, "#102030").tolist() == [[16, 32, 48]]


def test_values_run_along_the_stops():
    pixels = value_pixels(np.array([0.0, 5.0, 10.0, 99.0]), 0, 10, COLORS, GROUND)
    assert pixels[0, 0] > 0
    assert pixels[0, 2] == 0
    assert pixels[1, 0] == pixels[1, 2]
    np.testing.assert_array_equal(pixels[2], pixels[3])


def test_values_without_a_span_lie_in_the_middle():
    np.testing.assert_array_equal(scaled(np.array([3.0, 3.0]), 3, 3), [0.5, 0.5])
    assert scaled(np.array([-1.0]), 0, 1) == pytest.approx(0)
