"""The decision boundary over two inputs."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from nnstudio.studio.plots.boundary import BoundaryPlot
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.points import MOST_POINTS
from nnstudio.studio.theme import LIGHT

POINTS = np.array([[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]])
CLASSES = np.array([0, 1, 0, 1])
HELD_BACK = np.array([False, False, True, False])


@pytest.fixture
def plot(theme, show):
    plot = show(BoundaryPlot(theme), 400, 400)
    plot.set_labels("length", "width")
    return plot


@pytest.fixture
def classified(plot, show):
    plot.set_points(POINTS, CLASSES, HELD_BACK, ["left", "right"])
    right = (plot.grid(21)[:, 0] > 0).astype(float)
    plot.set_surface(np.column_stack([1 - right, right]))
    show.settle()
    return plot


def color_at(plot, x, y):
    surface = plot._surface
    place = surface.plot.mapFromScene(surface.view.mapViewToScene(QPointF(x, y)))
    return surface.plot.grab().toImage().pixelColor(place)


def test_an_empty_plot_says_what_will_be_here(plot):
    assert plot._surface.is_empty
    assert "two columns of numbers" in plot._surface.empty.text.hint
    plot.set_empty_text(EmptyText("Nothing", "Do something."))
    assert plot._surface.empty.text.hint == "Do something."


def test_the_grid_covers_all_points_from_bottom_left_to_top_right(plot):
    plot.set_points(POINTS, CLASSES, None, ["a", "b"])
    grid = plot.grid(5)
    assert grid.shape == (25, 2)
    assert (grid.min(axis=0) < -1).all()
    assert (grid.max(axis=0) > 1).all()
    assert grid[1, 0] > grid[0, 0]
    assert grid[5, 1] > grid[0, 1]


def test_each_side_has_the_color_of_its_class(classified):
    left, right = color_at(classified, -0.6, 0), color_at(classified, 0.6, 0)
    assert left.blue() > left.red()
    assert right.red() > right.blue()


def test_training_points_are_filled_and_validation_points_are_rings(classified, theme):
    assert color_at(classified, -1, -1).name() == theme.class_color(0)
    assert color_at(classified, -1, 1).name() != theme.class_color(0)


def test_one_probability_is_that_of_the_second_class(plot, show):
    plot.set_points(POINTS, CLASSES, None, ["left", "right"])
    plot.set_surface((plot.grid(21)[:, 0] > 0).astype(float))
    show.settle()
    assert color_at(plot, 0.6, 0).red() > color_at(plot, -0.6, 0).red()


def test_without_class_names_values_run_along_a_scale(plot, show):
    plot.set_points(POINTS, POINTS[:, 0])
    plot.set_surface(plot.grid(11)[:, :1])
    show.settle()
    assert color_at(plot, 0.9, 0).red() > color_at(plot, -0.9, 0).red()
    assert [key.name for key in plot._key.keys] == ["-1", "1"]


def test_a_surface_of_its_own_extent_lies_where_it_belongs(classified, show):
    classified.set_surface(np.ones(16), (0.2, 1.0, -0.5, 0.5))
    show.settle()
    assert color_at(classified, 0.6, 0.1).red() > 60
    assert color_at(classified, -0.6, 0.1).name() == classified._theme.plot


def test_the_key_names_classes_and_signs(classified, plot):
    assert [key.name for key in classified._key.keys] == ["left", "right", "training", "validation"]
    plot.set_points(POINTS, CLASSES, None, ["left", "right"])
    assert [key.name for key in plot._key.keys] == ["left", "right"]


def test_the_mouse_tells_the_place_and_the_likeliest_classes(classified, point_at):
    point_at(classified, 0.9, 0.5)
    assert classified._hover.title.startswith("length 0.9")
    assert [(line.name, line.value) for line in classified._hover.lines] == [("right", "100.0%"), ("left", "0.0%")]
    point_at(classified, 1.2, 0.5)
    assert classified._hover.at is None


def test_the_mouse_tells_the_predicted_value(plot, show, point_at):
    plot.set_points(POINTS, POINTS[:, 0])
    plot.set_surface(np.full(25, 4.25))
    show.settle()
    point_at(plot, 0.5, 0.5)
    assert [line.value for line in plot._hover.lines] == ["4.25"]


def test_an_empty_plot_tells_nothing(plot, point_at):
    point_at(plot, 0.5, 0.5)
    assert plot._hover.at is None


def test_new_points_take_the_old_surface_away(classified):
    classified.set_points(POINTS * 5, CLASSES, None, ["left", "right"])
    assert classified._picture._image is None
    classified.clear()
    assert classified._surface.is_empty


def test_of_very_many_points_a_selection_is_painted(plot):
    many = np.random.default_rng(0).normal(size=(MOST_POINTS * 3, 2))
    plot.set_points(many, np.zeros(len(many), int), None, ["all"])
    assert len(plot._points.places) == MOST_POINTS


def test_one_class_and_points_in_one_place_are_no_trouble(plot, show):
    plot.set_points(np.zeros((3, 2)), np.zeros(3, int), None, ["only"])
    plot.set_surface(np.ones((9, 1)))
    show.settle()
    assert plot.grid(2).tolist() == [[-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5], [0.5, 0.5]]


def test_predictions_that_are_not_numbers_show_the_ground(classified, show, theme):
    classified.set_surface(np.full((25, 2), np.nan))
    show.settle()
    assert color_at(classified, 0, 0).name() == theme.plot


@pytest.mark.parametrize(
    ("x", "y"), [(np.zeros((3, 3)), np.zeros(3)), (np.zeros((3, 2)), np.zeros(4)), (np.zeros(3), np.zeros(3))]
)
def test_points_of_another_shape_are_refused(plot, x, y):
    with pytest.raises(ValueError, match="Points need x of shape"):
        plot.set_points(x, y)


@pytest.mark.parametrize("count", [0, 1, 24])
def test_predictions_that_fill_no_square_are_refused(plot, count):
    with pytest.raises(ValueError, match=f"not {count} of them"):
        plot.set_surface(np.zeros(count))


def test_another_theme_changes_every_color(classified, show):
    before = color_at(classified, -0.6, 0).lightness()
    classified.set_theme(LIGHT)
    show.settle()
    assert color_at(classified, -0.6, 0).lightness() > before
