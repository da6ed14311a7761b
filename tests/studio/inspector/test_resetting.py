"""Changed settings are seen, and go back to their defaults one by one or all at once."""

from PySide6.QtCore import QSettings, Qt

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits


def layer(session, node_id):
    return session.document.network.by_id[node_id].layer


def mark(inspector, name):
    return inspector._settings._form.rows[name]._line.mark


def test_a_click_on_the_dot_resets(qtbot, session, inspector, find):
    session.select(["hidden"])
    assert mark(inspector, "activation").toolTip() == "Differs from its default, linear. Click to reset."
    qtbot.mouseClick(mark(inspector, "activation"), Qt.MouseButton.LeftButton)
    assert layer(session, "hidden").activation == Dense(units=1).activation
    assert find("activation").currentText() == "linear"
    assert not mark(inspector, "activation").shown
    session.undo()
    assert find("activation").currentText() == "relu"


def test_a_dot_that_cannot_be_reset_does_nothing(qtbot, session, inspector):
    session.select(["hidden"])
    before = session.document
    assert mark(inspector, "units").toolTip() == "Differs from its default"
    qtbot.mouseClick(mark(inspector, "units"), Qt.MouseButton.LeftButton)
    assert session.document is before


def test_all_settings_are_reset_by_one_step(qtbot, session, find):
    session.do(edits.set_fields(session.document, ["hidden"], use_bias=False))
    session.select(["hidden"])
    qtbot.mouseClick(find("reset_all"), Qt.MouseButton.LeftButton)
    assert layer(session, "hidden") == Dense(units=64)
    assert session.history.undo_label == "Reset settings of hidden"
    session.undo()
    assert not layer(session, "hidden").use_bias


def test_nothing_to_reset_offers_nothing(session, inspector):
    session.select(["flat"])
    assert not inspector.findChild(object, "inspector.reset_all").isVisible()


def test_what_is_unfolded_stays_so_for_other_layers(qtbot, session, inspector, find):
    session.select(["hidden"])
    assert not inspector.findChild(object, "inspector.kernel_initializer").isVisible()
    qtbot.mouseClick(find("more"), Qt.MouseButton.LeftButton)
    assert find("kernel_initializer").isVisible()
    session.select(["image"])
    session.select(["output"])
    assert find("kernel_initializer").isVisible()
    qtbot.keyClick(find("more"), Qt.Key.Key_Space)
    session.select(["image"])
    session.select(["hidden"])
    assert not inspector.findChild(object, "inspector.kernel_initializer").isVisible()
    assert QSettings("nnstudio", "studio").value("unfolded/inspector.more") is not None


def test_a_fold_that_was_closed_shows_that_something_in_it_is_set(qtbot, session, inspector, find):
    session.select(["hidden"])
    fold = inspector._settings._form._fold
    session.do(edits.set_fields(session.document, ["hidden"], bias_initializer=Dense(units=1).kernel_initializer))
    assert find("bias_initializer").isVisible()
    assert not fold._mark.shown
    qtbot.mouseClick(find("more"), Qt.MouseButton.LeftButton)
    assert fold._mark.shown
    assert fold._mark.toolTip() == "Something in here differs from its default"
