"""What somebody does with notes and frames."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nnstudio.studio.forms.in_place_text import InPlaceText
from tests.studio.random_use.hands import LEFT

NOTHING = "nothing"
TEXTS = ("Why?", "", "  ", "two\nlines", "x" * 300, "<b>", "\u6ce8")
VERBS = (
    *("network.frame", "network.frame", "network.unframe", "network.collapse", "network.collapse"),
    *("network.add_note", "network.next_note", "network.write", "network.color"),
)


def annotate(hands):
    """By a command, with nodes selected."""
    if hands.names:
        hands.select(hands.some(4))
    verb = hands.chance.choice(VERBS)
    hands.act(verb)
    return f"{verb} {write(hands)}"


def write(hands):
    """Into what has opened, and end it in one of many ways."""
    field = hands.canvas.findChild(InPlaceText, "canvas.writing")
    if field is None or not field.isVisible():
        return NOTHING
    text = hands.chance.choice(TEXTS)
    field.insertPlainText(text)
    end = hands.chance.choice(["Return", "Ctrl+Return", "Escape", "elsewhere", "undo"])
    if end == "elsewhere":
        hands.click(hands.viewport, hands.place())
    elif end == "undo":
        hands.act("edit.undo")
    else:
        control = Qt.KeyboardModifier.ControlModifier
        key = Qt.Key.Key_Escape if end == "Escape" else Qt.Key.Key_Return
        QTest.keyClick(field, key, control if end == "Ctrl+Return" else Qt.KeyboardModifier.NoModifier)
    return f"{text} {end}"


def take_annotation(hands):
    """By its title, its mark, its corner or its middle, to click it or to drag it."""
    annotations = hands.canvas.scene().annotations
    items = [*annotations.frames.values(), *annotations.notes.values()]
    if not items:
        return NOTHING
    item = hands.chance.choice(items)
    if item.annotation_id in annotations.frames:
        rect = hands.chance.choice([item.chip_rect, item.title_rect, item.chevron_rect])
    else:
        rect = hands.chance.choice([item.shown_rect, item.grip_rect])
    place = hands.canvas.mapFromScene(rect.center() + QPointF(1, 1))
    way = hands.chance.choice(["click", "twice", "drag"])
    if way == "drag":
        hands.drag(place, hands.place(), LEFT, hands.modifiers())
    else:
        hands.click(hands.viewport, place, twice=way == "twice")
    return f"{item.annotation_id} {way} {write(hands)}"


HABITS = {annotate: 8, take_annotation: 6}
