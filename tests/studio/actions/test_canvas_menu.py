"""The menu on the canvas, opened with the right button and with its keys."""

from __future__ import annotations

from itertools import cycle

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMenu, QPlainTextEdit

from nnstudio.network.json_format import document_from_json
from nnstudio.studio.actions.actions import ACTIONS
from nnstudio.studio.actions.canvas_menu import ENTRIES
from nnstudio.studio.canvas.layer_search import LayerSearch

CTRL = Qt.KeyboardModifier.ControlModifier
EMPTY = QPointF(400, 20)
APART = cycle([QPoint(-4, 0), QPoint(4, 0)])
"""Two quick clicks at one place would be a double-click for Qt, also where a menu came between."""
NOTE = QPointF(620, 40)
STORY = {
    "format": "nnstudio",
    "version": 1,
    "network": {
        "nodes": [
            {"id": "input", "type": "Input", "config": {"shape": [4]}, "position": [0, 0]},
            {"id": "hidden", "type": "Dense", "config": {"units": 8}, "position": [0, 104]},
            {"id": "output", "type": "Dense", "config": {"units": 2}, "position": [0, 208]},
            {"id": "first", "type": "Dense", "config": {"units": 3}, "position": [600, 200]},
            {"id": "second", "type": "Dense", "config": {"units": 3}, "position": [600, 304]},
        ],
        "edges": [
            {"source": "input", "target": "hidden", "port": 0},
            {"source": "hidden", "target": "output", "port": 0},
            {"source": "input", "target": "first", "port": 0},
            {"source": "first", "target": "second", "port": 0},
        ],
        "notes": [{"id": "note", "text": "Read me", "position": [580, 0]}],
        "frames": [{"id": "frame", "title": "Head", "nodes": ["first", "second"]}],
    },
}


class Menu:
    """What is on the screen after a click of the right button, or a key."""

    def __init__(self, window):
        self.window, self.canvas, self.session = window, window.canvas, window.session

    def at(self, place):
        if isinstance(place, str):
            place = self.canvas.node_item(place).card_rect.center()
        return self.canvas.viewport().mapTo(self.window, self.canvas.mapFromScene(place))

    def open_at(self, place):
        QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.RightButton, pos=self.at(place) + next(APART))
        return self.texts

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.canvas, key, modifiers)
        return self.texts

    @property
    def shown(self):
        popup = QApplication.activePopupWidget()
        return popup if isinstance(popup, QMenu) else None

    @property
    def texts(self):
        assert self.shown is not None, "there is no menu"
        return [action.text() for action in self.shown.actions() if not action.isSeparator()]

    def choose(self, text):
        menu = self.shown
        (action,) = [action for action in menu.actions() if action.text() == text]
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        QApplication.processEvents()

    def close(self):
        QTest.keyClick(self.shown, Qt.Key.Key_Escape)
        self.window.activateWindow()  # which systems with a screen do by themselves
        QTest.qWaitForWindowActive(self.window)


@pytest.fixture
def menu(window, qtbot):
    window.files.new(document_from_json(STORY))
    window._show_canvas()
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus)
    QApplication.processEvents()  # the panels take their places
    window.canvas.fit()
    QGuiApplication.clipboard().clear()
    return Menu(window)


def test_the_right_button_on_a_node_selects_it_and_offers_what_can_be_done_with_it(menu):
    assert menu.open_at("hidden") == [
        "Settings",
        "Rename",
        "Help on what is selected",
        "Add a layer…",
        "Replace layer…",
        "Disconnect",
        "Mute",
        "Cut",
        "Copy",
        "Duplicate",
        "Delete",
        "Group into block",
        "Frame selection",
    ]
    assert menu.session.selection == {"hidden"}
    menu.choose("Mute")
    assert menu.session.document.network.by_id["hidden"].muted
    assert "Unmute" in menu.open_at("hidden")
    menu.close()


