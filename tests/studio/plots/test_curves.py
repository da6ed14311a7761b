"""Live curves, as the user meets them."""

import csv
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QImage

from nnstudio.errors import ExchangeError
from nnstudio.studio.plots.curves import MOST_POINTS, CurvesPlot
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.hover import HoverLayer
from nnstudio.studio.plots.markers import Marker, MarkerKind
from nnstudio.studio.plots.series import SeriesRole
from nnstudio.studio.theme import LIGHT

TRAINING, VALIDATION = SeriesRole.TRAINING, SeriesRole.VALIDATION
EPOCHS = np.arange(1.0, 51.0)
LOSS = 2.0 * np.exp(-EPOCHS / 10)


@pytest.fixture
def plot(theme, show):
    return show(CurvesPlot(theme))


@pytest.fixture
def trained(plot, show):
    plot.set_labels("epoch", "loss")
    plot.set_series("loss", EPOCHS, LOSS, TRAINING)
    plot.set_series("val_loss", EPOCHS, LOSS + 0.1, VALIDATION)
    show.settle()
    return plot


def colors_in(widget):
    image = widget.grab().toImage()
    return {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(image.height())}


def has_color(widget, color):
    return int(color[1:], 16) in colors_in(widget)


def hover_of(plot):
    return next(item for item in plot._surface.plot.scene().items() if isinstance(item, HoverLayer))


def view_range(plot):
    return plot._surface.view.viewRange()


def drawn_points(plot, name):
    x, _ = plot._curves[name]._line.getData()
    return 0 if x is None else len(x)


