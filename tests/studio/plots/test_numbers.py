"""Numbers are written short, and never longer than the room they have."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.studio.plots.numbers import VALUE_WIDTH, power_text, scale_text, tick_text, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.041234, "0.04123"),
        (1.0, "1"),
        (12345.6, "12346"),
        (0.000012345, "1.23e-05"),
        (1234567.0, "1.23e+06"),
        (-0.5, "-0.5"),
        (math.nan, "–"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
    ],
)
def test_values_have_four_digits(value, text):
    assert value_text(value) == text


@given(st.floats(-1e300, 1e300))
def test_seven_characters_are_enough_beside_a_scale(value):
    assert len(scale_text(value)) <= 7


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_value_is_wider_than_its_column(value):
    assert len(value_text(abs(value))) <= VALUE_WIDTH + 1


@pytest.mark.parametrize(
    ("value", "spacing", "text"),
    [(0.5, 0.5, "0.5"), (1.0, 0.5, "1.0"), (-0.0, 0.5, "0"), (20, 10, "20"), (0.25, 0.05, "0.25"), (2e6, 1e6, "2e+06")],
)
def test_ticks_have_as_many_decimals_as_their_spacing(value, spacing, text):
    assert tick_text(value, spacing) == text


@pytest.mark.parametrize(
    ("exponent", "text"), [(0, "1"), (-2, "0.01"), (-4, "0.0001"), (-7, "1e-07"), (4, "10000"), (6, "1e+06")]
)
def test_powers_of_ten_are_written_out_while_they_are_short(exponent, text):
    assert power_text(exponent) == text
