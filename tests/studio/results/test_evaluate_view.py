"""The Evaluate panel: figures of every part of the data, and where the network errs."""

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from nnstudio.catalog.activations import Softmax
from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.losses import MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.data.preparation import prepare
from nnstudio.data.reference import DataReference
from nnstudio.engine.snapshot import RunState, Snapshot
from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.document import Training
from nnstudio.paths import resource
from nnstudio.studio.results import EvaluateView
from nnstudio.studio.theme import LIGHT, Mode
from tests.network.networks import wired


def rows(table):
    return [
        [table.cells.text(row, column) for column in range(table.cells.columnCount())]
        for row in range(table.cells.rowCount())
    ]


def wait_for_results(studio, view):
    studio.until(lambda: view._reports and not view._background.busy)


@pytest.fixture
def trained(studio, evaluate):
    """The panel after a template was trained."""

    def train(template, **training):
        studio.open(template, **training)
        studio.train()
        wait_for_results(studio, evaluate)
        return evaluate

    return train


def test_before_any_run_it_says_how_to_get_results(evaluate):
    assert rows(evaluate.results) == []
    assert evaluate._details.currentWidget() is evaluate._empty
    assert "Press Train" in evaluate._empty.text.hint
    assert not evaluate.predict.isEnabled()


def test_while_the_training_waits_every_part_is_evaluated_with_the_weights_of_the_moment(studio, evaluate):
    studio.open("iris")
    studio.pause_after_an_epoch()
    studio.until(lambda: [row[0] for row in rows(evaluate.results)] == ["validation", "training"])
    history = studio.controller.snapshot.history
    assert rows(evaluate.results)[0][1:] == [
        f"{history['val_loss'][-1]:.4g}",
        f"{history['val_accuracy'][-1]:.4g}",
    ]


def test_after_the_run_every_part_is_evaluated_with_the_trained_weights(studio, trained):
    view = trained("iris", epochs=10)
    validation, training = rows(view.results)
    history = studio.controller.snapshot.history
    assert validation == ["validation", f"{history['val_loss'][-1]:.4g}", f"{history['val_accuracy'][-1]:.4g}"]
    assert training[0] == "training"
    assert view._note.text() == ""
    assert view.results.selected_rows == [0]


def test_metrics_with_long_names_are_abbreviated(trained):
    view = trained("diabetes")
    model = view.results.cells
    header = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert header == ["Data", "loss", "MAE", "r2_score"]
    assert model.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "mean_absolute_error"