def test_what_is_dragged_across_a_plot_comes_and_goes_without_a_word(plot, qapp):
    carried = Qt.DropAction.CopyAction, QMimeData(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(plot.rect().center(), *carried)
    for event in (enter, QDragLeaveEvent()):
        qapp.sendEvent(plot.windowHandle(), event)
    assert not enter.isAccepted()


def test_an_empty_plot_says_what_will_be_here(plot):
    assert plot._surface.is_empty
    assert "Start a training" in plot._surface.empty.text.hint
    plot.set_empty_text(EmptyText("Nothing", "Do something."))
    assert plot._surface.empty.text.title == "Nothing"


def test_training_and_validation_are_drawn_in_their_colors(trained, theme):
    assert not trained._surface.is_empty
    assert has_color(trained, theme.training)
    assert has_color(trained, theme.validation)


def test_a_curve_of_one_point_can_be_seen(plot, show, theme):
    plot.set_series("loss", np.array([1.0]), np.array([0.5]), TRAINING)
    show.settle()
    frame = plot._surface.view.sceneBoundingRect()
    color = plot.grab().toImage().pixelColor(frame.center().toPoint() + plot._surface.pos())
    low, high = view_range(plot)[1]
    assert low < 0.5 < high
    assert has_color(plot, theme.training) or color == QColor(theme.training)


def test_the_picture_grows_with_the_data(plot, show):
    for count in (5, 20, 50):
        plot.set_series("loss", EPOCHS[:count], LOSS[:count], TRAINING)
        show.settle()
        assert view_range(plot)[0][1] == pytest.approx(count, abs=1)


def test_room_is_kept_up_to_the_last_epoch(trained, show):
    trained.set_end(200)
    show.settle()
    assert view_range(trained)[0][1] >= 200


def test_the_legend_never_covers_a_curve(trained):
    low, high = view_range(trained)[1]
    share = (LOSS.min() - low) / (high - low)
    assert share * trained._surface.view.height() >= trained._legend.height()


def test_a_million_points_are_drawn_as_few(plot, show):
    x = np.arange(1_000_000.0)
    plot.set_series("loss", x, np.sin(x), TRAINING)
    show.settle()
    assert 100 < drawn_points(plot, "loss") <= MOST_POINTS


def test_nothing_is_drawn_while_the_plot_is_hidden(plot, show):
    plot.hide()
    plot.set_series("loss", EPOCHS, LOSS, TRAINING)
    show.settle()
    assert drawn_points(plot, "loss") == 0
    plot.show()
    show.settle()
    assert drawn_points(plot, "loss") == len(EPOCHS)


def test_values_that_are_not_numbers_leave_a_gap(plot, show):
    plot.set_series("loss", EPOCHS, np.where(EPOCHS == 20, np.nan, LOSS), TRAINING)
    plot.set_series("gone", EPOCHS, np.full(50, np.nan), TRAINING)
    plot.set_series("far", EPOCHS, np.where(EPOCHS == 30, np.inf, LOSS), TRAINING)
    show.settle()
    low, high = view_range(plot)[1]
    assert np.isfinite([low, high]).all()


def test_x_and_y_of_different_lengths_are_refused(plot):
    with pytest.raises(ValueError, match="'loss' has 3 x and 2 y"):
        plot.set_series("loss", np.arange(3.0), np.arange(2.0), TRAINING)


def test_a_logarithmic_scale_shows_powers_and_skips_what_is_not_positive(plot, show):
    plot.set_series("loss", EPOCHS, np.where(EPOCHS < 10, 0.0, 10.0 ** (-EPOCHS / 10)), TRAINING)
    plot.set_log(True)
    show.settle()
    assert {"0.1", "0.01", "0.001"} <= {tick.text for tick in plot._surface.frame.rows}
    low, high = view_range(plot)[1]
    assert low < -5
    assert high < 0


def test_smoothing_keeps_what_was_measured_in_sight(trained, show):
    trained.set_smoothing(0.9)
    show.settle()
    curve = trained._curves["loss"]
    np.testing.assert_allclose(curve._measured.getData()[1], LOSS)
    assert curve._line.getData()[1][10] > LOSS[10]
    trained.set_smoothing(0)
    show.settle()
    assert curve._measured.getData()[0] is None


def test_the_mouse_tells_the_values_of_all_curves(trained, point_at):
    point_at(trained, 0.5, 0.5)
    hover = hover_of(trained)
    epoch = round(hover.at[0])
    assert hover.title == f"epoch {epoch}"
    assert [line.name for line in hover.lines] == ["loss", "val_loss"]
    assert float(hover.lines[0].value) == pytest.approx(LOSS[epoch - 1], rel=1e-3)
    assert trained.values_at(epoch)["val_loss"] == LOSS[epoch - 1] + 0.1


def test_the_bubble_goes_when_the_mouse_does(trained, point_at):
    point_at(trained, 0.5, 0.5)
    assert hover_of(trained).at is not None
    point_at(trained, -0.05, 0.5)
    assert hover_of(trained).at is None


def test_the_bubble_stays_inside_of_the_plot(trained, point_at, theme):
    for across in (0.01, 0.5, 0.99):
        point_at(trained, across, 0.1)
        assert hover_of(trained).at is not None
        assert has_color(trained, theme.card)


def test_the_arrow_keys_move_from_epoch_to_epoch(trained, qtbot):
    keys = [
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_Right, 2),
        (Qt.Key.Key_End, 50),
        (Qt.Key.Key_Right, 50),
        (Qt.Key.Key_Left, 49),
    ]
    for key, epoch in keys:
        qtbot.keyClick(trained, key)
        assert hover_of(trained).at[0] == epoch
    qtbot.keyClick(trained, Qt.Key.Key_Escape)
    assert hover_of(trained).at is None


def test_zooming_by_hand_stops_following_until_the_whole_is_asked_for(trained, show, qtbot):
    trained._surface.view.scaleBy((0.5, 0.5))
    trained._surface.view.sigRangeChangedManually.emit([True, True])
    show.settle()
    zoomed = view_range(trained)
    trained.set_series("loss", np.arange(1.0, 101.0), np.ones(100), TRAINING)
    show.settle()
    assert view_range(trained) == zoomed
    qtbot.mouseDClick(trained._surface.plot.viewport(), Qt.MouseButton.LeftButton)
    show.settle()
    assert view_range(trained)[0][1] >= 100


