"""Ticks stand at round numbers inside of the axis."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnstudio.studio.plots.ticks import Scale, ticks

LOW = st.floats(-1e6, 1e6)
SPAN = st.floats(1e-3, 1e6)


@given(LOW, SPAN, st.integers(1, 12), st.sampled_from([Scale.LINEAR, Scale.WHOLE]))
def test_ticks_are_few_ascending_and_on_the_axis(low, span, count, scale):
    values = [tick.value for tick in ticks(low, low + span, count, scale)]
    slack = 1e-6 * (abs(low) + span)
    assert len(values) <= count + 1
    assert values == sorted(values)
    assert all(low - slack <= value <= low + span + slack for value in values)


@given(LOW, SPAN, st.integers(1, 12))
def test_the_texts_of_ticks_tell_them_apart(low, span, count):
    texts = [tick.text for tick in ticks(round(low), round(low) + span, count, Scale.WHOLE) if abs(tick.value) < 1e5]
    assert len(set(texts)) == len(texts)


@given(LOW, SPAN)
def test_whole_numbers_have_no_fractions_between(low, span):
    assert all(tick.value == round(tick.value) for tick in ticks(low, low + span, 10, Scale.WHOLE))


def test_a_logarithmic_axis_shows_powers_of_ten():
    assert [tick.text for tick in ticks(-3.1, 1.2, 6, Scale.LOG)] == ["0.001", "0.01", "0.1", "1", "10"]


def test_a_short_logarithmic_axis_shows_halves_and_doubles():
    assert [tick.text for tick in ticks(-1.1, 0.2, 4, Scale.LOG)][:2] == ["0.1", "1"]
    assert [tick.text for tick in ticks(-0.8, -0.1, 4, Scale.LOG)] == ["0.2", "0.5"]


def test_a_very_short_logarithmic_axis_shows_round_numbers():
    shown = ticks(math.log10(0.31), math.log10(0.39), 4, Scale.LOG)
    assert [tick.text for tick in shown] == ["0.32", "0.34", "0.36", "0.38"]


@pytest.mark.parametrize("scale", Scale)
def test_a_long_logarithmic_axis_leaves_some_out(scale):
    assert len(ticks(-30, 30, 5, scale)) <= 6


@pytest.mark.parametrize("bounds", [(0, 0), (1, 0), (math.nan, 1), (0, math.inf)])
def test_an_axis_without_length_has_no_ticks(bounds):
    assert ticks(*bounds, 5, Scale.LINEAR) == []


ANY = st.floats(allow_nan=False, allow_infinity=False)


@given(ANY, ANY, st.integers(1, 12), st.sampled_from(Scale))
@example(0.0, 5e-324, 1, Scale.LINEAR)
@example(-1.0000000010000002e308, 0.0, 1, Scale.LINEAR)
@example(-1.7e308, 1.7e308, 3, Scale.LINEAR)
@example(1e300, math.nextafter(1e300, math.inf), 3, Scale.LINEAR)
@example(0.3, math.nextafter(0.3, 1.0), 3, Scale.LOG)
@example(-1e300, -1e299, 5, Scale.LOG)
def test_no_axis_is_too_long_or_too_short(low, high, count, scale):
    assert len(ticks(low, high, count, scale)) <= count + 2
