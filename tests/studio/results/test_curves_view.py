"""The Curves panel: curves that grow, and the picture that explains the fit."""

import csv

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QToolButton, QWidget

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.losses import MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.optimizers import Adam
from nnstudio.data.reference import DataReference
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.network import edits
from nnstudio.network.document import Training
from nnstudio.studio.results import CurvesView
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.results.fit_pages import ClassPage, CurvePage, PlanePage, ValuePage
from nnstudio.studio.theme import LIGHT, Mode
from tests.network.networks import wired

NO_BUTTON, NO_KEY = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def drawn(view):
    """The curves that are drawn, by name."""
    return {name: curve.series.y for name, curve in view.curves.plot._curves.items()}


def marked(view):
    return [marker.label for marker in view.curves.plot._markers.markers]


def texts(view):
    return [note.text() for note in view.findChildren(QWidget) if hasattr(note, "text") and note.isVisible()]


def test_before_any_run_it_says_how_to_get_curves(curves):
    assert drawn(curves) == {}
    assert curves.curves.plot._surface.is_empty
    assert "Press Train" in curves.curves.plot._surface.empty.text.hint


def test_curves_grow_with_every_epoch(studio, curves):
    studio.open("iris")
    studio.pause_after_an_epoch()
    studio.until(lambda: {name: len(y) for name, y in drawn(curves).items()} == {"loss": 1, "val_loss": 1})
    studio.controller.step_epoch()
    studio.until(lambda: len(drawn(curves)["loss"]) == 2)
    np.testing.assert_array_equal(drawn(curves)["loss"], studio.controller.snapshot.history["loss"])


def test_the_best_epoch_and_a_changed_learning_rate_are_marked(studio, curves):
    studio.open("iris", epochs=6)
    studio.pause_after_an_epoch()
    studio.controller.set_learning_rate(0.002)
    with studio.qtbot.waitSignal(studio.controller.ended):
        studio.controller.train()
    assert marked(curves) == ["lr 0.01 → 0.002", "best"]
    best = curves.curves.plot._markers.markers[1]
    assert best.x == np.argmin(studio.controller.snapshot.history["val_loss"]) + 1


def test_other_figures_are_drawn_when_they_are_chosen(studio, curves):
    studio.open("iris")
    studio.train()
    assert curves.curves.chooser.text() == "loss"
    accuracy = next(a for a in curves.curves.chooser._menu.actions() if a.text() == "accuracy")
    accuracy.trigger()
    assert list(drawn(curves)) == ["loss", "val_loss", "accuracy", "val_accuracy"]
    next(a for a in curves.curves.chooser._menu.actions() if a.text() == "loss").trigger()
    assert list(drawn(curves)) == ["accuracy", "val_accuracy"]
    assert curves.curves.chooser.text() == "accuracy"
    accuracy.trigger()
    assert list(drawn(curves)) == ["loss", "val_loss"]


def test_the_chooser_opens_with_mouse_and_keyboard(studio, curves):
    studio.open("iris")
    studio.train()
    chooser = curves.curves.chooser
    studio.qtbot.mouseClick(chooser, Qt.MouseButton.LeftButton)
    assert chooser._menu.isVisible()
    studio.qtbot.keyClick(chooser._menu, Qt.Key.Key_Escape)
    assert not chooser._menu.isVisible()
    studio.qtbot.keyClick(chooser, Qt.Key.Key_Space)
    studio.qtbot.keyClick(chooser._menu, Qt.Key.Key_Down)
    studio.qtbot.keyClick(chooser._menu, Qt.Key.Key_Down)
    studio.qtbot.keyClick(chooser._menu, Qt.Key.Key_Return)
    assert "val_accuracy" in drawn(curves)


def test_another_run_empties_the_curves(studio, curves):
    studio.open("iris")
    studio.train()
    studio.controller.step_batch()
    studio.until(lambda: studio.controller.paused)
    assert drawn(curves) == {}


@pytest.mark.parametrize(
    ("template", "page"),
    [("square", CurvePage), ("spiral", PlanePage), ("iris", ClassPage), ("diabetes", ValuePage)],
)
def test_each_kind_of_data_is_explained_in_its_own_way(studio, curves, template, page):
    studio.open(template)
    studio.train()
    assert type(curves.fit.page) is page
    assert curves.fit.page.isVisible()
    studio.until(lambda: curves.fit.page.predictions is not None)


