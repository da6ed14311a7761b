import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.regularizers import Regularizer
from nnstudio.data.preprocessing import Preprocessing
from nnstudio.data.readers.reader import Reader
from nnstudio.data.samples.sample import Sample
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.starting_value import starting

KINDS = [
    ActivationFunction,
    Callback,
    Initializer,
    Layer,
    Loss,
    Metric,
    Optimizer,
    Preprocessing,
    Reader,
    Regularizer,
    Sample,
]


def type_into(qtbot, entry, text):
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, text)


def wheel(widget, delta):
    center = QPointF(widget.rect().center())
    event = QWheelEvent(
        center,
        widget.mapToGlobal(center),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_typing_and_enter_give_a_field_its_value(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "5")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert kitchen.edits == [("layers", 5)]
    assert entry.text() == "5"


def test_what_is_typed_after_enter_replaces_what_was_there(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "5")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.keyClicks(entry, "6")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    type_into(qtbot, entry, "7")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert kitchen.edits == [("layers", 5), ("layers", 6), ("layers", 7)]


def test_leaving_a_field_takes_over_what_was_typed(qtbot, kitchen):
    type_into(qtbot, kitchen.input("layers"), "5")
    qtbot.keyClick(kitchen.input("layers"), Qt.Key.Key_Tab)
    assert kitchen.edits == [("layers", 5)]
    assert kitchen.form.focusWidget() is kitchen.input("height")


def test_every_field_has_an_input_that_can_be_reached_with_tab(qtbot, kitchen):
    kitchen.input("layers").setFocus()
    visited = []
    for _ in range(len(kitchen.form.rows) + 1):
        visited.append(kitchen.form.focusWidget().objectName().removeprefix("cake."))
        qtbot.keyClick(kitchen.form.focusWidget(), Qt.Key.Key_Tab)
    assert [name for name in visited if name != "sugar.choose"] == list(kitchen.form.rows)


def test_a_refused_value_is_explained_and_the_last_legal_one_stays(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "99")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert kitchen.refusal("layers") == "Layers must be a whole number at least 1 and at most 8, not “99”."
    assert entry.property("invalid") is True
    assert kitchen.edits == []
    assert kitchen.form.rows["layers"].editor.value == 3


def test_a_refusal_disappears_as_soon_as_it_is_being_corrected(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "99")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.keyClick(entry, Qt.Key.Key_Backspace)
    assert kitchen.refusal("layers") == ""
    qtbot.keyClicks(entry, "7")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert kitchen.edits == [("layers", 7)]


def test_escape_takes_back_what_was_typed(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "99")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    qtbot.keyClick(entry, Qt.Key.Key_Escape)
    assert entry.text() == "3"
    assert kitchen.refusal("layers") == ""


def test_a_change_from_elsewhere_does_not_disturb_what_is_being_typed(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "5")
    kitchen.form.show_values([kitchen.cake.replace(candles=False)])
    assert entry.text() == "5"
    assert entry.hasFocus()


def test_undo_replaces_even_what_is_being_typed(qtbot, kitchen):
    entry = kitchen.input("layers")
    type_into(qtbot, entry, "99")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    kitchen.form.show_values([kitchen.cake.replace(layers=2)])
    assert entry.text() == "2"
    assert kitchen.refusal("layers") == ""


def test_arrow_keys_step_and_a_row_of_steps_belongs_together(qtbot, kitchen):
    entry = kitchen.input("layers")
    entry.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        qtbot.keyClick(entry, key)
    assert kitchen.edits == [("layers", 4)]
    assert kitchen.steps == [("layers", 5), ("layers", 4)]
    assert kitchen.cake.layers == 4


def test_the_wheel_steps_only_a_field_that_has_the_focus(kitchen):
    entry, chooser = kitchen.input("height"), kitchen.input("shape")
    kitchen.input("layers").setFocus()
    wheel(entry, 120)
    wheel(chooser, -120)
    assert kitchen.edits == []
    entry.setFocus()
    wheel(entry, 120)
    assert kitchen.edits == [("height", 0.002)]


def test_the_first_click_selects_everything(qtbot, kitchen):
    entry = kitchen.input("sizes")
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    assert entry.selectedText() == "8 × 8 × 1"


def test_the_first_click_selects_everything_even_before_the_window_is_active(qtbot, cake):
    form = Form(cake, "cake")
    qtbot.addWidget(form)
    form.show_values([cake(layers=3)])
    entry = form.findChild(QLineEdit, "cake.layers")
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, "5")
    assert entry.text() == "5"


