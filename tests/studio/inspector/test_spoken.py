"""What screen readers are told of the settings: the same as the eye sees."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.studio.forms.field_editor import FieldEditor
from nnstudio.studio.palette.starting_layer import starting_layer

TEXT = QAccessible.Text


def spoken(widget, what):
    return QAccessible.queryAccessibleInterface(widget).text(what)


def test_a_setting_has_name_value_and_description(session, find):
    session.select(["hidden"])
    units, activation = find("units"), find("activation")
    assert spoken(units, TEXT.Name) == "Units"
    assert spoken(units, TEXT.Value) == "64"
    assert spoken(units, TEXT.Description) == "Number of outputs. A whole number at least 1."
    assert activation.accessibleName() == "Activation"
    assert spoken(activation, TEXT.Value) == "relu"
    assert spoken(activation, TEXT.Description) == (
        "Activation. Function applied to every output. Differs from its default, linear."
    )


def test_what_is_refused_is_told(qtbot, session, find):
    session.select(["hidden"])
    qtbot.mouseClick(find("units"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("units"), "0")
    qtbot.keyClick(find("units"), Qt.Key.Key_Return)
    assert spoken(find("units"), TEXT.Description).startswith("Units must be a whole number at least 1, not “0”.")
    qtbot.keyClick(find("units"), Qt.Key.Key_Escape)
    assert spoken(find("units"), TEXT.Description) == "Number of outputs. A whole number at least 1."


def test_mixed_values_are_told(session, find):
    session.select(["hidden", "output"])
    assert spoken(find("units"), TEXT.Description).endswith("The selected nodes differ in it.")
    assert spoken(find("activation"), TEXT.Description).endswith("The selected nodes differ in it.")


def test_switches_say_what_they_are_and_how_they_stand(session, find):
    session.select(["hidden"])
    switch = QAccessible.queryAccessibleInterface(find("trainable"))
    assert switch.text(TEXT.Name) == "Trainable"
    assert "training changes the weights" in switch.text(TEXT.Description)
    assert switch.state().checked


def test_every_editor_of_every_layer_is_named_like_its_label(session, inspector):
    for name in types_of(Layer):
        session.replace(Document())
        session.do(edits.add_node(session.document, starting_layer(name, session), node_id="it"))
        session.select(["it"])
        buddies = {id(label.buddy()): label.text() for label in inspector.findChildren(QLabel) if label.buddy()}
        editors = inspector.findChildren(FieldEditor)
        for editor in editors:
            assert editor.input.accessibleName(), editor.name
            assert editor.input.accessibleDescription() or not editor.field.help, editor.name
            assert buddies.get(id(editor), editor.input.accessibleName()) == editor.input.accessibleName()
        names = [editor.name for editor in editors]
        assert len(names) == len(set(names)), name
