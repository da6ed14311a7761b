"""The command palette, with the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QListWidget
from shiboken6 import delete

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.network import edits
from nnstudio.network.annotation_edits import add_note, frame
from nnstudio.network.annotations import NOTE_SIZE
from nnstudio.studio.theme import Mode

Key = Qt.Key


class Commands:
    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot
        self.popup = window.commands
        self.field = window.findChild(QLineEdit, "commands.search")
        self.list = self.popup.findChild(QListWidget)

    @property
    def titles(self):
        return [self.list.item(row).text() for row in range(self.list.count())]

    def open(self):
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        self.qtbot.keyClick(self.window.canvas, Key.Key_P, both)
        assert self.field.hasFocus()

    def find(self, text):
        self.open()
        self.qtbot.keyClicks(self.field, text)

    def key(self, key):
        self.qtbot.keyClick(self.field, key)


@pytest.fixture
def commands(window, qtbot):
    window.new()
    window.activateWindow()
    window.canvas.setFocus()
    return Commands(window, qtbot)


def test_a_few_letters_and_enter_do_what_a_menu_does(window, commands):
    commands.find("vdark")
    assert commands.titles[0] == "View: Dark"
    commands.key(Key.Key_Return)
    assert window.theme_source.mode is Mode.DARK
    assert not commands.popup.isVisible()


def test_every_action_is_found_by_its_name(window, commands):
    for title, action in window.actions_by_name.by_title().items():
        commands.find(title.rstrip("…"))
        assert title in commands.titles
        assert isinstance(action, QAction)
        commands.key(Key.Key_Escape)


def test_what_was_done_last_comes_first(commands):
    commands.find("zoom in")
    commands.key(Key.Key_Return)
    commands.open()
    assert commands.titles[0] == "View: Zoom in"


def test_what_cannot_be_done_now_comes_last(window, commands):
    commands.find("undo")
    assert not window.actions_by_name["edit.undo"].isEnabled()
    assert commands.titles[0] != "Edit: Undo"
    assert commands.titles[-1] == "Edit: Undo" or len(commands.titles) == 8


def test_escape_gives_the_cursor_back(window, commands):
    commands.open()
    commands.key(Key.Key_Escape)
    assert window.canvas.hasFocus()


def test_what_had_the_cursor_may_be_gone_meanwhile(window, commands, qtbot):
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.keyClick(field, Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert commands.field.hasFocus()
    delete(field)
    with qtbot.captureExceptions() as exceptions:
        commands.key(Key.Key_Escape)
    assert not exceptions
    assert not commands.popup.isVisible()


def test_a_node_is_found_by_its_name_and_shown(window, commands):
    window.session.do(edits.add_node(window.session.document, Input(shape=(2,))))
    window.session.do(edits.add_node(window.session.document, Dense(units=1), (9000.0, 9000.0), "there"))
    window.canvas.camera.set_zoom(0.2)
    commands.find("there")
    assert commands.titles[0] == "there: Dense"
    commands.key(Key.Key_Return)
    assert window.session.selection == {"there"}
    item = window.canvas.node_item("there")
    away = window.canvas.camera.visible_rect().center() - item.card_rect.center()
    assert away.manhattanLength() < 3
    assert window.canvas.camera.zoom == 1


def test_a_frame_is_found_by_its_title_and_shown_with_all_its_nodes(window, commands):
    for place in (0.0, 104.0):
        window.session.do(edits.add_node(window.session.document, Dense(units=1), (9000.0, place)))
    window.session.do(frame(window.session.document, ["dense", "dense_2"], "Encoder"))
    commands.find("encod")
    assert commands.titles[0] == "Encoder: Frame"
    commands.key(Key.Key_Return)
    assert window.session.selection == {"dense", "dense_2"}
    away = window.canvas.camera.visible_rect().center() - window.canvas.selected_bounds().center()
    assert away.manhattanLength() < 3


def test_a_note_is_found_by_its_text_and_shown(window, commands):
    window.session.do(edits.add_node(window.session.document, Dense(units=1)))
    window.session.do(add_note(window.session.document, "Look at\nthis", (9000.0, 9000.0), NOTE_SIZE))
    window.session.select(["dense"])
    commands.find("look")
    assert "Look at this: Note" in commands.titles
    while commands.list.currentItem().text() != "Look at this: Note":
        commands.key(Key.Key_Down)
    commands.key(Key.Key_Return)
    assert window.session.selection == set()
    assert window.canvas.selected_annotation == "note"
    item = window.canvas.scene().annotations.notes["note"]
    away = window.canvas.camera.visible_rect().center() - item.shown_rect.center()
    assert away.manhattanLength() < 3
    assert window.canvas.hasFocus()


def test_a_note_inside_a_block_is_shown_there(window, commands):
    window.session.do(edits.add_node(window.session.document, Dense(units=1)))
    window.session.select(["dense"])
    window.actions_by_name["network.group"].trigger()
    window.opened.open("block")
    window.opened.do(add_note(window.opened.document, "Deep inside", (0.0, 500.0), NOTE_SIZE))
    window.opened.close()
    commands.find("deep")
    commands.key(Key.Key_Return)
    assert window.opened.path == ("block",)
    assert window.canvas.selected_annotation == "note"


def test_notes_that_say_the_same_are_all_found(window, commands):
    for place in range(3):
        window.session.do(add_note(window.session.document, "Twice", (0.0, 200.0 * place), NOTE_SIZE))
    commands.find("twice")
    assert commands.titles[:3] == ["Twice: Note", "Twice: Note (2)", "Twice: Note (3)"]
    commands.key(Key.Key_Down)
    commands.key(Key.Key_Return)
    assert window.canvas.selected_annotation == "note_2"


def test_the_arrow_keys_walk_through_what_is_found(commands):
    commands.find("zoom")
    commands.key(Key.Key_Down)
    assert commands.list.currentRow() == 1
    commands.key(Key.Key_Up)
    assert commands.list.currentRow() == 0


def test_selected_nodes_are_put_in_line_from_here(window, commands):
    for number in range(3):
        window.session.do(edits.add_node(window.session.document, Dense(units=1), (number * 40.0, number * 104.0)))
    window.session.select(window.session.document.network.by_id)
    before = window.session.history.position
    commands.find("align in a column")
    commands.key(Key.Key_Return)
    assert {node.position for node in window.session.document.network.nodes} == {(40, 0), (40, 104), (40, 208)}
    assert window.session.history.position == before + 1
    commands.find("mute")
    assert commands.titles[0].endswith("Mute")
    commands.key(Key.Key_Return)
    assert all(node.muted for node in window.session.document.network.nodes)
    commands.find("unmute")
    assert "Network: Unmute" in commands.titles