def test_yes_and_no_are_chosen(kitchen):
    chooser = kitchen.input("candles")
    assert chooser.currentText() == "Yes"
    chooser.setCurrentIndex(chooser.findText("No"))
    assert kitchen.edits == [("candles", False)]


def test_choices_answer_to_the_keyboard(qtbot, kitchen):
    chooser = kitchen.input("shape")
    chooser.setFocus()
    qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert kitchen.edits == [("shape", "square")]


def test_a_choice_with_settings_shows_them_and_edits_the_whole(qtbot, kitchen):
    chooser = kitchen.input("flavor")
    assert isinstance(chooser, QComboBox)
    chooser.setCurrentIndex(chooser.findText("Sweet"))
    type_into(qtbot, kitchen.input("flavor.sugar"), "3")
    qtbot.keyClick(kitchen.input("flavor.sugar"), Qt.Key.Key_Return)
    assert kitchen.cake.flavor.sugar == 3.0
    assert kitchen.cake.flavor.name == "cane"
    assert kitchen.input("flavor.sugar").isVisible()


def test_tab_goes_through_the_settings_of_items_as_they_are_read(qtbot, kitchen, flavors):
    kitchen.input("toppings").setFocus()
    for topping in (flavors["plain"], flavors["sweet"]):
        kitchen.form.rows["toppings"].editor._insert(topping)
    kitchen.form.rows["toppings"].editor._put(0, flavors["sweet"]())
    parts = {0: ("", ".remove", ".sugar", ".name"), 1: ("", ".raise", ".remove", ".sugar", ".name")}
    names = [f"toppings.{item}{part}" for item in parts for part in parts[item]]
    for name in names:
        qtbot.keyClick(kitchen.form.focusWidget(), Qt.Key.Key_Tab)
        assert kitchen.form.focusWidget().objectName() == f"cake.{name}"
    spoken = [kitchen.input(name).accessibleName() for name in names]
    assert spoken[:2] == ["Toppings 1", "Remove Toppings 1"]
    assert spoken[4:7] == ["Toppings 2", "Move Toppings 2 up", "Remove Toppings 2"]


def test_items_can_be_put_in_another_order(qtbot, kitchen, flavors):
    for topping in (flavors["plain"], flavors["sweet"], flavors["fruity"]):
        kitchen.form.rows["toppings"].editor._insert(topping)
    assert not kitchen.input("toppings.0.raise").isVisible()
    qtbot.keyClick(kitchen.input("toppings.2.raise"), Qt.Key.Key_Space)
    assert [type(one) for one in kitchen.cake.toppings] == [flavors["plain"], flavors["fruity"], flavors["sweet"]]
    qtbot.keyClick(kitchen.input("toppings.1.raise"), Qt.Key.Key_Space)
    assert [type(one) for one in kitchen.cake.toppings] == [flavors["fruity"], flavors["plain"], flavors["sweet"]]
    assert kitchen.form.focusWidget() is kitchen.input("toppings.0")


