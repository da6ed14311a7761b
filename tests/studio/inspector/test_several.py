"""Several nodes at once: what all of them have is shown and set together."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from nnstudio.catalog.layers.recurrent import LSTM, Bidirectional
from nnstudio.catalog.regularizers import L1L2
from nnstudio.network import edits
from nnstudio.network.json_format import document_from_json

SEQUENCES = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "words", "type": "Input", "config": {"shape": [12, 4]}},
            {"id": "scan", "type": "Conv1D", "config": {"filters": 8, "kernel_size": [3], "padding": "causal"}},
            {"id": "read", "type": "LSTM", "config": {"units": 16}},
            {"id": "middle", "type": "Dense", "config": {"units": 32, "activation": "relu", "use_bias": False}},
            {"id": "flat", "type": "Flatten"},
            {"id": "output", "type": "Dense", "config": {"units": 3}},
        ],
        "edges": [
            {"source": "words", "target": "scan"},
            {"source": "scan", "target": "read"},
            {"source": "read", "target": "middle"},
            {"source": "middle", "target": "flat"},
            {"source": "flat", "target": "output"},
        ],
    },
}


@pytest.fixture(autouse=True)
def sequences(session):
    session.replace(document_from_json(SEQUENCES))


@pytest.fixture
def names(inspector):
    def names():
        fields = (row.editor.name for row in inspector._settings._form.rows.values())
        return {name.removeprefix("inspector.") for name in fields}

    return names


def layer(session, node_id):
    return session.document.network.by_id[node_id].layer


def told(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def type_into(qtbot, entry, text):
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, text)
    qtbot.keyClick(entry, Qt.Key.Key_Return)


def test_the_header_counts_nodes_types_and_weights(session, find):
    session.select(["read", "middle", "output"])
    assert find("title").text() == "3 nodes"
    assert find("types").text() == "1 LSTM, 2 Dense"
    total = sum(session.inference.weight_count(name) for name in ("read", "middle", "output"))
    assert find("weights").text() == f"{total:,} weights"


def test_the_fields_that_all_have_are_shown(session, names, find):
    session.select(["read", "output"])
    assert {"units", "activation", "use_bias", "kernel_initializer", "bias_constraint"} <= names()
    assert not {"dropout", "return_sequences", "seed"} & names()
    assert find("units").placeholderText() == "Mixed"
    assert find("activation").currentText() == ""
    assert find("use_bias").currentText() == "Yes"


def test_a_value_is_set_in_all_of_them_by_one_step(qtbot, session, find):
    session.select(["read", "middle", "output"])
    type_into(qtbot, find("units"), "7")
    assert {layer(session, name).units for name in ("read", "middle", "output")} == {7}
    assert session.history.undo_label == "Set units of 3 nodes"
    assert find("units").text() == "7"
    session.undo()
    assert [layer(session, name).units for name in ("read", "middle", "output")] == [16, 32, 3]
    assert find("units").placeholderText() == "Mixed"


def test_only_values_that_all_take_can_be_given(session, names, find):
    session.do(edits.add_node(session.document, layer(session, "scan").replace(padding="same"), node_id="twin"))
    session.select(["scan", "twin"])
    chooser = find("padding")
    assert [chooser.itemText(place) for place in range(chooser.count())] == ["valid", "same", "causal"]
    assert chooser.currentIndex() == -1
    session.select(["scan", "output"])
    assert "kernel_size" not in names()


def test_layers_without_a_common_setting_say_so(session, find, inspector):
    session.select(["words", "flat"])
    assert find("title").text() == "2 nodes"
    assert "These layers have no setting in common." in told(inspector)


def test_nodes_of_which_some_learn_have_a_mixed_switch(qtbot, session, find):
    session.do(edits.set_trainable(session.document, ["middle"], trainable=False))
    session.select(["middle", "output"])
    switch = find("trainable")
    assert switch.checkState() is Qt.CheckState.PartiallyChecked
    assert switch.text() == "Mixed"
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert session.document.network.by_id["middle"].trainable
    assert switch.checkState() is Qt.CheckState.Checked
    assert switch.text() == ""
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not session.document.network.by_id["output"].trainable
    session.undo()
    session.undo()
    assert switch.checkState() is Qt.CheckState.PartiallyChecked


def test_each_gets_its_own_default_back(qtbot, session, inspector):
    session.do(edits.set_fields(session.document, ["read", "output"], activation=layer(session, "middle").activation))
    session.select(["read", "output"])
    row = inspector._settings._form.rows["activation"]
    assert row.marked
    qtbot.mouseClick(row._line.mark, Qt.MouseButton.LeftButton)
    assert layer(session, "read").activation.short_name == "tanh"
    assert layer(session, "output").activation.short_name == "linear"
    assert session.history.undo_label == "Reset activation of 2 nodes"
    assert not row.marked


def test_settings_of_what_all_have_chosen_are_set_in_each(qtbot, session, find):
    for name, strength in (("middle", 0.25), ("output", 0.5)):
        session.do(edits.set_fields(session.document, [name], kernel_regularizer=L1L2(l1=strength, l2=0.125)))
    session.select(["middle", "output"])
    assert find("kernel_regularizer").currentText() == "l1l2"
    assert find("kernel_regularizer.l1").placeholderText() == "Mixed"
    assert find("kernel_regularizer.l2").text() == "0.125"
    type_into(qtbot, find("kernel_regularizer.l2"), "1")
    assert layer(session, "middle").kernel_regularizer == L1L2(l1=0.25, l2=1.0)
    assert layer(session, "output").kernel_regularizer == L1L2(l1=0.5, l2=1.0)
    qtbot.keyClick(find("kernel_regularizer.l2"), Qt.Key.Key_Up)
    assert layer(session, "middle").kernel_regularizer == L1L2(l1=0.25, l2=2.0)
    session.undo()
    session.undo()
    assert layer(session, "output").kernel_regularizer == L1L2(l1=0.5, l2=0.125)


def test_layers_inside_others_are_set_and_foreseen_together(qtbot, session, find, inspector):
    for name, units in (("one", 4), ("two", 6)):
        both = Bidirectional(layer=LSTM(units=units, return_sequences=True))
        session.do(edits.add_node(session.document, both, node_id=name))
        session.do(edits.connect(session.document, "words", name))
    session.select(["one", "two"])
    assert find("layer").currentText() == "LSTM"
    qtbot.mouseClick(find("layer.units"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(find("layer.units"), "8")
    outlook = inspector.findChild(QLabel, "inspector.layer.units.outlook")
    qtbot.waitUntil(lambda: outlook.text().startswith("Gives 12×16 · "))
    qtbot.keyClick(find("layer.units"), Qt.Key.Key_Return)
    assert [layer(session, name).layer.units for name in ("one", "two")] == [8, 8]
    assert all(layer(session, name).layer.return_sequences for name in ("one", "two"))


def test_of_many_problems_the_first_are_listed_and_the_others_counted(session, inspector):
    for number in range(6):
        session.do(edits.add_node(session.document, layer(session, "output"), node_id=f"loose_{number}"))
    session.select([f"loose_{number}" for number in range(6)])
    shown = told(inspector)
    assert sum("has no edge coming in" in text for text in shown) == 4
    assert any(text.endswith("more are listed under Problems.") for text in shown)


def test_problems_of_any_of_them_are_listed(session, inspector):
    session.do(edits.disconnect(session.document, session.document.network.incoming["output"]))
    session.select(["middle", "output"])
    assert any("has no edge coming in" in text for text in told(inspector))