def test_markers_are_drawn_and_their_labels_never_overlap(trained, show):
    markers = [Marker(20, "lr 0.01 → 0.001"), Marker(21, "lr 0.001 → 0.0001"), Marker(22, "best", MarkerKind.BEST)]
    trained.set_markers(markers)
    show.settle()
    layer = trained._markers
    places = layer._places(markers, layer.boundingRect())
    assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[i + 1 :])
    assert all(layer.boundingRect().left() <= place.left() for place in places)
    assert has_color(trained, layer.theme.link)


def test_quantities_share_a_pair_of_colors_and_get_their_own(plot, theme):
    for name, role in (
        ("loss", TRAINING),
        ("val_loss", VALIDATION),
        ("accuracy", TRAINING),
        ("val_accuracy", VALIDATION),
    ):
        plot.set_series(name, EPOCHS, LOSS, role)
    assert [curve.series.color(theme) for curve in plot._curves.values()] == [*theme.curves[0], *theme.curves[1]]


def test_removed_curves_are_gone(trained, show):
    trained.remove_series("val_loss")
    show.settle()
    assert [entry.name for entry in trained._legend.entries] == ["loss"]
    trained.clear()
    show.settle()
    assert trained._surface.is_empty


def test_lines_become_pretty_when_nothing_arrives_any_more(trained):
    line = trained._curves["loss"]._line
    assert (line.opts["pen"].width(), line.opts["antialias"]) == (1, False)
    trained.set_live(False)
    assert (line.opts["pen"].width(), line.opts["antialias"]) == (2, True)


def test_another_theme_changes_every_color(trained, show, theme):
    trained.set_theme(LIGHT)
    show.settle()
    assert has_color(trained, LIGHT.plot)
    assert not has_color(trained, theme.plot)


def test_the_focus_is_seen(trained, show, theme):
    trained.activateWindow()
    trained.setFocus()
    show.settle()
    assert has_color(trained, theme.accent)


def test_a_saved_picture_has_twice_the_pixels_and_no_bubble(trained, point_at, tmp_path, theme):
    point_at(trained, 0.5, 0.5)
    trained.save_png(tmp_path / "curves.png")
    image = QImage(str(tmp_path / "curves.png"))
    assert image.width() == 2 * trained._surface.plot.viewport().width()
    middle = [image.pixelColor(image.width() // 2, y).name() for y in range(image.height())]
    assert theme.card not in middle
    assert trained._curves["loss"]._line.opts["antialias"] is False


def test_a_saved_drawing_holds_the_words_of_the_plot(trained, tmp_path):
    trained.save_svg(tmp_path / "curves.svg")
    root = ET.parse(tmp_path / "curves.svg").getroot()  # noqa: S314 - our own file
    words = " ".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "val_loss" in words
    assert "epoch" in words


def test_a_saved_table_holds_what_was_measured(plot, tmp_path):
    plot.set_labels("epoch", "loss")
    plot.set_smoothing(0.9)
    plot.set_series("loss", np.array([1.0, 2.0, 3.0]), np.array([0.1, np.nan, 0.3], np.float32), TRAINING)
    plot.set_series("=val", np.array([2.0]), np.array([7.5]), VALIDATION)
    plot.save_csv(tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["epoch", "loss", "'=val"],
            ["1", "0.1", ""],
            ["2", "", "7.5"],
            ["3", "0.3", ""],
        ]


@pytest.mark.parametrize("save", ["save_png", "save_svg", "save_csv"])
def test_a_place_that_cannot_be_written_is_told_in_a_sentence(trained, tmp_path, save):
    with pytest.raises(ExchangeError, match="could not be written: No such file or directory"):
        getattr(trained, save)(tmp_path / "missing" / "file")
