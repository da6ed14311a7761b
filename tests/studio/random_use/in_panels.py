"""What somebody does in the panels around the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QListWidget,
    QMenu,
    QSlider,
    QTreeView,
)

from nnstudio.studio.problems.problem_row import ProblemRow
from nnstudio.studio.widgets.elided_link import ElidedLink
from tests.studio.random_use.on_canvas import NOTHING

SETTINGS = ("inspector", "training", "data")
TEXTS = ("1", "8", "0.01", "-3", "", "relu", "3, 3", "none", "1e999", "nan", "dense", "x" * 80, "<b>", "\u03c3")


def type_text(hands):
    """Into a field of a form, or of the palette."""
    field = hands.widget(QLineEdit, *SETTINGS, "palette")
    if field is None:
        return NOTHING
    field.setFocus()
    field.selectAll()
    text, name = hands.chance.choice(TEXTS), field.objectName()
    hands.write(field, text, hands.chance.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape]))
    return f"{name} = {text}"


def go_to_settings(hands):
    """By a key, and type there without the mouse."""
    if not hands.names:
        return NOTHING
    hands.select(hands.some(2))
    way = hands.chance.choice(["edit.rename", "edit.settings"])
    hands.act(way)
    text = hands.chance.choice(TEXTS)
    hands.write(hands.focused, text)
    for _ in range(hands.chance.randrange(1, 4)):
        hands.press(hands.chance.choice([Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down]))
    return f"{way} {text}"


def choose(hands):
    """Another entry of a list that drops down."""
    box = hands.widget(QComboBox, *SETTINGS)
    entries = range(0 if box is None else box.count())
    places = [index for index in entries if box.model().index(index, 0).flags() & Qt.ItemFlag.ItemIsEnabled]
    if not places:
        return NOTHING
    index, name = hands.chance.choice(places), box.objectName()
    box.setCurrentIndex(index)
    box.activated.emit(index)
    return f"{name} = {index}"


def push(hands):
    """Any button of any panel."""
    button = hands.widget(QAbstractButton, *(dock.objectName() for dock in hands.window.findChildren(QDockWidget)))
    if button is None:
        return NOTHING
    name = f"{button.objectName()} {button.text()} {button.accessibleName()}"
    hands.click(button)
    return f"{name} {hands.choose_from_menu()}"


def slide(hands):
    """A slider, such as that of the learning rate or of the shown moment."""
    slider = hands.widget(QSlider, "toolbar", "curves", "inspect")
    if slider is not None:
        slider.setValue(hands.chance.randint(slider.minimum(), slider.maximum()))


def repair_in_inspector(hands):
    """What is wrong with a node, as its panel offers."""
    wrong = [problem.node for problem in hands.window.session.problems if problem.node]
    if not wrong:
        return NOTHING
    hands.window.session.select([hands.chance.choice(wrong)])
    hands.dock("inspector")
    link = hands.widget(ElidedLink, "inspector")
    if link is None:
        return NOTHING
    text = link.text()
    hands.click(link)
    return text


def repair_in_list(hands):
    """What is wrong, as the list of problems offers; or go where it is."""
    hands.dock("problems")
    QTest.qWait(5)  # repairs are looked for while nothing else is to be done
    row = hands.widget(ProblemRow, "problems")
    if row is None:
        return NOTHING
    if hands.chance.random() < 0.3:
        hands.click(row)
        return "go there"
    actions = [action for menu in row.findChildren(QMenu) for action in menu.actions()]
    if not actions:
        return NOTHING
    action = hands.chance.choice(actions)
    text = action.text()
    action.trigger()
    return text


def edit_outline(hands):
    """Type a name or the sources of a node into its row, or walk over the table."""
    rows = hands.dock("outline").findChild(QTreeView, "outline.rows")
    if not rows.isVisible():
        return NOTHING
    index = rows.model().index(hands.chance.randrange(rows.model().rowCount()), hands.chance.choice([0, 0, 3, 3, 1]))
    rows.setFocus()
    rows.setCurrentIndex(index)
    QTest.keyClick(rows, hands.chance.choice([Qt.Key.Key_Return, Qt.Key.Key_F2, Qt.Key.Key_Down, Qt.Key.Key_Right]))
    field = rows.findChild(QLineEdit)
    if field is None:
        return "walk"
    text = hands.chance.choice([", ".join(hands.some(2)) if hands.names else "", *TEXTS])
    field.selectAll()
    hands.write(field, text, hands.chance.choice([Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape]))
    return text


def jump(hands):
    """To any moment of the history."""
    rows = hands.dock("history").findChild(QListWidget, "history.list")
    if not rows.isVisible():
        return NOTHING
    row = rows.item(hands.chance.randrange(rows.count()))
    rows.scrollToItem(row)
    hands.click(rows.viewport(), rows.visualItemRect(row).center())
    return row.text()


def show_dock(hands):
    """Any panel."""
    dock = hands.chance.choice(hands.window.findChildren(QDockWidget)).objectName()
    hands.dock(dock)
    return dock


HABITS = {
    type_text: 8,
    go_to_settings: 3,
    choose: 8,
    push: 6,
    slide: 2,
    repair_in_inspector: 3,
    repair_in_list: 3,
    edit_outline: 4,
    jump: 3,
    show_dock: 4,
}