def test_every_entry_shows_its_shortcut(menu, window):
    menu.open_at("hidden")
    for action in menu.shown.actions():
        assert action.isSeparator() or action.isShortcutVisibleInContextMenu()
    assert window.actions_by_name["network.mute"].shortcut() == QKeySequence("M")
    menu.close()


def test_the_right_button_on_one_of_several_selected_nodes_keeps_them(menu):
    menu.session.select(["hidden", "output"])
    texts = menu.open_at("output")
    assert menu.session.selection == {"hidden", "output"}
    assert {"Connect", "Align in a column", "Align in a row", "Space evenly"} <= {*texts}
    assert not {"Rename", "Replace layer…", "Help on what is selected"} & {*texts}
    menu.choose("Disconnect")
    assert ("hidden", "output") not in {(edge.source, edge.target) for edge in menu.session.document.network.edges}


def test_an_input_cannot_be_muted_from_the_menu(menu):
    assert "Mute" not in menu.open_at("input")
    menu.close()


def test_a_block_can_be_opened_and_unpacked_and_what_is_inside_left_again(menu, window):
    menu.open_at("hidden")
    menu.choose("Group into block")
    assert menu.session.selection == {"block"}
    texts = menu.open_at("block")
    assert {"Open block", "Unpack", "Make linked copy", "Save to palette…"} <= {*texts}
    assert "Make unique" not in texts
    menu.choose("Open block")
    assert window.opened.path
    assert "Back" in menu.open_at(EMPTY)
    menu.choose("Back")
    assert not window.opened.path


def test_the_right_button_on_the_empty_canvas_selects_nothing_and_adds_where_it_was_pressed(menu):
    menu.session.select(["hidden"])
    assert menu.open_at(EMPTY) == ["Add a layer…", "Add a note", "Select all", "Arrange automatically", "Fit"]
    assert menu.session.selection == frozenset()
    menu.choose("Add a layer…")
    search = menu.canvas.findChild(LayerSearch)
    assert (search.pos() - menu.canvas.mapFromScene(EMPTY)).manhattanLength() < 8
    QTest.keyClicks(search.findChild(QLineEdit), "dense")
    QTest.keyClick(search.findChild(QLineEdit), Qt.Key.Key_Return)
    (added,) = menu.session.selection
    assert menu.canvas.node_item(added).card_rect.contains(EMPTY)


def test_a_note_is_written_where_the_right_button_was_pressed(menu):
    menu.open_at(EMPTY)
    menu.choose("Add a note")
    QTest.keyClicks(menu.canvas.findChild(QPlainTextEdit, "canvas.writing"), "Here")
    QTest.keyClick(menu.canvas.findChild(QPlainTextEdit, "canvas.writing"), Qt.Key.Key_Return, CTRL)
    note = next(note for note in menu.session.document.network.notes if note.text == "Here")
    assert (QPointF(*note.position) - EMPTY).manhattanLength() < 24


def test_what_was_copied_can_be_pasted(menu):
    menu.open_at("hidden")
    menu.choose("Copy")
    assert "Paste" in menu.open_at(EMPTY)
    menu.choose("Paste")
    assert len(menu.session.document.network.nodes) == 6


def test_on_an_empty_canvas_there_is_little_to_do(menu, window):
    window.new()
    assert menu.open_at(QPointF(0, 0)) == ["Add a layer…", "Add a note"]
    menu.close()


def test_a_layer_is_put_into_the_edge_of_the_menu(menu):
    edge = QPointF(108, 188)
    assert menu.open_at(edge) == ["Add a layer…", "Delete"]
    assert {(edge.source, edge.target) for edge in menu.canvas.scene().selected_edges} == {("hidden", "output")}
    menu.choose("Add a layer…")
    search = menu.canvas.findChild(LayerSearch)
    QTest.keyClicks(search.findChild(QLineEdit), "drop")
    first = search.findChild(QListWidget).item(0)
    assert (first.text(), first.data(Qt.ItemDataRole.UserRole)) == ("Dropout", "→ 8")
    QTest.keyClick(search.findChild(QLineEdit), Qt.Key.Key_Return)
    wires = {(edge.source, edge.target) for edge in menu.session.document.network.edges}
    assert {("hidden", "dropout"), ("dropout", "output")} <= wires
    assert menu.session.history.position == 1


