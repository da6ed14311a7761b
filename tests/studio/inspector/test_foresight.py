"""What a value would do is told while it is typed or pointed at, and nothing is changed by that."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.network import edits
from nnstudio.network.json_format import document_from_json
from nnstudio.studio.forms.column import Column
from nnstudio.studio.inspector import Inspector
from nnstudio.studio.session.block_editing import BlockEditing
from nnstudio.studio.session.open_network import OpenNetwork

PICTURES = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "image", "type": "Input", "config": {"shape": [8, 8, 1]}},
            {"id": "conv", "type": "Conv2D", "config": {"filters": 4, "kernel_size": [3, 3]}},
            {"id": "flat", "type": "Flatten"},
            {"id": "output", "type": "Dense", "config": {"units": 10}},
        ],
        "edges": [
            {"source": "image", "target": "conv"},
            {"source": "conv", "target": "flat"},
            {"source": "flat", "target": "output"},
        ],
    },
}


@pytest.fixture
def hint(inspector):
    def hint(name, part="outlook"):
        label = inspector.findChild(object, f"inspector.{name}.{part}")
        return label.text() if label.isVisible() else ""

    return hint


def begin(qtbot, entry, text):
    qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(entry, text)


def layer(session, node_id):
    return session.document.network.by_id[node_id].layer


class TestTyping:
    def test_shape_and_weights_are_told_before_enter(self, qtbot, session, find, hint):
        session.select(["hidden"])
        before = session.document
        begin(qtbot, find("units"), "128")
        expected = "Gives 128 · 8,320 weights, +4,160 · +640 in other layers"
        qtbot.waitUntil(lambda: hint("units") == expected)
        assert session.document is before
        qtbot.keyClick(find("units"), Qt.Key.Key_Return)
        assert layer(session, "hidden").units == 128
        assert find("weights").text() == "8,320 weights"
        qtbot.waitUntil(lambda: not hint("units"))

    def test_less_is_told_with_a_minus_sign(self, qtbot, session, find, hint):
        session.select(["output"])
        begin(qtbot, find("units"), "9")
        qtbot.waitUntil(lambda: hint("units") == "Gives 9 · 585 weights, −65")

    def test_every_key_is_answered_and_the_last_one_counts(self, qtbot, session, find, hint):
        session.select(["hidden"])
        begin(qtbot, find("units"), "12")
        qtbot.waitUntil(lambda: hint("units").startswith("Gives 12 "))
        qtbot.keyClicks(find("units"), "8")
        qtbot.waitUntil(lambda: hint("units").startswith("Gives 128 "))
        qtbot.keyClick(find("units"), Qt.Key.Key_Backspace)
        qtbot.keyClick(find("units"), Qt.Key.Key_Backspace)
        qtbot.waitUntil(lambda: hint("units").startswith("Gives 1 "))

    def test_escape_restores_the_value_and_takes_the_outlook_away(self, qtbot, session, find, hint):
        session.select(["hidden"])
        begin(qtbot, find("units"), "128")
        qtbot.waitUntil(lambda: bool(hint("units")))
        qtbot.keyClick(find("units"), Qt.Key.Key_Escape)
        assert find("units").text() == "64"
        assert not hint("units")
        qtbot.wait(100)
        assert not hint("units")

    def test_typing_the_present_value_again_tells_nothing(self, qtbot, session, find, hint):
        session.select(["hidden"])
        begin(qtbot, find("units"), "6")
        qtbot.waitUntil(lambda: bool(hint("units")))
        qtbot.keyClicks(find("units"), "4")
        assert not hint("units")

    def test_what_would_no_longer_fit_is_told(self, qtbot, session, find, hint):
        session.replace(document_from_json(PICTURES))
        session.select(["conv"])
        begin(qtbot, find("kernel_size"), "9 9")
        qtbot.waitUntil(lambda: "conv" in hint("kernel_size", "error"))
        assert layer(session, "conv").kernel_size == (3, 3)

    def test_several_nodes_are_foreseen_together(self, qtbot, session, find, hint):
        session.select(["hidden", "output"])
        begin(qtbot, find("units"), "20")
        total = (64 + 1) * 20 + (20 + 1) * 20
        before = (64 + 1) * 64 + (64 + 1) * 10
        minus = f"{total - before:,}".replace("-", "−")
        qtbot.waitUntil(lambda: hint("units") == f"Gives 20 · {total:,} weights, {minus}")


class TestSteps:
    def test_a_row_of_steps_is_told_as_a_whole(self, qtbot, session, find, hint):
        session.select(["output"])
        entry = find("units")
        qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
        for _ in range(3):
            qtbot.keyClick(entry, Qt.Key.Key_Up)
        qtbot.waitUntil(lambda: hint("units") == "Gives 13 · 845 weights, +195")
        assert layer(session, "output").units == 13
        qtbot.keyClick(entry, Qt.Key.Key_Tab)
        qtbot.waitUntil(lambda: not hint("units"))

    def test_undo_takes_the_outlook_away(self, qtbot, session, find, hint):
        session.select(["output"])
        qtbot.mouseClick(find("units"), Qt.MouseButton.LeftButton)
        qtbot.keyClick(find("units"), Qt.Key.Key_Up)
        qtbot.waitUntil(lambda: bool(hint("units")))
        session.undo()
        assert not hint("units")


class TestWrongValues:
    def test_what_is_not_a_value_yet_is_met_calmly_and_refused_at_the_end(self, qtbot, session, find, hint):
        session.select(["hidden"])
        before = session.document
        begin(qtbot, find("units"), "0")
        assert hint("units") == "A whole number at least 1."
        assert not hint("units", "refusal")
        assert find("units").property("invalid") is not True
        qtbot.keyClick(find("units"), Qt.Key.Key_Return)
        assert hint("units", "refusal") == "Units must be a whole number at least 1, not “0”."
        assert not hint("units")
        assert find("units").text() == "0"
        assert find("units").property("invalid") is True
        assert session.document is before
        qtbot.keyClicks(find("units"), "1")
        qtbot.keyClicks(find("units"), "6")
        assert not hint("units", "refusal")
        qtbot.keyClick(find("units"), Qt.Key.Key_Escape)
        assert find("units").text() == "64"

    def test_an_empty_field_shows_its_range(self, qtbot, session, find):
        session.select(["hidden"])
        qtbot.mouseClick(find("units"), Qt.MouseButton.LeftButton)
        qtbot.keyClick(find("units"), Qt.Key.Key_Delete)
        assert find("units").placeholderText() == "a whole number at least 1"

    def test_a_name_that_is_taken_is_told_while_it_is_typed(self, qtbot, session, find, hint):
        session.select(["hidden"])
        begin(qtbot, find("name"), "output")
        assert hint("name") == "Dense “output” has this name already. Choose another one."


class TestLists:
    def open(self, qtbot, chooser):
        qtbot.mouseClick(chooser, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(chooser.view().isVisible)

    def test_a_highlighted_choice_is_foreseen_at_the_foot_of_the_list(self, qtbot, session, find):
        session.replace(document_from_json(PICTURES))
        session.select(["conv"])
        before = session.document
        chooser = find("padding")
        self.open(qtbot, chooser)
        qtbot.keyClick(chooser.view(), Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: chooser.note.startswith("Gives 8×8×4 · +1,120 in other layers"))
        assert session.document is before
        qtbot.keyClick(chooser.view(), Qt.Key.Key_Escape)
        assert session.document is before

    def test_the_pointer_highlights_too(self, qtbot, session, find):
        session.replace(document_from_json(PICTURES))
        session.select(["conv"])
        chooser = find("padding")
        self.open(qtbot, chooser)
        place = chooser.view().visualRect(chooser.model().index(1, 0)).center()
        QTest.mouseMove(chooser.view().viewport(), place - QPoint(1, 0))
        QTest.mouseMove(chooser.view().viewport(), place)
        qtbot.waitUntil(lambda: chooser.note.startswith("Gives 8×8×4"))
        chooser.hidePopup()

    def test_a_choice_is_explained(self, qtbot, session, find):
        session.select(["hidden"])
        chooser = find("activation")
        self.open(qtbot, chooser)
        assert chooser.note == "Cuts off negative values: the usual choice between layers."
        for _ in range(2):
            qtbot.keyClick(chooser.view(), Qt.Key.Key_Down)
        qtbot.waitUntil(lambda: chooser.note.startswith("Same shape and weights"))
        chooser.hidePopup()

    def test_all_entries_and_the_note_are_on_the_screen(self, qtbot, session, find):
        session.select(["hidden"])
        chooser = find("use_bias")
        self.open(qtbot, chooser)
        popup, view = chooser.view().window(), chooser.view()
        last = view.visualRect(chooser.model().index(chooser.count() - 1, 0))
        assert view.viewport().rect().contains(last)
        assert QApplication.primaryScreen().availableGeometry().contains(popup.geometry())
        note = popup.findChild(object, "choice_note")
        assert popup.rect().contains(note.geometry())
        chooser.hidePopup()


def test_inside_a_block_the_whole_document_is_foreseen(qtbot, session, theme_source):
    opened = OpenNetwork(session)
    opened.select(["flat", "hidden"])
    BlockEditing(opened).group()
    (block,) = (node.id for node in opened.document.network.nodes if node.type_name == "Block")
    opened.open(block)
    column = Column(Inspector(opened, theme_source))
    qtbot.addWidget(column)
    column.resize(304, 800)
    column.show()
    column.activateWindow()
    qtbot.waitExposed(column)
    opened.select(["hidden"])
    entry, label = (column.findChild(object, f"inspector.units{end}") for end in ("", ".outlook"))
    begin(qtbot, entry, "128")
    qtbot.waitUntil(lambda: label.text() == "Gives 128 · 8,320 weights, +4,160 · +640 in other layers")
    session.do(edits.set_name(session.document, "other"))
    column.close()
