from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import shape_text
from nnstudio.catalog.layers.core import Dense
from nnstudio.engine.health import NodeLive
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.graph import ID_RULE
from tests.network.blocks import with_residual


def type_into(qtbot, entry, text):
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, text)
    qtbot.keyClick(entry, Qt.Key.Key_Return)


def layer(session, node_id):
    return session.document.network.by_id[node_id].layer


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_the_settings_of_the_selected_layer_are_shown(session, find):
    session.select(["hidden"])
    assert find("title").text() == "Dense"
    assert find("weights").text() == "4,160 weights"
    assert find("name").text() == "hidden"
    assert find("units").text() == "64"
    assert find("activation").currentText() == "relu"
    assert find("output_shape").text() == "64"


def test_a_typed_value_is_one_undo_step(qtbot, session, find):
    session.select(["hidden"])
    type_into(qtbot, find("units"), "32")
    assert layer(session, "hidden").units == 32
    assert find("weights").text() == "2,080 weights"
    session.undo()
    assert layer(session, "hidden").units == 64
    assert find("units").text() == "64"
    session.redo()
    assert find("units").text() == "32"


def test_a_row_of_steps_is_one_undo_step_of_its_own(qtbot, session, find):
    session.select(["hidden"])
    type_into(qtbot, find("units"), "32")
    for _ in range(3):
        qtbot.keyClick(find("units"), Qt.Key.Key_Up)
    assert layer(session, "hidden").units == 35
    session.undo()
    assert layer(session, "hidden").units == 32
    session.undo()
    assert layer(session, "hidden").units == 64


def test_a_nested_setting_is_edited_in_its_place(qtbot, session, find):
    session.select(["hidden"])
    qtbot.mouseClick(find("more"), Qt.MouseButton.LeftButton)
    chooser = find("kernel_regularizer")
    chooser.setCurrentIndex(chooser.findText("l2"))
    type_into(qtbot, find("kernel_regularizer.l2"), "0.5")
    assert layer(session, "hidden").kernel_regularizer.l2 == 0.5
    session.undo()
    assert find("kernel_regularizer.l2").text() == "0.01"
    session.undo()
    assert find("kernel_regularizer").currentText() == "None"


def test_settings_that_are_seldom_touched_open_beside_their_choice(qtbot, session, find, inspector):
    session.select(["hidden"])
    slope = inspector.findChild(object, "inspector.activation.negative_slope")
    assert not slope.isVisible()
    qtbot.mouseClick(find("activation.unfold"), Qt.MouseButton.LeftButton)
    assert slope.isVisible()


def test_renaming_keeps_the_node_selected_and_the_focus_in_place(qtbot, session, find):
    session.select(["hidden"])
    entry = find("name")
    type_into(qtbot, entry, "middle")
    assert session.selection == {"middle"}
    assert find("name") is entry
    assert entry.hasFocus()
    assert "middle" in session.document.network.by_id
    assert [edge.source for edge in session.document.network.incoming["output"]] == ["middle"]


def test_a_taken_name_is_refused(qtbot, session, find):
    session.select(["hidden"])
    type_into(qtbot, find("name"), "output")
    assert find("name.refusal").text() == "Dense “output” has this name already. Choose another one."
    assert session.document.network.by_id.keys() == {"image", "flat", "hidden", "output"}


def test_a_name_that_is_not_allowed_is_refused(qtbot, session, find):
    session.select(["hidden"])
    type_into(qtbot, find("name"), "a/b")
    assert find("name.refusal").text() == f"The name must be {ID_RULE}."


def test_a_layer_can_be_frozen(qtbot, session, find):
    session.select(["hidden"])
    switch = find("trainable")
    assert switch.isChecked()
    switch.setFocus()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not session.document.network.by_id["hidden"].trainable
    session.undo()
    assert switch.isChecked()


def test_muting_is_switched_and_said_in_the_header(qtbot, session, find):
    session.select(["hidden"])
    find("muted").setFocus()
    qtbot.keyClick(find("muted"), Qt.Key.Key_Space)
    assert session.document.network.by_id["hidden"].muted
    assert find("weights").text() == "muted"
    assert find("output_shape").text() == shape_text(session.inference.shapes["hidden"])
    session.undo()
    assert not find("muted").isChecked()
    assert find("weights").text() != "muted"


