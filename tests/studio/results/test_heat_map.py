"""Numbers as colors and as bars."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from nnstudio.studio.results.bars import Bars
from nnstudio.studio.results.heat_map import HeatMap, heat_pixels, stops
from nnstudio.studio.theme import DARK, LIGHT, Mode
from nnstudio.studio.theme.contrast import channels


@pytest.fixture
def heat_map(qtbot, theme_source):
    shown = HeatMap(theme_source, "Kernel")
    qtbot.addWidget(shown)
    shown.resize(400, 200)
    shown.show()
    return shown


@pytest.fixture
def bars(qtbot, theme_source):
    shown = Bars(theme_source, "Bias")
    qtbot.addWidget(shown)
    shown.resize(400, 200)
    shown.show()
    return shown


def hover(widget, place):
    widget.setFocus()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    return QToolTip.text()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_zero_and_both_ends_of_the_scale_have_their_colors(theme):
    pixels = heat_pixels(np.array([[-2.0, 0.0, 2.0, np.nan]]), 2.0, theme)[0]
    assert [tuple(pixel) for pixel in pixels] == [channels(c) for c in (*stops(theme), theme.panel)]


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e6, 1e6)))
def test_values_of_the_same_size_are_equally_strong(plane):
    reach = float(np.abs(plane).max())
    assert heat_pixels(plane, reach, DARK).shape == (*plane.shape, 3)
    np.testing.assert_array_equal(heat_pixels(plane * 2, reach * 2, DARK), heat_pixels(plane, reach, DARK))


def test_the_scale_reaches_as_far_below_zero_as_above(heat_map):
    heat_map.show_plane(np.array([[1.0, -3.0]]))
    assert heat_map.reach == 3
    heat_map.show_plane(np.full((2, 2), np.nan))
    assert heat_map.reach == 0


def test_the_value_under_the_mouse_is_told(heat_map):
    heat_map.show_plane(np.array([[1.0, -3.0], [0.25, 0.5]]))
    assert heat_map.value_at(QPointF(5, 5)) == (0, 0, 1.0)
    assert heat_map.value_at(QPointF(5, 40)) == (1, 0, 0.25)
    assert heat_map.value_at(QPointF(399, 5)) is None
    assert hover(heat_map, QPoint(5, 40)) == "row 1, column 0: 0.25"


def test_a_plane_that_is_higher_than_wide_lies_on_its_side(heat_map):
    plane = np.arange(20.0).reshape(10, 2)
    heat_map.show_plane(plane)
    row, column, value = heat_map.value_at(QPointF(5, 30))
    assert (row, column) == (0, 1)
    assert value == plane[0, 1]


def test_the_picture_is_painted_in_the_colors_of_the_theme(heat_map, theme_source):
    heat_map.show_plane(np.array([[1.0, -1.0]]))
    assert heat_map.grab().toImage().pixelColor(10, 10).name() == DARK.validation
    assert heat_map.grab().toImage().pixelColor(30, 10).name() == DARK.training
    heat_map.show_plane(np.zeros((1, 1)))
    theme_source.set_mode(Mode.LIGHT)
    assert heat_map.grab().toImage().pixelColor(10, 10).name() == LIGHT.field


def test_nothing_is_painted_for_no_numbers(heat_map, bars):
    heat_map.show_plane(np.empty((0, 0)))
    bars.show_values(np.empty(0))
    assert heat_map.value_at(QPointF(5, 5)) is None
    assert bars.index_at(QPointF(5, 5)) is None
    for shown in (heat_map, bars):
        assert shown.grab().toImage().pixelColor(5, 5).name() == DARK.panel


def test_bars_rise_above_zero_and_fall_below_it(bars):
    bars.show_values(np.array([2.0, -1.0, np.nan]))
    image = bars.grab().toImage()
    assert image.pixelColor(10, 20).name() == DARK.validation
    assert image.pixelColor(34, 130).name() == DARK.training
    assert image.pixelColor(34, 60).name() == DARK.panel
    assert image.pixelColor(34, 180).name() == DARK.panel


def test_the_bar_under_the_mouse_is_told(bars):
    bars.show_values(np.array([2.0, -1.0, 0.5]))
    assert bars.index_at(QPointF(30, 100)) == 1
    assert bars.index_at(QPointF(300, 100)) is None
    assert hover(bars, QPoint(30, 100)) == "1: -1"


def test_a_high_plane_lies_on_its_side_unless_it_has_to_stay_upright(heat_map):
    plane = np.array([[1.0], [2.0], [3.0]])
    heat_map.show_plane(plane)
    assert heat_map.value_at(QPointF(60, 5)) == (2, 0, 3.0)
    heat_map.show_plane(plane, upright=True)
    assert heat_map.value_at(QPointF(5, 60)) == (2, 0, 3.0)