def test_the_settings_of_a_choice_come_after_it_in_the_tab_order(qtbot, kitchen):
    chooser = kitchen.input("flavor")
    chooser.setCurrentIndex(chooser.findText("Sweet"))
    chooser.setFocus()
    qtbot.keyClick(chooser, Qt.Key.Key_Tab)
    assert kitchen.form.focusWidget() is kitchen.input("flavor.sugar")
    qtbot.keyClick(kitchen.form.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(kitchen.form.focusWidget(), Qt.Key.Key_Tab)
    assert kitchen.form.focusWidget() is kitchen.input("glaze")


def test_a_setting_that_was_set_carries_over_to_another_choice(kitchen, flavors):
    kitchen.cake = kitchen.cake.replace(flavor=flavors["sweet"](sugar=7.0))
    kitchen.form.show_values([kitchen.cake])
    chooser = kitchen.input("flavor")
    chooser.setCurrentIndex(chooser.findText("Fruity"))
    assert kitchen.cake.flavor == flavors["fruity"](sugar=7.0)


def test_a_setting_at_its_default_does_not_carry_over(kitchen, flavors):
    chooser = kitchen.input("flavor")
    chooser.setCurrentIndex(chooser.findText("Sweet"))
    chooser.setCurrentIndex(chooser.findText("Fruity"))
    assert kitchen.cake.flavor == flavors["fruity"]()


def test_an_optional_choice_offers_none(kitchen, flavors):
    chooser = kitchen.input("glaze")
    assert chooser.currentText() == "None"
    chooser.setCurrentIndex(chooser.findText("Sweet"))
    assert kitchen.cake.glaze == flavors["sweet"]()
    chooser.setCurrentIndex(0)
    assert kitchen.cake.glaze is None


def test_a_list_grows_and_shrinks(qtbot, kitchen, flavors):
    qtbot.mouseClick(kitchen.input("toppings"), Qt.MouseButton.LeftButton)
    menu = kitchen.input("toppings.menu")
    assert menu.isVisible()
    menu.close()
    next(action for action in menu.actions() if action.text() == "Sweet").trigger()
    next(action for action in menu.actions() if action.text() == "Plain").trigger()
    assert kitchen.cake.toppings == (flavors["sweet"](), flavors["plain"]())
    type_into(qtbot, kitchen.input("toppings.0.sugar"), "4")
    qtbot.keyClick(kitchen.input("toppings.0.sugar"), Qt.Key.Key_Return)
    assert kitchen.cake.toppings == (flavors["sweet"](sugar=4.0), flavors["plain"]())
    qtbot.mouseClick(kitchen.input("toppings.0.remove"), Qt.MouseButton.LeftButton)
    assert kitchen.cake.toppings == (flavors["plain"](),)


def test_a_mark_shows_what_differs_from_its_default(qtbot, kitchen):
    rows = kitchen.form.rows
    assert rows["layers"].marked
    assert not rows["height"].marked
    type_into(qtbot, kitchen.input("height"), "2")
    qtbot.keyClick(kitchen.input("height"), Qt.Key.Key_Return)
    assert rows["height"].marked


def test_a_field_can_be_reset_to_its_default(kitchen):
    kitchen.cake = kitchen.cake.replace(height=2.0)
    kitchen.form.show_values([kitchen.cake])
    (reset,) = kitchen.input("height").actions()
    assert reset.text() == "Reset to default"
    reset.trigger()
    assert kitchen.cake.height == 0.001
    assert not reset.isEnabled()


def test_a_field_without_a_default_cannot_be_reset(kitchen):
    assert not kitchen.input("layers").actions()[0].isEnabled()


def test_settings_that_differ_among_several_are_shown_as_such(qtbot, kitchen, flavors):
    one = kitchen.cake
    kitchen.form.show_values([one, one.replace(layers=5, shape="square", flavor=flavors["sweet"]())])
    assert kitchen.input("layers").text() == ""
    assert kitchen.input("layers").placeholderText() == "Mixed"
    assert kitchen.input("shape").currentIndex() == -1
    assert kitchen.input("flavor").currentIndex() == -1
    assert kitchen.input("height").text() == "0.001"
    qtbot.keyClick(kitchen.input("layers"), Qt.Key.Key_Return)
    assert kitchen.edits == []
    type_into(qtbot, kitchen.input("layers"), "6")
    qtbot.keyClick(kitchen.input("layers"), Qt.Key.Key_Return)
    assert kitchen.edits == [("layers", 6)]


def test_every_line_says_what_it_is_for(kitchen):
    entry = kitchen.input("layers")
    assert entry.accessibleName() == "Layers"
    assert entry.accessibleDescription() == "How many there are. A whole number at least 1 and at most 8."
    assert "A whole number at least 1 and at most 8." in entry.parentWidget().parentWidget().toolTip()


def test_folded_fields_wait_under_more(qtbot, cake):
    form = Form(cake, "cake", folded={"note", "limit"})
    qtbot.addWidget(form)
    form.show_values([cake(layers=1)])
    form.show()
    note = form.findChild(QLineEdit, "cake.note")
    assert not note.isVisible()
    more = next(button for button in form.findChildren(object) if button.objectName() == "cake.more")
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert note.isVisible()


def test_a_fold_opens_by_itself_where_something_in_it_is_set(qtbot, cake):
    form = Form(cake, "cake", folded={"note", "limit"})
    qtbot.addWidget(form)
    form.show_values([cake(layers=1, limit=2.0)])
    form.show()
    assert form.findChild(QLineEdit, "cake.limit").isVisible()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_everything_in_the_catalog_has_a_form(qtbot, kind):
    for declaration in types_of(kind).values():
        form = Form(declaration, "form")
        qtbot.addWidget(form)
        form.show_values([starting(declaration)])
        assert list(form.rows) == list(fields_of(declaration))


def test_choices_that_keys_go_through_are_one_row_of_steps(qtbot, kitchen):
    chooser = kitchen.input("flavor")
    chooser.setFocus()
    for _ in range(2):
        qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert [type(value).__name__ for _, value in kitchen.edits] == ["Sweet"]
    assert [type(value).__name__ for _, value in kitchen.steps] == ["Fruity"]
    kitchen.input("note").setFocus()
    chooser.setFocus()
    qtbot.keyClick(chooser, Qt.Key.Key_Up)
    assert [type(value).__name__ for _, value in kitchen.edits] == ["Sweet", "Sweet"]