def test_an_input_has_no_switch_to_mute_it(session, inspector):
    session.select(["image"])
    assert not inspector.findChild(object, "inspector.muted").isVisible()


def test_a_layer_without_weights_has_nothing_to_freeze(session, inspector):
    session.select(["flat"])
    assert not inspector.findChild(object, "inspector.trainable").isVisible()


def test_several_layers_of_one_type_are_edited_together(qtbot, session, find):
    session.select(["hidden", "output"])
    assert find("title").text() == "2 × Dense"
    assert find("units").text() == ""
    assert find("activation").currentIndex() == -1
    type_into(qtbot, find("units"), "7")
    assert (layer(session, "hidden").units, layer(session, "output").units) == (7, 7)
    session.undo()
    assert (layer(session, "hidden").units, layer(session, "output").units) == (64, 10)


def test_without_a_selection_it_says_what_to_do(session, find):
    assert find("empty").text() == "Select a layer to see and change its settings."
    session.replace(Document())
    assert find("empty").text() == "The canvas is empty.\nDrag a layer from the list onto it to begin."


def test_a_deleted_layer_leaves_the_inspector(session, find):
    session.select(["hidden"])
    session.do(edits.remove(session.document, ["hidden"]))
    assert find("empty").isVisible()


def test_a_problem_is_told_with_repairs_that_are_one_step_each(qtbot, session, inspector):
    session.do(edits.disconnect(session.document, session.document.network.incoming["output"]))
    session.select(["output"])

    def repairs():
        buttons = inspector.findChildren(QPushButton)
        return [button for button in buttons if button.text() == "Connect “hidden” to “output”"]

    qtbot.waitUntil(lambda: len(repairs()) == 1)
    (fix,) = repairs()
    assert any(text.startswith("Dense “output” has no edge coming in") for text in texts(inspector))
    qtbot.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert session.document.network.incoming["output"]
    assert not any("no edge coming in" in text for text in texts(inspector))
    session.undo()
    assert not session.document.network.incoming["output"]


def test_the_formula_names_the_chosen_activation(session, find):
    session.select(["hidden"])
    assert find("formula").text() == "y = relu(x · W + b)"
    session.do(edits.set_fields(session.document, ["hidden"], use_bias=False))
    session.select(["output"])
    assert find("formula").text() == "y = softmax(x · W + b)"


def test_help_is_asked_for_by_type(qtbot, session, inspector, find):
    session.select(["hidden"])
    with qtbot.waitSignal(inspector.help_requested) as asked:
        qtbot.mouseClick(find("help"), Qt.MouseButton.LeftButton)
    assert asked.args[0].__name__ == "Dense"
    assert inspector.declaration.__name__ == "Dense"


def test_the_page_of_keras_is_one_click_away(qtbot, session, find, opened_addresses):
    session.select(["hidden"])
    qtbot.mouseClick(find("keras"), Qt.MouseButton.LeftButton)
    assert opened_addresses == ["https://keras.io/api/layers/core_layers/dense/"]


def test_a_live_node_is_shown_until_another_is_selected(session, inspector):
    session.select(["hidden"])
    inspector.set_live(NodeLive((0.0, 1.0, 0.5), (1.0, 0.0), (), 1190, "Update ratio 1.2e-03: healthy", healthy=True))
    assert inspector.live_section.isVisible()
    assert inspector.live_section.verdict == "Update ratio 1.2e-03: healthy"
    assert "step 1,190" in texts(inspector.live_section)
    assert "Kernel" not in texts(inspector.live_section)
    session.select(["output"])
    assert not inspector.live_section.isVisible()


def test_a_change_elsewhere_leaves_what_is_being_typed(qtbot, session, find):
    session.select(["hidden"])
    entry = find("units")
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, "12")
    session.do(edits.move(session.document, {"output": (10.0, 400.0)}))
    session.do(edits.set_name(session.document, "other"))
    assert entry.text() == "12"
    assert entry.hasFocus()
    qtbot.keyClicks(entry, "8")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert layer(session, "hidden").units == 128


