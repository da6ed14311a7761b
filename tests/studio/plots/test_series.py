"""A series knows its color, its values, and what of it can be shown."""

import numpy as np

from nnstudio.studio.plots.series import Display, Series, SeriesRole, points_to_draw, shown_height
from nnstudio.studio.theme import DARK


def series(x, y, role=SeriesRole.TRAINING, pair=0):
    return Series("loss", role, pair, np.asarray(x, float), np.asarray(y, float))


def test_training_and_validation_have_the_colors_of_the_theme():
    assert series([], []).color(DARK) == DARK.training
    assert series([], [], SeriesRole.VALIDATION).color(DARK) == DARK.validation
    assert series([], [], pair=len(DARK.curves)).color(DARK) == DARK.training


def test_the_value_at_a_place_is_that_of_the_nearest_point():
    curve = series([1, 2, 4], [10, 20, 40])
    assert curve.value_at(1.2) == 10
    assert curve.value_at(3.4) == 40
    assert curve.last == 40


def test_beyond_its_ends_a_curve_has_no_value():
    assert np.isnan(series([1, 2], [10, 20]).value_at(7))
    assert np.isnan(series([], []).value_at(1))
    assert np.isnan(series([], []).last)


def test_what_is_not_positive_has_no_place_on_a_logarithmic_scale():
    np.testing.assert_array_equal(shown_height(np.array([100.0, 0.0, -1.0, np.inf]), log=True), [2, *[np.nan] * 3])
    np.testing.assert_array_equal(shown_height(np.array([1.0, np.inf]), log=False), [1, np.nan])


def test_smoothing_comes_before_the_logarithm():
    shown = series([1, 2], [1, 100]).shown(Display(log=True, smoothing=0.5))
    np.testing.assert_allclose(shown, [0, np.log10((0.5 * 1 + 100) / 1.5)])


def test_only_the_part_that_is_seen_is_drawn():
    x = np.arange(10_000.0)
    few_x, _ = points_to_draw(x, x, 500, 520, 100)
    assert few_x[0] == 499
    assert few_x[-1] == 521
    all_x, _ = points_to_draw(x, x, 0, 1e9, 100)
    assert len(all_x) <= 100