def test_the_fitted_curve_is_that_of_the_trained_weights(studio, curves):
    studio.open("square", epochs=60)
    studio.train()
    studio.until(lambda: not curves.fit._background.busy)
    x, y = curves.fit.page.place.require()._curve
    assert np.abs(y - x**2)[(x > 0) & (x < 1)].max() < 0.2


def test_the_confusion_counts_the_validation_samples(studio, curves):
    studio.open("iris", epochs=40)
    studio.train()
    studio.until(lambda: not curves.fit._background.busy)
    counts = curves.fit.page.confusion._counts
    assert counts.sum() == 30
    accuracy = studio.controller.snapshot.history["val_accuracy"][-1]
    assert np.trace(counts) / 30 == pytest.approx(accuracy)


def test_pictures_that_were_mistaken_are_shown_while_the_network_trains(studio, curves):
    studio.open("digits-mlp", epochs=100_000)
    studio.controller.train()
    studio.until(lambda: curves.fit.page is not None)
    hardest = curves.fit.page.hardest
    studio.until(lambda: hardest.model().rowCount() > 0)
    assert studio.controller.active
    assert all(" as " in hardest.model().index(row, 0).data() for row in range(hardest.model().rowCount()))
    assert hardest.isVisible()


def test_a_network_without_mistakes_is_told_so(studio, curves):
    studio.open("digits-mlp", epochs=3)
    studio.train()
    studio.until(lambda: not curves.fit._background.busy)
    page = curves.fit.page
    page.show_predictions(np.eye(10)[page.fit.watched.samples.target])
    assert not page.hardest.isVisible()
    assert "No mistakes" in [place.text.title for place in curves.findChildren(EmptyPlace) if place.isVisible()]


def test_a_loss_is_drawn_on_a_logarithmic_scale_until_another_one_is_chosen(studio, curves):
    studio.open("iris", epochs=4)
    studio.train()
    log = next(b for b in curves.findChildren(QPushButton) if b.text() == "Log scale")
    assert log.isChecked()
    studio.qtbot.mouseClick(log, Qt.MouseButton.LeftButton)
    studio.train()
    assert not log.isChecked()


def test_an_accuracy_is_drawn_on_a_linear_scale(studio, curves):
    studio.open("iris", epochs=4)
    studio.train()
    for name in ("accuracy", "loss"):
        next(a for a in curves.curves.chooser._menu.actions() if a.text() == name).trigger()
    assert list(drawn(curves)) == ["accuracy", "val_accuracy"]
    assert not next(b for b in curves.findChildren(QPushButton) if b.text() == "Log scale").isChecked()


def test_no_epoch_is_best_where_all_are_equal(curves):
    history = {"loss": np.full(3, 0.5)}
    curves.curves.plot.show()
    curves.curves.show_run(Snapshot(state=RunState.FINISHED, epochs=3, epoch=3, history=history))
    assert curves.curves.plot._markers.markers == ()


def test_the_network_is_asked_only_while_the_panel_is_visible(studio, curves):
    studio.open("spiral", epochs=100_000)
    studio.controller.train()
    studio.until(lambda: studio.controller.snapshot.probe is not None)
    curves.hide()
    studio.until(lambda: studio.controller.snapshot.probe is None)
    curves.show()
    studio.until(lambda: studio.controller.snapshot.probe is not None)


def test_a_hidden_panel_draws_nothing_and_catches_up_when_it_is_shown(studio, curves):
    studio.open("spiral")
    curves.hide()
    studio.train()
    assert drawn(curves) == {}
    assert curves.fit.page is None
    curves.show()
    assert len(drawn(curves)["loss"]) == 4
    studio.until(lambda: curves.fit.page is not None and curves.fit.page.predictions is not None)


def test_data_of_another_shape_is_no_danger_for_the_next_run(studio, curves):
    for template in ("spiral", "digits-mlp", "square"):
        studio.open(template, epochs=2)
        studio.train()
        assert studio.controller.snapshot.reason == "Finished after 2 epochs."
        assert curves.fit.page is not None


def test_a_canvas_that_is_ahead_of_the_run_is_told_calmly(studio, curves):
    studio.open("iris")
    studio.train()
    said = "The canvas has changed since this run began; press Train to see what the changes do."
    assert said not in texts(curves)
    studio.session.do(edits.set_fields(studio.session.document, ["hidden"], units=5))
    assert said in texts(curves)
    studio.session.undo()
    assert said not in texts(curves)


def test_another_document_begins_with_empty_curves(studio, curves):
    studio.open("iris")
    studio.train()
    studio.open("square")
    studio.controller.forget()
    assert drawn(curves) == {}
    assert curves.fit.page is None