def test_selecting_another_layer_takes_over_what_was_typed(qtbot, session, find):
    session.select(["hidden"])
    qtbot.mouseClick(find("units"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("units"), "12")
    session.select(["output"])
    assert layer(session, "hidden").units == 12
    assert layer(session, "output").units == 10
    assert find("units").text() == "10"


def test_a_typed_name_is_taken_over_when_another_layer_is_selected_too(qtbot, session, find):
    session.select(["hidden"])
    qtbot.mouseClick(find("name"), Qt.MouseButton.LeftButton)
    find("name").selectAll()
    qtbot.keyClicks(find("name"), "middle")
    session.select(["hidden", "output"])
    assert session.selection == {"middle", "output"}
    find("units").setText("7")
    qtbot.keyClick(find("units"), Qt.Key.Key_Return)
    assert layer(session, "middle").units == layer(session, "output").units == 7


def test_a_block_is_opened_by_the_name_that_was_still_being_typed(qtbot, window):
    window.files.new(with_residual())
    window.session.select(["one"])
    entry = window.findChild(QLineEdit, "inspector.name")
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, "first")
    window.findChild(QAction, "network.open_block").trigger()
    assert window.opened.path == ("first",)


def test_undo_from_the_toolbar_takes_back_what_is_typed_so_that_redo_brings_it_again(qtbot, window):
    window.files.new(with_residual())
    window.session.do(edits.move(window.session.document, {"in": (8.0, 8.0)}))
    window.session.select(["in"])
    entry = window.findChild(QLineEdit, "inspector.units")
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, "128")
    window.findChild(QAction, "edit.undo").trigger()
    assert (layer(window.session, "in").units, entry.text()) == (3, "3")
    window.findChild(QAction, "edit.redo").trigger()
    assert (layer(window.session, "in").units, entry.text()) == (128, "128")


def test_closing_the_window_takes_over_what_is_typed(qtbot, window, monkeypatch):
    window.files.new(with_residual())
    window.session.select(["in"])
    entry = window.findChild(QLineEdit, "inspector.units")
    entry.setFocus()
    entry.selectAll()
    qtbot.keyClicks(entry, "128")
    kept = []
    with monkeypatch.context() as patched:
        patched.setattr(window.files.keeping, "may_leave", lambda: kept.append(layer(window.session, "in").units))
        window.close()
    assert kept == [128]


def test_a_typed_value_is_taken_over_when_nothing_is_selected_any_more(qtbot, session, find):
    session.select(["hidden"])
    qtbot.mouseClick(find("units"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("units"), "12")
    session.select([])
    assert layer(session, "hidden").units == 12


def test_what_was_refused_is_told_and_not_carried_to_another_layer(qtbot, session, inspector, find):
    session.do(edits.set_fields(session.document, ["output"], units=64))
    session.select(["hidden"])
    type_into(qtbot, find("units"), "none")
    with qtbot.waitSignal(inspector.dropped) as dropped:
        session.select(["output"])
    assert dropped.args == ["Units must be a whole number at least 1, not “none”."]
    assert find("units").text() == "64"
    assert layer(session, "hidden").units == 64


def test_what_is_being_typed_does_not_reach_another_document(qtbot, session, find):
    session.select(["hidden"])
    qtbot.mouseClick(find("units"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("units"), "12")
    same = session.document
    session.replace(same)
    session.select(["hidden"])
    assert find("units").text() == "64"
    assert session.document == same


def test_tab_goes_through_the_settings_from_top_to_bottom(qtbot, session, inspector, find):
    session.select(["image"])
    session.select(["hidden"])
    find("name").setFocus()
    qtbot.mouseClick(find("more"), Qt.MouseButton.LeftButton)
    find("name").setFocus()
    basic = ["units", "activation", "use_bias"]
    folded = [name for name in fields_of(Dense) if name not in basic]
    expected = ["name", *basic, "more", *folded, "trainable", "muted", "help", "keras"]
    visited = []
    while "keras" not in visited and len(visited) < 2 * len(expected):
        visited.append(inspector.focusWidget().objectName().removeprefix("inspector."))
        qtbot.keyClick(inspector.focusWidget(), Qt.Key.Key_Tab)
    assert [name for name in visited if not name.endswith("unfold")] == expected


def test_forms_of_other_types_are_not_kept(qtbot, session, inspector):
    for _ in range(3):
        session.select(["hidden"])
        session.select(["image"])
    qtbot.wait(1)
    assert len(inspector.findChildren(object, "inspector.shape")) == 1
    assert inspector.findChild(object, "inspector.units") is None
