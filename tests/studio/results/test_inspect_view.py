"""The Inspect panel: weights and activations of the selected node."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import find_type
from nnstudio.engine.model import Model
from nnstudio.network import edits
from nnstudio.studio.results import InspectView


def rows(table):
    return [
        [table.cells.text(row, column) for column in range(table.cells.columnCount())]
        for row in range(table.cells.rowCount())
    ]


def wait_for_look(studio, view):
    studio.until(lambda: view._lens is not None and not view._background.busy)


@pytest.fixture
def look(studio, inspect):
    """The panel after a template was trained and a node was selected."""

    def train(template, node, **training):
        studio.open(template, **training)
        studio.train()
        studio.session.select([node])
        wait_for_look(studio, inspect)
        return inspect

    return train


def is_empty(view):
    return view._pages.currentWidget() is view._empty


def test_before_any_run_it_says_how_to_get_weights(studio, inspect):
    studio.open("iris")
    studio.session.select(["hidden"])
    assert is_empty(inspect)
    assert "Press Train" in inspect._empty.text.hint


def test_while_the_network_trains_it_says_when_to_look(studio, inspect):
    studio.open("spiral", epochs=100_000)
    studio.session.select(["hidden_1"])
    studio.controller.train()
    studio.until(lambda: studio.controller.snapshot.epoch > 1)
    studio.until(lambda: inspect._empty.text.title == "The network is training")
    studio.controller.stop()
    studio.until(lambda: not is_empty(inspect))


def test_one_selected_layer_is_asked_for(studio, look):
    view = look("iris", "hidden")
    for selection in ([], ["input", "hidden"]):
        studio.session.select(selection)
        assert is_empty(view)
        assert view._empty.text.title == "No single layer is selected"


def test_every_weight_has_its_statistics(studio, look):
    view = look("iris", "hidden")
    weights = studio.controller.weights
    kernel, bias = rows(view.weights.table)
    assert kernel[:2] == ["kernel", "4×16"]
    assert bias[:2] == ["bias", "16"]
    assert float(kernel[4]) == pytest.approx(weights["hidden/kernel"].min(), rel=0.01)
    assert float(kernel[5]) == pytest.approx(weights["hidden/kernel"].max(), rel=0.01)
    assert kernel[6] == "0%"


def test_a_kernel_is_a_heat_map_and_a_bias_is_bars(studio, look):
    view = look("iris", "hidden")
    weights = studio.controller.weights
    assert view.weights.heat_map.isVisible()
    np.testing.assert_allclose(view.weights.heat_map.plane, weights["hidden/kernel"])
    place = view.weights.table.visualRect(view.weights.table.cells.index(1, 0)).center()
    studio.qtbot.mouseClick(view.weights.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.weights.bars.isVisible()
    np.testing.assert_allclose(view.weights.bars.values, weights["hidden/bias"])


def test_the_chosen_weight_stays_chosen_from_node_to_node(studio, look):
    view = look("iris", "hidden")
    view.weights.table.selectRow(1)
    studio.session.select(["output"])
    assert view.weights.table.selected_rows == [1]
    assert len(view.weights.bars.values) == 3


def test_filters_are_tiles(look):
    view = look("digits-cnn", "conv", epochs=1)
    finite = np.isfinite(view.weights.heat_map.plane)
    assert finite.sum() == 3 * 3 * 32
    assert not finite.all()


def test_a_layer_without_weights_says_so_and_shows_what_it_gives(look):
    view = look("digits-cnn", "pool", epochs=1)
    assert not view.weights.table.isVisible()
    assert view.weights._none.isVisible()
    assert np.isfinite(view.sample.activation.plane).sum() == 4 * 4 * 32


def test_the_activations_are_those_of_the_chosen_sample(studio, look):
    view = look("iris", "output")
    model = Model(studio.controller.document.network)
    model.store.load(studio.controller.weights)
    expected = model.predict(studio.controller.data.validation.inputs)
    np.testing.assert_allclose(view.sample.activation.plane, expected[:1], rtol=1e-5)
    view.sample.slider.setFocus()
    studio.qtbot.keyClick(view.sample.slider, Qt.Key.Key_Right)
    wait_for_look(studio, view)
    np.testing.assert_allclose(view.sample.activation.plane, expected[1:2], rtol=1e-5)
    assert view.sample.place.text() == " 2 of 30"


def test_the_input_is_shown_in_original_units_with_its_class(studio, look):
    view = look("iris", "hidden")
    length, *_others = rows(view.sample.values)
    assert length[0] == "sepal length (cm)"
    assert 4 < float(length[1]) < 8
    truth = studio.controller.data.validation.target[0]
    name = studio.controller.data.description.target.class_names[truth]
    assert view.sample._input_title.heading.text() == f"Input: {name}"


def test_a_picture_is_shown_as_a_picture(look):
    view = look("digits-mlp", "hidden", epochs=1)
    assert view.sample.picture.isVisible()
    assert view.sample.picture._pixmap.width() == 8


def test_numbers_to_predict_have_no_class(look):
    view = look("square", "hidden")
    assert view.sample._input_title.heading.text() == "Input"


def test_a_node_that_was_added_after_the_run_is_told(studio, look):
    view = look("iris", "hidden")
    dropout = read_config(find_type(Layer, "Dropout"), {"rate": 0.5}, "test")
    studio.session.do(edits.add_node(studio.session.document, dropout))
    studio.session.select(["dropout"])
    assert is_empty(view)
    assert "not part of the network that was trained" in view._empty.text.hint
    studio.session.select(["hidden"])
    assert not is_empty(view)
    assert view._note.text() == "The canvas has changed since this network was trained."


def test_other_weights_are_looked_at_after_another_run(studio, look):
    view = look("iris", "hidden")
    before = view.weights.heat_map.plane
    studio.set(epochs=2)
    studio.train()
    wait_for_look(studio, view)
    assert not np.array_equal(view.weights.heat_map.plane, before)


def test_a_hidden_panel_catches_up_when_it_is_shown(studio, inspect):
    inspect.hide()
    studio.open("iris")
    studio.train()
    studio.session.select(["hidden"])
    assert rows(inspect.weights.table) == []
    inspect.show()
    wait_for_look(studio, inspect)
    assert len(rows(inspect.weights.table)) == 2


def test_closing_while_it_looks_leaves_no_thread(studio):
    view = studio.show(InspectView)
    studio.open("digits-cnn", epochs=1)
    studio.session.select(["conv"])
    studio.train()
    view.close()
    assert not view._background.busy