def test_runs_are_compared_until_one_has_seen_enough(studio, curves):
    studio.open("iris")
    studio.train()
    studio.set(epochs=3)
    studio.train()
    curves.compare(studio.log.records[:1])
    assert {name: len(y) for name, y in drawn(curves).items()} == {"loss": 3, "val_loss": 3, "val_loss · run 1": 4}
    assert "Compared with run 1." in texts(curves)
    stop = next(b for b in curves.findChildren(QPushButton) if b.text() == "Stop comparing")
    studio.qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert list(drawn(curves)) == ["loss", "val_loss"]
    assert "Compared with run 1." not in texts(curves)


def test_the_numbers_are_saved_as_a_table(studio, curves, tmp_path, monkeypatch):
    studio.open("iris")
    studio.train()
    path = tmp_path / "curves.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    save = next(b for b in curves.findChildren(QToolButton) if b.accessibleName() == "Save picture…")
    studio.qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    np.testing.assert_allclose([float(row["loss"]) for row in rows], studio.controller.snapshot.history["loss"])


def test_a_failed_run_keeps_its_curves(studio, curves):
    studio.open("diabetes", epochs=50, optimizer=Adam(learning_rate=1e30))
    studio.train()
    assert studio.controller.snapshot.state.value == "failed"
    assert curves.isVisible()


def test_the_plots_take_the_colors_of_another_theme(studio, curves, theme_source):
    studio.open("spiral")
    studio.train()
    theme_source.set_mode(Mode.LIGHT)
    assert curves.grab().toImage().pixelColor(4, 4).name() == LIGHT.panel
    assert curves.fit.page.place.require()._theme == LIGHT
    assert curves.curves.plot._theme == LIGHT


def test_before_any_run_there_is_one_empty_place(curves):
    assert not curves.fit.isVisible()


def test_from_run_to_run_the_curves_keep_their_width(studio, curves):
    studio.open("iris")
    studio.train()
    assert curves.fit.isVisible()
    with studio.qtbot.waitSignal(studio.controller.started):
        studio.controller.train()
    assert curves.fit.isVisible()


def test_a_narrow_panel_is_left_to_the_curves_alone(studio, curves):
    studio.open("iris")
    studio.train()
    curves.resize(500, 236)
    assert curves.width() == 500
    assert not curves.fit.isVisible()
    curves.resize(900, 236)
    assert curves.fit.isVisible()


def test_controls_for_which_a_panel_is_too_narrow_slide_into_view(studio, curves):
    curves.curves.plot.show()
    curves.resize(400, 236)
    last = next(b for b in curves.findChildren(QToolButton) if b.accessibleName() == "Save picture…")
    studio.until(last.isVisible)
    studio.until(lambda: last.visibleRegion().boundingRect().width() < last.width())
    wheel = QWheelEvent(
        QPointF(), QPointF(), QPoint(), QPoint(0, -600), NO_BUTTON, NO_KEY, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(curves.curves._controls.viewport(), wheel)
    assert last.visibleRegion().boundingRect().width() == last.width()


def test_closing_while_the_network_trains_leaves_no_thread(studio):
    view = studio.show(CurvesView)
    studio.open("spiral", epochs=100_000)
    studio.controller.train()
    studio.until(lambda: studio.controller.snapshot.epoch > 1)
    view.close()


def test_of_several_outputs_one_is_explained_and_can_be_chosen(studio, curves):
    nodes = {"measures": Input(shape=(3,)), "kind": Dense(units=3, activation=Softmax()), "size": Dense(units=1)}
    losses = FrozenMapping({"kind": SparseCategoricalCrossentropy(), "size": MeanSquaredError()})
    targets = FrozenMapping({"kind": ("species",), "size": ("petal width (cm)",)})
    data = DataReference(source="sample:iris", target=targets, validation_split=0.2)
    document = wired(nodes, "measures > kind", "measures > size")
    studio.session.replace(structs.replace(document, data=data, training=Training(loss=losses, epochs=3)))
    studio.train()
    studio.until(lambda: isinstance(curves.fit.page, ClassPage) and curves.fit.page.predictions is not None)
    chooser = curves.fit.outputs
    assert [chooser.itemText(place) for place in range(chooser.count())] == ["kind", "size"]
    assert chooser.isVisible()
    chooser.setCurrentIndex(1)
    studio.until(lambda: isinstance(curves.fit.page, ValuePage) and curves.fit.page.predictions is not None)
    assert curves.fit.page.predictions.shape[1] == 1
    studio.open("iris")
    studio.train()
    assert not chooser.isVisible()
