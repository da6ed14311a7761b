"""What somebody does with the window as a whole: commands, files, training, preferences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QKeySequenceEdit, QLineEdit, QPushButton, QTreeWidget

from nnstudio.studio.preferences import Preferences
from nnstudio.studio.welcome.templates import TEMPLATES
from tests.studio.random_use.on_canvas import NOTHING

COMMANDS = ("undo", "fit", "dense", "align", "theme", "train", "zzz", "", "input", "new")
FILES = (
    "file.new_window",
    "file.close",
    "file.save",
    "file.save",
    "file.save_as",
    "file.open",
    "file.new",
    "file.welcome",
    "file.export",
)
THEMES = ("view.theme_light", "view.theme_dark", "view.theme_system")
SHORTCUTS = ("Ctrl+Z", "F9", "Ctrl+Alt+K", "A", "")


def act(hands):
    """Any action of the window."""
    actions = [one for one in hands.window.findChildren(QAction) if one.isEnabled() and one.objectName()]
    action = hands.chance.choice(actions)
    action.trigger()
    return action.objectName()


def undo_or_redo(hands):
    """Several times."""
    name = hands.chance.choice(["edit.undo", "edit.undo", "edit.redo"])
    for _ in range(hands.chance.randrange(1, 5)):
        hands.act(name)
    return name


def search_commands(hands):
    """And nodes, by a few letters."""
    hands.act("help.commands")
    field = hands.window.findChild(QLineEdit, "commands.search")
    query = hands.chance.choice(COMMANDS)
    hands.write(field, query)
    for _ in range(hands.chance.randrange(4)):
        QTest.keyClick(field, hands.chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up]))
    end = hands.chance.choice([Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape])
    QTest.keyClick(field, end)
    return f"{query} {end.name}"


def use_files(hands):
    """Save, open, begin anew, export."""
    name = hands.chance.choice(FILES)
    hands.act(name)
    return name


def open_template(hands):
    """And train it."""
    template = hands.chance.choice(TEMPLATES)
    hands.window.open_template(template)
    return template.name


def train(hands):
    """Begin, wait, step, go on, stop: some of it, in any order."""
    done = hands.chance.choices(["start", "pause", "step_batch", "step_epoch", "stop", "watch"], k=3)
    for verb in done:
        hands.act(f"train.{verb}")
        QTest.qWait(hands.chance.choice([1, 20]))
    return ", ".join(done)


def choose_theme(hands):
    """Light, dark, or as the system has it."""
    name = hands.chance.choice(THEMES)
    hands.act(name)
    return name


def prefer(hands):
    """Theme, language or a shortcut in the preferences, which are closed again now and then."""
    hands.act("edit.preferences")
    preferences = hands.window.findChild(Preferences)
    wish = hands.chance.choice(["theme", "language", "shortcut", "reset", "search", "close"])
    if wish in ("theme", "language"):
        box = preferences.findChild(QComboBox, f"preferences.{wish}")
        box.activated.emit(hands.chance.randrange(box.count()))
    elif wish == "shortcut":
        commands = preferences.findChild(QTreeWidget, "preferences.commands")
        if commands.topLevelItemCount():
            commands.setCurrentItem(commands.topLevelItem(hands.chance.randrange(commands.topLevelItemCount())))
        keys = preferences.findChild(QKeySequenceEdit, "preferences.keys")
        keys.setKeySequence(QKeySequence(hands.chance.choice(SHORTCUTS)))
    elif wish == "reset":
        hands.click(preferences.findChild(QPushButton, "preferences.reset"))
    elif wish == "search":
        search = preferences.findChild(QLineEdit, "preferences.search")
        search.setText(hands.chance.choice(COMMANDS))
    else:
        preferences.close()
    return wish


def arrange_window(hands):
    """Another size, or all panels where they began."""
    if hands.chance.random() < 0.3:
        hands.act("view.reset_layout")
        return "reset"
    width, height = hands.chance.randint(1024, 1900), hands.chance.randint(640, 1100)
    hands.window.resize(width, height)
    return f"{width} x {height}"


def wait(hands):
    """A moment."""
    QTest.qWait(hands.chance.choice([1, 10, 60]))
    return NOTHING


HABITS = {
    act: 10,
    undo_or_redo: 6,
    search_commands: 4,
    use_files: 4,
    open_template: 1,
    train: 4,
    choose_theme: 1,
    prefer: 3,
    arrange_window: 2,
    wait: 4,
}
