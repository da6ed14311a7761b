"""Blocks in the window, with mouse and keyboard: grouped, opened, edited, linked, kept and placed again."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QInputDialog, QLabel, QMessageBox, QPushButton, QTreeView

from nnstudio.network import edits
from nnstudio.network.block import Block
from nnstudio.network.graph import Network
from nnstudio.project.user_blocks import UserBlock, blocks_folder, load_user_blocks, save_user_block
from nnstudio.studio.canvas.layer_search import LayerSearch
from tests.cli.test_blocks import LINKED
from tests.studio.palette.test_palette import index_of, rows

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, COPY = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction


@pytest.fixture
def linked(open_window, tmp_path):
    """A window with two linked blocks between layers, one below the other."""
    value = json.loads(json.dumps(LINKED))
    for number, node in enumerate(value["network"]["nodes"]):
        node["position"] = [0, 104 * number]
    (tmp_path / "linked.json").write_text(json.dumps(value))
    window = open_window(tmp_path / "linked.json")
    window.show()
    window.activateWindow()
    window.canvas.setFocus()
    return window


def nodes(window):
    return [node.id for node in window.session.document.network.nodes]


def place_of(window, node_id):
    return window.canvas.mapFromScene(window.canvas.node_item(node_id).card_rect.center() + QPointF(0, 12))


def double_click(qtbot, window, node_id):
    place = place_of(window, node_id)
    qtbot.mouseClick(window.canvas.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(window.canvas.viewport(), LEFT, pos=place)
    qtbot.mouseRelease(window.canvas.viewport(), LEFT, pos=place)


def warning(window):
    label = window.breadcrumb.findChild(QLabel, "breadcrumb.linked")
    return label.text() if label.isVisible() else ""


def status(window):
    return window.statusBar().currentMessage()


def palette_tree(window):
    return window.panels.palette.findChild(QTreeView, "palette.list")


def test_a_selection_is_grouped_and_unpacked_by_the_keyboard(linked, qtbot):
    before = linked.session.document
    linked.session.select(["in", "one"])
    qtbot.keyClick(linked, Key.Key_G, Ctrl)
    assert nodes(linked) == ["input", "block", "two", "output"]
    assert linked.session.selection == {"block"}
    assert linked.session.history.undo_label == "Group"
    qtbot.keyClick(linked, Key.Key_G, Ctrl | Shift)
    assert nodes(linked) == nodes_of(before)
    assert linked.session.selection == {"in", "one"}
    linked.session.undo()
    linked.session.undo()
    assert linked.session.document == before


def nodes_of(document):
    return [node.id for node in document.network.nodes]


def test_what_cannot_be_grouped_is_said_in_the_status_bar(linked, qtbot):
    linked.session.select(["in", "two"])
    qtbot.keyClick(linked, Key.Key_G, Ctrl)
    assert status(linked).startswith("“one” lies between the selected layers")
    assert "block" not in nodes(linked)


def test_a_double_click_opens_a_block_and_the_way_back_stands_above(linked, qtbot):
    assert not linked.breadcrumb.isVisible()
    double_click(qtbot, linked, "one")
    assert linked.opened.path == ("one",)
    assert linked.breadcrumb.isVisible()
    assert linked.breadcrumb.findChild(QLabel, "breadcrumb.here").text() == "one"
    assert set(linked.canvas.scene().nodes) == {"x", "hidden", "sum"}
    qtbot.mouseClick(linked.breadcrumb.findChild(QPushButton, "breadcrumb.0"), LEFT)
    assert linked.opened.path == ()
    assert linked.session.selection == {"one"}
    assert not linked.breadcrumb.isVisible()
    assert set(linked.canvas.scene().nodes) == set(nodes(linked))


def test_the_keyboard_opens_and_leaves_a_block(linked, qtbot):
    linked.session.select(["one"])
    qtbot.keyClick(linked.canvas, Key.Key_Return)
    assert linked.opened.path == ("one",)
    qtbot.keyClick(linked, Key.Key_Up, Ctrl)
    assert linked.opened.path == ()
    qtbot.keyClick(linked, Key.Key_Down, Ctrl)
    assert linked.opened.path == ("one",)


def test_editing_inside_a_linked_block_says_that_it_changes_all(linked):
    linked.opened.open("one")
    assert warning(linked) == "Linked: an edit here changes both blocks of “residual”."
    linked.opened.select(["hidden"])
    linked.session.do(edits.add_node(linked.session.document, block_of(linked, "two"), (300.0, 0.0)))
    assert warning(linked) == "Linked: an edit here changes all 3 blocks of “residual”."


def block_of(window, name):
    return window.session.document.network.by_id[name].layer


def test_a_layer_inside_is_edited_in_the_inspector_and_undone(linked, qtbot):
    double_click(qtbot, linked, "one")
    linked.opened.select(["hidden"])
    editor = linked.panels.inspector.findChild(
        type(linked.panels.inspector.findChild(object, "inspector.units")), "inspector.units"
    )
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "6")
    qtbot.keyClick(editor, Key.Key_Return)
    assert block_of(linked, "two").network.by_id["hidden"].layer.units == 6
    assert linked.canvas.node_item("sum").card.is_error
    linked.session.undo()
    assert block_of(linked, "two").network.by_id["hidden"].layer.units == 4
    assert not linked.canvas.node_item("sum").card.is_error


def test_the_inspector_tells_what_is_inside_and_opens_it(linked, qtbot):
    linked.session.select(["one"])
    button = linked.panels.inspector.findChild(QPushButton, "inspector.open_block")
    assert button.text() == "Open 2 layers"
    assert linked.panels.inspector.findChild(QLabel, "inspector.linked").text().startswith("Linked to “residual”")
    qtbot.mouseClick(button, LEFT)
    assert linked.opened.path == ("one",)
    linked.opened.select(["hidden"])
    assert not button.isVisible()


def test_a_repair_of_what_is_inside_is_offered_beside_the_block(linked, qtbot):
    linked.session.do(edits.set_fields(linked.session.document, ["in"], units=3))
    linked.session.select(["one"])
    bubble = linked.canvas.overlays.bubble
    assert bubble.title == "Add “sum” cannot add 3 and 4; make their shapes equal"
    qtbot.waitUntil(lambda: len(bubble.repairs) > 0)
    assert bubble.repairs[0].title == "Set Units of “hidden” to 3"
    assert bubble.repairs[0].shapes == "3 → 3"
    qtbot.keyClick(linked.canvas, Key.Key_Return)
    assert linked.session.error is None


def test_a_problem_inside_marks_the_block_and_is_found_from_the_list(linked):
    linked.session.do(edits.set_fields(linked.session.document, ["in"], units=3))
    card = linked.canvas.node_item("one").card
    assert card.is_error
    assert card.problem.startswith("Inside Block “one”: ")
    assert "Add “sum” cannot add 3 and 4" in card.problem
    linked.panels.problems._choose(linked.session.error)
    assert linked.opened.path == ("one",)
    assert linked.opened.selection == {"sum"}


def test_a_block_looks_like_a_stack_and_tells_what_is_inside(linked):
    card = linked.canvas.node_item("one").card
    assert card.is_block
    assert card.summary == "2 layers · residual"
    assert not linked.canvas.node_item("in").card.is_block


def test_a_linked_copy_and_a_unique_one(linked, qtbot):
    linked.session.select(["one"])
    qtbot.keyClick(linked, Key.Key_D, Ctrl | Shift)
    assert block_of(linked, "one_2").definition == "residual"
    assert linked.canvas.node_item("one_2").pos().x() > linked.canvas.node_item("one").pos().x()
    assert linked.actions_by_name["network.make_unique"].isEnabled()
    linked.actions_by_name["network.make_unique"].trigger()
    assert block_of(linked, "one_2").definition is None
    assert not linked.actions_by_name["network.make_unique"].isEnabled()


def test_actions_are_possible_where_they_make_sense(linked):
    actions = linked.actions_by_name
    linked.session.select([])
    assert not actions["network.group"].isEnabled()
    assert not actions["network.close_block"].isEnabled()
    linked.session.select(["in"])
    assert actions["network.group"].isEnabled()
    assert not actions["network.unpack"].isEnabled()
    linked.session.select(["one"])
    for name in ("unpack", "open_block", "link_copy", "make_unique", "save_block"):
        assert actions[f"network.{name}"].isEnabled()


def test_connections_have_actions(linked):
    actions = linked.actions_by_name
    linked.session.select(["in", "one"])
    actions["network.disconnect"].trigger()
    assert not linked.session.document.network.incoming["one"]
    actions["network.connect"].trigger()
    assert [edge.source for edge in linked.session.document.network.incoming["one"]] == ["in"]
    actions["network.add_layer"].trigger()
    assert linked.canvas.findChild(LayerSearch).isVisible()


def test_a_block_is_kept_in_the_palette_and_placed_in_another_document(linked, qtbot, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Skip", True))
    linked.session.select(["one"])
    linked.actions_by_name["network.save_block"].trigger()
    assert status(linked) == "“Skip” is in the palette now, under My blocks."
    assert [block.name for block in load_user_blocks()[0].values()] == ["Skip"]
    assert rows(palette_tree(linked))[:2] == ["My blocks", "Linked blocks"]
    linked.new()
    assert rows(palette_tree(linked))[:2] == ["My blocks", "Input"]
    place = palette_tree(linked).visualRect(index_of(palette_tree(linked), "Skip")).center()
    qtbot.mouseClick(palette_tree(linked).viewport(), LEFT, pos=place)
    qtbot.mouseDClick(palette_tree(linked).viewport(), LEFT, pos=place)
    (node,) = linked.session.document.network.nodes
    assert (node.id, node.layer.definition, node.layer.layer_count) == ("Skip", None, 2)


def test_a_block_that_is_kept_in_one_window_is_offered_in_the_other_at_once(linked, open_window, monkeypatch, qtbot):
    other = open_window()
    tree = palette_tree(other)
    tree.setCurrentIndex(index_of(tree, "LSTM"))
    tree.verticalScrollBar().setValue(40)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Skip", True))
    linked.session.select(["one"])
    linked.actions_by_name["network.save_block"].trigger()
    qtbot.waitUntil(lambda: rows(tree)[0] == "My blocks", timeout=5000)
    assert tree.currentIndex().data() == "LSTM"
    tree.scrollTo(index_of(tree, "Skip"))
    place = tree.visualRect(index_of(tree, "Skip")).center()
    qtbot.mouseClick(tree.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(tree.viewport(), LEFT, pos=place)
    assert [node.id for node in other.session.document.network.nodes] == ["Skip"]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    other.panels.palette.block_unwanted.emit(other.blocks._library.own[0])
    qtbot.waitUntil(lambda: "My blocks" not in rows(palette_tree(linked)), timeout=5000)


def test_a_block_that_another_program_keeps_is_offered_at_once(window, qtbot):
    save_user_block(UserBlock("theirs", Network()))
    qtbot.waitUntil(lambda: rows(palette_tree(window))[0] == "My blocks", timeout=5000)
    (path,) = load_user_blocks()[0]
    path.write_text("{")
    window.blocks.look()
    assert "My blocks" not in rows(palette_tree(window))
    assert (
        window.notice.findChild(QLabel, "notice.text").text().startswith("A block of yours was left out: theirs.json")
    )


def test_where_the_system_tells_nothing_it_is_looked_for_when_the_window_is_activated(window, open_window, qtbot):
    window.blocks._library._watch._watcher.removePaths(window.blocks._library._watch._watcher.directories())
    other = open_window()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    save_user_block(UserBlock("theirs", Network()))
    qtbot.waitUntil(lambda: rows(palette_tree(other))[0] == "My blocks", timeout=5000)
    assert "My blocks" not in rows(palette_tree(window))
    window.activateWindow()
    qtbot.waitUntil(lambda: rows(palette_tree(window))[0] == "My blocks", timeout=5000)


def test_a_block_that_cannot_be_read_is_told_once(open_window):
    blocks_folder().mkdir(parents=True)
    (blocks_folder() / "cut.json").write_text("{")
    window = open_window()
    window.notice.withdraw(window.notice.sentences[0])
    save_user_block(UserBlock("another", Network()))
    window.blocks.look()
    assert rows(palette_tree(window))[0] == "My blocks"
    assert window.notice.sentences == ()


def test_a_name_that_is_taken_is_told_and_nothing_is_lost(linked, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Skip", True))
    linked.session.select(["one"])
    for _ in range(2):
        linked.actions_by_name["network.save_block"].trigger()
    assert linked.notice.findChild(QLabel, "notice.text").text() == (
        "There is a block named “Skip” already. Choose another name."
    )
    assert len(load_user_blocks()[0]) == 1


def test_a_definition_is_dragged_from_the_palette_onto_an_edge_and_is_linked(linked, qapp):
    tree = palette_tree(linked)
    data = tree.model().mimeData([index_of(tree, "residual")])
    edge = linked.session.document.network.incoming["output"][0]
    point = linked.canvas.mapFromScene(linked.canvas.scene().edges[edge].middle)
    enter = QDragEnterEvent(point, COPY, data, LEFT, Qt.KeyboardModifier.NoModifier)
    qapp.sendEvent(linked.canvas.viewport(), enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(point), COPY, data, LEFT, Qt.KeyboardModifier.NoModifier)
    qapp.sendEvent(linked.canvas.viewport(), drop)
    assert block_of(linked, "residual").definition == "residual"
    assert [edge.source for edge in linked.session.document.network.incoming["output"]] == ["residual"]
    assert linked.session.error is None


def test_a_damaged_block_is_left_out_with_a_note(open_window):
    blocks_folder().mkdir(parents=True)
    (blocks_folder() / "cut.json").write_text("{")
    window = open_window()
    text = window.notice.findChild(QLabel, "notice.text").text()
    assert text.startswith("A block of yours was left out: cut.json is not valid JSON")


def test_a_block_of_ones_own_is_deleted_after_a_question_and_a_definition_once_nobody_uses_it(linked, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Skip", True))
    linked.session.select(["one"])
    linked.actions_by_name["network.save_block"].trigger()
    (own,), (definition,) = linked.blocks._library.own, linked.blocks._library.linked
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    linked.panels.palette.block_unwanted.emit(own)
    assert len(load_user_blocks()[0]) == 1
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    linked.panels.palette.block_unwanted.emit(own)
    assert load_user_blocks()[0] == {}
    linked.panels.palette.block_unwanted.emit(definition)
    assert linked.notice.findChild(QLabel, "notice.text").text().startswith("Blocks are linked to “residual”.")
    linked.session.select(["one", "two"])
    linked.actions_by_name["network.make_unique"].trigger()
    linked.panels.palette.block_unwanted.emit(definition)
    assert linked.session.document.definitions == {}
    assert "Linked blocks" not in rows(palette_tree(linked))


def test_a_definition_gets_another_name_in_the_palette(linked, monkeypatch):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("skip", True))
    (definition,) = linked.blocks._library.linked
    linked.panels.palette.block_misnamed.emit(definition)
    assert linked.canvas.node_item("one").card.summary == "2 layers · skip"
    assert index_of(palette_tree(linked), "skip").isValid()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("a/b", True))
    linked.panels.palette.block_misnamed.emit(linked.blocks._library.linked[0])
    assert linked.notice.findChild(QLabel, "notice.text").text().startswith("A definition cannot be named 'a/b'.")


def test_copies_between_documents_take_their_definitions_along(linked):
    linked.session.select(["one"])
    linked.canvas.copy()
    linked.new()
    linked.canvas.paste()
    assert block_of(linked, "one").definition == "residual"
    assert linked.session.document.definitions.keys() == {"residual"}


def test_a_linked_block_is_not_pasted_into_itself(linked):
    linked.session.select(["one"])
    linked.canvas.copy()
    linked.opened.open("one")
    before = linked.session.document
    linked.canvas.paste()
    assert status(linked).startswith("“residual” cannot hold a linked copy of itself")
    assert linked.session.document is before


def test_a_network_with_blocks_is_watched_while_it_trains(linked, qtbot):
    linked.session.select(["one"])
    linked.training.train()
    qtbot.waitUntil(lambda: linked.canvas.node_item("one").is_live and not linked.training.active, timeout=20_000)
    linked.opened.open("one")
    assert linked.canvas.node_item("hidden").is_live
    linked.opened.select(["hidden"])
    assert linked.panels.inspect._node().id == "one/hidden"


@pytest.mark.parametrize("path", [(), ("one",)])
def test_the_whole_window_agrees_whatever_is_open(linked, path):
    for name in path:
        linked.opened.open(name)
    shown = linked.opened.document.network
    assert set(linked.canvas.scene().nodes) == set(shown.by_id)
    assert set(linked.canvas.scene().edges) == set(shown.edges)
    assert isinstance(linked.opened.block, Block if path else type(None))
