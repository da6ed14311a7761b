"""The preferences, with mouse and keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QKeySequenceEdit, QLineEdit, QPushButton, QTreeWidget

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.studio.preferences import Preferences
from nnstudio.studio.theme import Mode

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class Dialog:
    def __init__(self, window, qtbot):
        self.window, self.qtbot = window, qtbot
        window.actions_by_name["edit.preferences"].trigger()
        self.dialog = window.findChild(Preferences)
        self.commands = self.dialog.findChild(QTreeWidget, "preferences.commands")
        self.search = self.dialog.findChild(QLineEdit, "preferences.search")
        self.keys = self.dialog.findChild(QKeySequenceEdit, "preferences.keys")
        self.reset = self.dialog.findChild(QPushButton, "preferences.reset")

    @property
    def sentences(self):
        return self.dialog._told.text()

    def find(self, text):
        self.search.clear()
        self.qtbot.keyClicks(self.search, text)

    def press(self, key, modifiers=CONTROL):
        self.keys.setFocus()
        self.qtbot.keyClick(self.keys, key, modifiers)

    def shortcut(self, name):
        return self.window.actions_by_name[name].shortcut().toString()


@pytest.fixture
def dialog(window, qtbot):
    yield Dialog(window, qtbot)
    for opened in window.findChildren(Preferences):
        opened.close()


def test_a_shortcut_is_chosen_by_pressing_it_and_works_at_once(dialog, window, qtbot):
    dialog.find("dark")
    dialog.press(Key.Key_K)
    assert dialog.shortcut("view.theme_dark") == "Ctrl+K"
    assert "Ctrl+K" in window.actions_by_name["view.theme_dark"].toolTip()
    assert dialog.commands.currentItem().text(1) == "Ctrl+K"
    dialog.dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.canvas, Key.Key_K, CONTROL)
    assert window.theme_source.mode is Mode.DARK


def test_the_keys_that_a_command_had_before_do_nothing_any_more(dialog, window, qtbot):
    window.new()
    window.session.do(edits.add_node(window.session.document, Dense(units=1)))
    dialog.find("select all")
    dialog.press(Key.Key_K)
    dialog.dialog.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.canvas, Key.Key_A, CONTROL)
    assert not window.session.selection
    qtbot.keyClick(window.canvas, Key.Key_K, CONTROL)
    assert window.session.selection == {"dense"}


def test_it_is_there_in_the_next_window(dialog, open_window):
    dialog.find("dark")
    dialog.press(Key.Key_K)
    another = open_window()
    assert another.actions_by_name["view.theme_dark"].shortcut() == QKeySequence("Ctrl+K")


def test_an_action_that_had_it_has_none_and_is_named(dialog):
    dialog.find("dark")
    dialog.press(Key.Key_S)
    assert dialog.shortcut("view.theme_dark") == "Ctrl+S"
    assert dialog.shortcut("file.save") == ""
    assert dialog.sentences == "“Save” had this shortcut and has none now. Choose another one for it."


def test_reset_brings_back_the_first_one_also_from_another_action(dialog):
    dialog.find("dark")
    dialog.press(Key.Key_S)
    dialog.find("file: save")
    assert dialog.reset.isEnabled()
    dialog.qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert dialog.shortcut("file.save") == "Ctrl+S"
    assert dialog.shortcut("view.theme_dark") == ""
    assert not dialog.reset.isEnabled()


def test_the_theme_is_chosen_there_too(dialog, window, qtbot):
    chooser = dialog.dialog.findChild(QComboBox, "preferences.theme")
    chooser.setFocus()
    for _ in range(3):
        qtbot.keyClick(chooser, Key.Key_Up)
    for mode in list(Mode)[1:]:
        qtbot.keyClick(chooser, Key.Key_Down)
        assert window.theme_source.mode is mode


def test_nothing_found_leaves_nothing_to_set(dialog):
    dialog.find("xyzxyz")
    assert not dialog.keys.isEnabled()
    assert not dialog.reset.isEnabled()


def test_every_action_stands_in_the_list_and_no_two_share_a_shortcut(dialog, window):
    assert dialog.commands.topLevelItemCount() == len(window.actions_by_name.by_title())
    shortcuts = [action.shortcut().toString() for action in window.actions_by_name.by_title().values()]
    used = [shortcut for shortcut in shortcuts if shortcut]
    assert len(used) == len(set(used))