def test_an_edge_is_deleted_from_its_menu(menu):
    menu.open_at(QPointF(108, 188))
    menu.choose("Delete")
    assert ("hidden", "output") not in {(edge.source, edge.target) for edge in menu.session.document.network.edges}


def test_the_menu_of_a_frame_is_about_all_of_it(menu):
    title = menu.canvas.scene().annotations.frames["frame"].chip_rect.center()
    assert menu.open_at(title) == [
        "Edit text",
        "Next color",
        "Collapse or expand frame",
        "Unframe",
        "Cut",
        "Copy",
        "Duplicate",
        "Delete",
        "Mute",
        "Group into block",
    ]
    assert menu.session.selection == {"first", "second"}
    menu.choose("Collapse or expand frame")
    card = menu.canvas.scene().annotations.frames["frame"]
    assert card.is_folded
    menu.session.select([])
    assert "Unframe" in menu.open_at(card.shown_rect.center())
    menu.choose("Unframe")
    assert menu.session.document.network.frames == ()


def test_the_menu_of_a_note_has_nothing_about_layers(menu):
    menu.session.select(["hidden"])
    assert menu.open_at(NOTE) == ["Edit text", "Next color", "Cut", "Copy", "Duplicate", "Delete"]
    assert menu.session.selection == frozenset()
    menu.choose("Delete")
    assert menu.session.document.network.notes == ()


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)],
)
def test_a_key_opens_the_menu_of_what_is_selected_below_it(menu, key, modifier):
    menu.session.select(["hidden"])
    assert "Rename" in menu.press(key, modifier)
    card = menu.canvas.node_item("hidden").card_rect
    corner = menu.canvas.viewport().mapToGlobal(menu.canvas.mapFromScene(card.bottomLeft()))
    assert (menu.shown.pos() - corner).manhattanLength() < 8
    QTest.keyClick(menu.shown, Qt.Key.Key_Down)
    QTest.keyClick(menu.shown, Qt.Key.Key_Return)
    assert QApplication.focusWidget().objectName() == "inspector.units"


def test_a_key_opens_the_menu_of_the_canvas_while_nothing_is_selected(menu):
    assert "Add a note" in menu.press(Qt.Key.Key_Menu)
    menu.close()


def test_a_key_opens_the_menu_of_a_frame_all_of_which_is_selected(menu):
    menu.session.select(["first", "second"])
    assert "Collapse or expand frame" in menu.press(Qt.Key.Key_Menu)
    menu.close()


def test_a_key_opens_the_menu_of_the_selected_note(menu):
    QTest.keyClick(menu.canvas, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert menu.press(Qt.Key.Key_Menu)[:2] == ["Edit text", "Next color"]
    menu.close()


def test_a_key_opens_the_menu_of_the_selected_edge(menu):
    QTest.mouseClick(menu.window.windowHandle(), Qt.MouseButton.LeftButton, pos=menu.at(QPointF(108, 188)))
    assert menu.press(Qt.Key.Key_Menu) == ["Add a layer…", "Delete"]
    menu.close()


def test_the_key_that_opened_the_menu_opens_no_second_one(menu):
    menu.press(Qt.Key.Key_Menu)
    first = menu.shown
    place = menu.canvas.rect().center()
    reason = QContextMenuEvent.Reason.Keyboard  # which Windows and X send for the same key
    QApplication.sendEvent(menu.canvas, QContextMenuEvent(reason, place, menu.canvas.mapToGlobal(place)))
    assert menu.shown is first
    menu.close()
    assert menu.shown is None


def test_whatever_stands_in_a_menu_is_an_action_of_the_window():
    named = {name for groups in ENTRIES.values() for group in groups for name in group}
    assert named <= {spec.name for spec in ACTIONS}
