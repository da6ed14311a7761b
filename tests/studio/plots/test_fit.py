"""The fitted curve over one input."""

import numpy as np
import pytest

from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.fit import FitPlot
from nnstudio.studio.theme import LIGHT

X = np.linspace(0, 1, 30)
Y = X**2


@pytest.fixture
def plot(theme, show):
    return show(FitPlot(theme), 400, 300)


@pytest.fixture
def fitted(plot, show):
    plot.set_labels("x", "y")
    plot.set_points(X, Y, X > 0.8)
    grid = plot.grid(50)
    plot.set_curve(grid, grid**2)
    show.settle()
    return plot


def has_color(plot, color):
    image = plot.grab().toImage()
    wanted = int(color[1:], 16)
    return any(image.pixel(x, y) & 0xFFFFFF == wanted for x in range(image.width()) for y in range(image.height()))


def test_an_empty_plot_says_what_will_be_here(plot):
    assert plot._surface.is_empty
    assert "one column of numbers" in plot._surface.empty.text.hint
    plot.set_empty_text(EmptyText("Nothing", "Do something."))
    assert plot._surface.empty.text.title == "Nothing"


def test_the_grid_is_a_column_that_covers_all_points(fitted):
    grid = fitted.grid(7)
    assert grid.shape == (7, 1)
    assert grid[0, 0] < 0
    assert grid[-1, 0] > 1


def test_points_and_curve_are_drawn_in_their_colors(fitted, theme):
    assert has_color(fitted, theme.training)
    assert has_color(fitted, theme.validation)
    assert has_color(fitted, theme.text)


def test_the_view_stands_still_while_the_curve_finds_its_way(fitted, show):
    before = fitted._surface.view.viewRange()
    grid = fitted.grid(20)
    fitted.set_curve(grid, 1e6 * grid)
    show.settle()
    assert fitted._surface.view.viewRange() == before


def test_a_curve_that_is_not_finite_is_no_trouble(fitted, show):
    grid = fitted.grid(20)
    fitted.set_curve(grid, np.where(grid > 0.5, np.nan, grid))
    show.settle()
    assert np.isnan(fitted._curve[1]).any()


def test_the_mouse_tells_the_prediction(fitted, point_at):
    point_at(fitted, 0.5, 0.5)
    x, y = fitted._hover.at
    assert y == pytest.approx(x**2, abs=1e-3)
    assert fitted._hover.title.startswith("x 0.5")
    assert fitted._hover.lines[0].name == "y"
    point_at(fitted, 0.5, 1.5)
    assert fitted._hover.at is None


def test_the_key_names_what_is_there(fitted, plot):
    assert [key.name for key in fitted._key.keys] == ["training", "validation", "prediction"]
    plot.set_points(X, Y)
    assert [key.name for key in plot._key.keys] == ["training", "prediction"]
    plot.clear()
    assert plot._key.keys == ()
    assert plot._surface.is_empty


def test_columns_and_plain_arrays_are_welcome(plot):
    plot.set_points(X[:, None], Y[:, None])
    assert plot._points.places.shape == (30, 2)


@pytest.mark.parametrize("method", ["set_points", "set_curve"])
def test_x_and_y_of_different_lengths_are_refused(plot, method):
    with pytest.raises(ValueError, match="as many y as x, not 2 and 3"):
        getattr(plot, method)(np.zeros(3), np.zeros(2))


def test_another_theme_changes_every_color(fitted, show):
    fitted.set_theme(LIGHT)
    show.settle()
    assert has_color(fitted, LIGHT.plot)
    assert has_color(fitted, LIGHT.text)