def test_a_click_on_a_part_shows_its_details(studio, trained):
    view = trained("iris")
    assert view.classes.confusion._counts.sum() == 30
    place = view.results.visualRect(view.results.cells.index(1, 1)).center()
    studio.qtbot.mouseClick(view.results.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.classes.confusion._counts.sum() == 120
    studio.qtbot.keyClick(view.results, Qt.Key.Key_Up)
    assert view.classes.confusion._counts.sum() == 30


def test_every_class_has_its_figures_and_there_is_their_mean(studio, trained):
    view = trained("iris", epochs=40)
    studio.qtbot.mouseClick(view.classes.class_tab, Qt.MouseButton.LeftButton)
    assert view.classes.classes.isVisible()
    table = rows(view.classes.classes)
    assert [row[0] for row in table] == ["setosa", "versicolor", "virginica", "mean"]
    assert [row[4] for row in table] == ["8", "12", "10", "30"]
    setosa = table[0]
    assert setosa[1:4] == ["1.000"] * 3
    studio.qtbot.mouseClick(view.classes.sample_tab, Qt.MouseButton.LeftButton)
    assert not view.classes.classes.isVisible()


def test_the_hardest_rows_come_with_their_inputs_in_original_units(trained):
    view = trained("iris")
    table = rows(view.classes.rows)
    assert len(table) == 30
    losses = [float(row[3]) for row in table]
    assert losses == sorted(losses, reverse=True)
    report = view._reports[0]
    place = int(table[0][0]) - 1
    assert table[0][1] == report.classes.names[report.data.validation.target[place]]
    lengths = [float(row[4]) for row in table]
    assert 4 < min(lengths) < max(lengths) < 8


def test_a_cell_of_the_confusion_shows_the_samples_behind_it(studio, trained):
    view = trained("digits-mlp", epochs=2)
    details = view.classes
    counts = details.confusion._counts
    true, predicted = (int(i) for i in np.unravel_index(np.argmax(counts - np.diag(np.diag(counts))), counts.shape))
    details.confusion.setFocus()
    details.confusion.cell_chosen.emit(true, predicted)
    assert details.sample_tab.text() == f"{true} as {predicted}"
    model = details.pictures.model()
    assert model.rowCount() == counts[true, predicted]
    assert {model.index(row, 0).data() for row in range(model.rowCount())} == {f"{true} as {predicted}"}
    show_all = next(b for b in details.findChildren(QPushButton) if b.text() == "Show all")
    studio.qtbot.mouseClick(show_all, Qt.MouseButton.LeftButton)
    assert details.sample_tab.text() == "Hardest samples"
    assert model.rowCount() == 60


def test_mistaken_pictures_say_what_they_are_and_what_they_were_taken_for(trained):
    view = trained("digits-mlp", epochs=2)
    pictures = view.classes.pictures
    assert pictures.isVisible()
    index = pictures.model().index(0, 0)
    true, predicted = index.data().split(" as ")
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert f"is {true} and was taken for {predicted}. Its loss is" in tip


def test_predicted_numbers_have_figures_in_their_own_unit(trained):
    view = trained("diabetes", epochs=30)
    ((name, mae, rmse, _r2, _bias),) = rows(view.values.figures)
    assert name == "progression"
    one_deviation = float(mae) / view._reports[0].evaluation.figures["mean_absolute_error"]
    progression = np.genfromtxt(resource("samples/diabetes.csv"), delimiter=",", names=True)["progression"]
    assert one_deviation == pytest.approx(progression.std(), rel=0.05)  # that of the rows in training
    assert float(rmse) >= float(mae)
    assert view.values.isVisible()
    hardest = rows(view.values.rows)[0]
    assert abs(float(hardest[1]) - float(hardest[2])) ** 2 == pytest.approx(
        float(hardest[3]) * one_deviation**2, rel=0.01
    )


def test_the_scatter_is_drawn_once_its_plot_is_loaded(studio, trained):
    view = trained("diabetes")
    studio.until(lambda: view.values.plot.content is not None)
    assert len(view.values.plot.content._points.places) == 89


def test_several_outputs_have_a_row_each_for_every_part(studio, evaluate):
    nodes = {"measures": Input(shape=(3,)), "kind": Dense(units=3, activation=Softmax()), "size": Dense(units=1)}
    losses = FrozenMapping({"kind": SparseCategoricalCrossentropy(), "size": MeanSquaredError()})
    targets = FrozenMapping({"kind": ("species",), "size": ("petal width (cm)",)})
    data = DataReference(source="sample:iris", target=targets, validation_split=0.2)
    document = wired(nodes, "measures > kind", "measures > size")
    studio.session.replace(structs.replace(document, data=data, training=Training(loss=losses, epochs=3)))
    studio.train()
    wait_for_results(studio, evaluate)
    names = [row[0] for row in rows(evaluate.results)]
    assert names == ["validation · kind", "validation · size", "training · kind", "training · size"]
    evaluate.results.choose_row(0)
    assert evaluate._details.currentWidget() is evaluate.classes
    evaluate.results.choose_row(1)
    assert evaluate._details.currentWidget() is evaluate.values


def test_a_hidden_panel_evaluates_when_it_is_shown(studio, evaluate):
    evaluate.hide()
    studio.open("iris")
    studio.train()
    assert evaluate._reports == []
    evaluate.show()
    wait_for_results(studio, evaluate)
    assert len(rows(evaluate.results)) == 2


def test_another_run_begins_with_empty_results(studio, trained):
    view = trained("iris")
    studio.controller.step_batch()
    studio.until(lambda: studio.controller.paused)
    assert rows(view.results) == []
    assert view._details.currentWidget() is view._empty


def test_weights_that_were_stored_with_a_project_are_evaluated_with_its_data(studio, evaluate):
    studio.open("iris")
    document = studio.session.document
    trainer = Trainer(document, prepare(document.data, None, ("input",)))
    while not trainer.finished:
        trainer.advance()
    studio.controller.adopt(document, trainer.model.store.named(), Snapshot(state=RunState.FINISHED))
    wait_for_results(studio, evaluate)
    expected = trainer.history.row(-1)
    assert rows(evaluate.results)[0][1:] == [f"{expected['val_loss']:.4g}", f"{expected['val_accuracy']:.4g}"]


def test_data_that_is_gone_is_told_in_a_sentence(studio, evaluate, tmp_path):
    studio.open("iris")
    document = studio.session.document
    trainer = Trainer(document, prepare(document.data, None, ("input",)))
    lost = edits.set_data(document, document.data.with_source(str(tmp_path / "lost.csv")))
    studio.session.do(lost)
    stored = Snapshot(state=RunState.FINISHED)
    studio.controller.adopt(studio.session.document, trainer.model.store.named(), stored)
    studio.until(lambda: "There is no file 'lost.csv'" in evaluate._note.text())


def test_a_canvas_that_is_ahead_of_the_results_is_told(studio, trained):
    view = trained("iris")
    studio.session.do(edits.set_fields(studio.session.document, ["hidden"], units=5))
    assert view._note.text() == "The canvas has changed since this network was trained."
    studio.session.undo()
    assert view._note.text() == ""


def test_a_file_is_predicted_from_the_panel(studio, trained, monkeypatch):
    view = trained("iris", epochs=20)
    path = resource("samples/iris.csv")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    opened = []
    predict_file = view.predict_file
    monkeypatch.setattr(view, "predict_file", lambda chosen: opened.append(predict_file(chosen)))
    studio.qtbot.mouseClick(view.predict, Qt.MouseButton.LeftButton)
    (window,) = opened
    studio.until(window.save.isEnabled)
    assert window.table.cells.rowCount() == 150
    window.close()


def test_no_file_is_predicted_where_nothing_was_trained(evaluate, tmp_path):
    assert evaluate.predict_file(tmp_path / "x.csv") is None


def test_the_panel_takes_the_colors_of_another_theme(trained, theme_source):
    view = trained("iris")
    theme_source.set_mode(Mode.LIGHT)
    assert view.grab().toImage().pixelColor(QPoint(4, 4)).name() == LIGHT.panel
    assert view.classes.confusion._theme == LIGHT


def test_closing_while_it_evaluates_leaves_no_thread(studio):
    view = studio.show(EvaluateView)
    studio.open("digits-cnn", epochs=1)
    studio.train()
    view.close()
    assert not view._background.busy
