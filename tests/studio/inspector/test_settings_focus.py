"""From the canvas into the settings, through them and back, without a mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from nnstudio.network import edits
from nnstudio.network.json_format import document_from_json
from nnstudio.studio.help.help_view import HelpView
from nnstudio.studio.session.block_editing import BlockEditing
from tests.studio.inspector.conftest import PICTURES


@pytest.fixture
def studio(window, qtbot):
    window.files.new(document_from_json(PICTURES))
    window._show_canvas()
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    return window


def focused():
    return QApplication.focusWidget().objectName()


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_enter_on_a_node_begins_with_its_first_setting_and_escape_comes_back(studio, qtbot):
    studio.session.select(["hidden"])
    press(qtbot, Qt.Key.Key_Return)
    assert focused() == "inspector.units"
    assert QApplication.focusWidget().selectedText() == "64"
    qtbot.keyClicks(QApplication.focusWidget(), "32")
    press(qtbot, Qt.Key.Key_Escape)
    assert QApplication.focusWidget().text() == "64"
    press(qtbot, Qt.Key.Key_Escape)
    assert focused() == "canvas"
    assert studio.session.selection == {"hidden"}
    assert studio.session.document.network.by_id["hidden"].layer.units == 64


def test_a_layer_that_was_found_by_typing_is_set_and_left_by_typing(studio, qtbot):
    studio.session.select(["output"])
    press(qtbot, Qt.Key.Key_Tab)
    assert focused() == "canvas.search"
    qtbot.keyClicks(QApplication.focusWidget(), "dropout")
    press(qtbot, Qt.Key.Key_Return)
    assert focused() == "canvas"
    assert studio.session.selection == {"dropout"}
    press(qtbot, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert focused() == "inspector.rate"
    qtbot.keyClicks(QApplication.focusWidget(), "0.25")
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Escape)
    assert focused() == "canvas"
    assert studio.session.document.network.by_id["dropout"].layer.rate == 0.25


def test_shift_tab_goes_back_the_way_that_tab_came(studio, qtbot):
    studio.session.select(["hidden"])
    press(qtbot, Qt.Key.Key_Return)
    there = [focused()]
    for _ in range(5):
        press(qtbot, Qt.Key.Key_Tab)
        there.append(focused())
    back = [focused()]
    for _ in range(5):
        press(qtbot, Qt.Key.Key_Backtab)
        back.append(focused())
    assert back == there[::-1]
    assert len(set(there)) == 6


def test_enter_on_several_nodes_begins_with_what_they_have_in_common(studio, qtbot):
    studio.session.select(["hidden", "output"])
    press(qtbot, Qt.Key.Key_Return)
    assert focused() == "inspector.units"
    qtbot.keyClicks(QApplication.focusWidget(), "5")
    press(qtbot, Qt.Key.Key_Return)
    assert studio.session.history.undo_label == "Set units of 2 nodes"


def test_a_double_click_on_a_node_begins_with_its_first_setting(studio, qtbot):
    studio.canvas.fit()
    center = studio.canvas.node_item("output").sceneBoundingRect().center()
    qtbot.mouseDClick(
        studio.canvas.viewport(), Qt.MouseButton.LeftButton, pos=studio.canvas.mapFromScene(center) + QPoint(1, 0)
    )
    assert focused() == "inspector.units"


def test_enter_on_a_layer_without_settings_begins_with_its_name(studio, qtbot):
    studio.session.select(["flat"])
    press(qtbot, Qt.Key.Key_Return)
    assert focused() == "inspector.name"


def test_enter_on_a_block_opens_it(studio, qtbot):
    studio.session.select(["flat", "hidden"])
    BlockEditing(studio.opened, studio).group()
    press(qtbot, Qt.Key.Key_Return)
    assert studio.opened.path
    assert focused() == "canvas"


def test_f2_renames_the_selected_node(studio, qtbot):
    studio.session.select(["hidden"])
    press(qtbot, Qt.Key.Key_F2)
    assert focused() == "inspector.name"
    qtbot.keyClicks(QApplication.focusWidget(), "middle")
    press(qtbot, Qt.Key.Key_Return)
    assert studio.session.selection == {"middle"}
    press(qtbot, Qt.Key.Key_Escape)
    assert focused() == "canvas"


def test_f2_in_the_outline_edits_the_cell(studio, qtbot):
    studio.docks.show("outline")
    studio.session.select(["hidden"])
    view = studio.panels.outline.findChild(object, "outline.rows")
    view.setFocus()
    press(qtbot, Qt.Key.Key_F2)
    assert QApplication.focusWidget().parent() is view.viewport()
    press(qtbot, Qt.Key.Key_Escape)


def test_a_setting_is_reset_by_its_key(studio, qtbot):
    studio.session.select(["hidden"])
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Tab)
    while focused() != "inspector.activation":
        press(qtbot, Qt.Key.Key_Tab)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    press(qtbot, Qt.Key.Key_Backspace, both)
    assert studio.session.document.network.by_id["hidden"].layer.activation.short_name == "linear"
    assert studio.session.history.undo_label == "Set activation of hidden"
    press(qtbot, Qt.Key.Key_Backspace, both)
    assert studio.statusBar().currentMessage() == ("Go to a setting that differs from its default, and reset it there.")


def test_all_settings_are_reset_where_the_focus_is(studio):
    studio.session.select(["hidden"])
    studio.actions_by_name["edit.reset_settings"].trigger()
    assert studio.session.history.undo_label == "Reset activation of hidden"
    studio.docks.show("training")
    studio.findChild(object, "training.epochs").setFocus()
    studio.actions_by_name["edit.reset_settings"].trigger()
    assert studio.session.history.undo_label == "Reset activation of hidden"
    studio.findChild(object, "training.epochs").setText("3")
    studio.findChild(object, "training.epochs").editingFinished.emit()
    studio.actions_by_name["edit.reset_settings"].trigger()
    assert studio.session.history.undo_label == "Reset epochs"
    assert studio.session.document.training.epochs == 1


@pytest.mark.parametrize("panel", ["training", "data"])
def test_escape_leaves_any_panel_of_settings(studio, qtbot, panel):
    studio.docks.show(panel)
    name = {"training": "training.epochs", "data": "data.source"}[panel]
    studio.findChild(object, name).setFocus()
    press(qtbot, Qt.Key.Key_Escape)
    assert focused() == "canvas"


def test_a_problem_of_a_folded_setting_unfolds_it(studio):
    editor = studio.findChild(object, "training.class_weight")
    assert not editor.isVisible()
    studio.panels.show_setting("class_weight")
    assert editor.isVisible()
    assert editor.hasFocus()


class TestHelp:
    def shown(self, studio):
        view = studio.findChild(HelpView)
        return view.declaration if view is not None else None

    def test_f1_explains_the_loss_that_the_focus_is_in(self, studio, qtbot):
        studio.docks.show("training")
        studio.findChild(object, "training.loss").setFocus()
        press(qtbot, Qt.Key.Key_F1)
        assert self.shown(studio) is type(studio.session.document.training.loss)
        studio.findChild(HelpView).close()

    def test_f1_in_a_setting_of_the_optimizer_explains_that(self, studio, qtbot):
        studio.docks.show("training")
        studio.findChild(object, "training.learning_rate").setFocus()
        press(qtbot, Qt.Key.Key_F1)
        assert self.shown(studio) is type(studio.session.document.training.optimizer)
        studio.findChild(HelpView).close()

    def test_f1_on_the_canvas_explains_the_selected_layer(self, studio, qtbot):
        studio.session.select(["flat"])
        press(qtbot, Qt.Key.Key_F1)
        assert self.shown(studio).__name__ == "Flatten"
        studio.findChild(HelpView).close()

    def test_without_a_selection_f1_says_what_to_do(self, studio, qtbot):
        press(qtbot, Qt.Key.Key_F1)
        assert self.shown(studio) is None
        assert studio.statusBar().currentMessage() == "Select a layer, or go to a setting, to read about it."

    def test_the_training_panel_explains_loss_and_optimizer(self, studio, qtbot):
        studio.docks.show("training")
        assert studio.findChild(object, "training.about_loss.formula").text() == "L = mean((y - p)²)"
        qtbot.mouseClick(studio.findChild(object, "training.about_optimizer.help"), Qt.MouseButton.LeftButton)
        assert self.shown(studio) is type(studio.session.document.training.optimizer)
        studio.findChild(HelpView).close()


class TestWhatIsGone:
    @pytest.fixture
    def renaming(self, studio):
        """The name of a node is being edited."""
        studio.session.select(["hidden"])
        studio.actions_by_name["edit.rename"].trigger()
        assert focused() == "inspector.name"
        return studio

    def test_when_the_node_goes_the_canvas_has_the_focus(self, renaming):
        renaming.session.do(edits.remove(renaming.session.document, ["hidden"]))
        assert renaming.canvas.hasFocus()

    def test_when_nothing_is_selected_any_more_the_canvas_has_it(self, renaming):
        renaming.session.select([])
        assert renaming.canvas.hasFocus()

    def test_when_another_node_is_selected_it_does_not_move_to_the_canvas(self, renaming):
        renaming.session.select(["output"])
        assert not renaming.canvas.hasFocus()
