"""What somebody does on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nnstudio.catalog.layers.base import Layer
from nnstudio.catalog.registry import types_of
from nnstudio.network.alignment import Alignment
from nnstudio.network.graph import Edge
from tests.studio.random_use.hands import LEFT, MIDDLE, RIGHT

NOTHING = "nothing"
WHERE_OUT, WHERE_IN, MIDDLE_OF_CARD = 0.98, 0.02, 0.5
QUERIES = ("dense", "conv", "f", "add", "lstm", "pool", "", "zzz", "\u5c42", "D" * 40)
KEYS = [getattr(Qt.Key, f"Key_{name}") for name in ("Left", "Right", "Up", "Down", "Return", "Escape", "Tab", "Delete")]
KEYS += [Qt.Key.Key_Backspace, Qt.Key.Key_Space, *(getattr(Qt.Key, f"Key_{letter}") for letter in "ACFDVX0")]


def drop(hands):
    """A layer from the palette, anywhere or onto an edge."""
    layer = hands.chance.choice([*types_of(Layer), "NoSuchLayer"])
    edges = hands.network.edges
    onto = bool(edges) and hands.chance.random() < 0.4
    place = hands.on_edge(hands.chance.choice(edges)) if onto else hands.place()
    data = QMimeData()
    data.setData("application/x-nnstudio-layer", layer.encode())
    taken = hands.drop(data, hands.viewport.mapToGlobal(place))
    return f"{layer}{' onto an edge' * onto}{'' if taken else ' not'} taken"


def draw_edge(hands):
    """From one card to another."""
    if len(hands.names) < 2:
        return NOTHING
    source, target = hands.chance.sample(hands.names, 2)
    ends = hands.on(source, WHERE_OUT), hands.on(target, WHERE_IN)
    hands.drag(*(ends if hands.chance.random() < 0.8 else ends[::-1]))
    return f"{source} > {target}"


def pull_edge(hands):
    """Into empty space, where a layer is searched for then."""
    if not hands.names:
        return NOTHING
    name = hands.chance.choice(hands.names)
    hands.drag(hands.on(name, hands.chance.choice([WHERE_OUT, WHERE_OUT, WHERE_IN])), hands.place())
    return f"{name}, {answer_search(hands)}"


def search(hands):
    """At the cursor: by the mouse, or by a key."""
    way = hands.chance.choice(["double-click", "Tab", "network.add_layer", "network.replace"])
    if way == "double-click":
        hands.click(hands.viewport, hands.place(), twice=True)
    elif way == "Tab":
        hands.canvas.setFocus()
        QTest.keyClick(hands.canvas, Qt.Key.Key_Tab)
    else:
        if hands.names:
            hands.select(hands.some(1))
        hands.act(way)
    return f"{way}: {answer_search(hands)}"


def answer_search(hands):
    """Type into the search that has opened, and choose, give up, or click elsewhere."""
    field = hands.canvas.findChild(QLineEdit, "canvas.search")
    if field is None or not field.isVisible():
        return NOTHING
    query = hands.chance.choice(QUERIES)
    hands.write(field, query)
    for _ in range(hands.chance.randrange(3)):
        QTest.keyClick(field, hands.chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Up]))
    end = hands.chance.choice([Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Escape, None])
    if end is None:
        hands.click(hands.viewport, hands.place())
    else:
        QTest.keyClick(field, end)
    return f"{query} {end and end.name}"


def drag_node(hands):
    """Anywhere, or onto an edge."""
    if not hands.names:
        return NOTHING
    lone = [name for name in hands.names if not hands.network.incoming[name] + hands.network.outgoing[name]]
    if lone and hands.network.edges and hands.chance.random() < 0.6:
        name, edge = hands.chance.choice(lone), hands.chance.choice(hands.network.edges)
        hands.drag(hands.on(name, MIDDLE_OF_CARD), hands.on_edge(edge))
        return f"{name} onto {edge.source} > {edge.target}"
    name = hands.chance.choice(hands.names)
    hands.drag(hands.on(name, MIDDLE_OF_CARD), hands.place(), modifiers=hands.modifiers())
    return name


def take_edge(hands):
    """By its middle, to a node or into empty space."""
    if not hands.network.edges:
        return NOTHING
    edge: Edge = hands.chance.choice(hands.network.edges)
    to = hands.on(hands.chance.choice(hands.names), WHERE_IN) if hands.chance.random() < 0.5 else hands.place()
    hands.drag(hands.on_edge(edge) + QPoint(0, hands.chance.choice([-6, 0, 6])), to)
    return f"{edge.source} > {edge.target}"


def drag_anywhere(hands):
    """A rubber band, or the whole view."""
    hands.drag(hands.place(), hands.place(), hands.chance.choice([LEFT, MIDDLE]), hands.modifiers())


def click(hands):
    """On a card as a rule."""
    on_card = hands.names and hands.chance.random() < 0.7
    place = hands.on(hands.chance.choice(hands.names), MIDDLE_OF_CARD) if on_card else hands.place()
    button = hands.chance.choice([LEFT, LEFT, LEFT, RIGHT])
    twice = hands.chance.random() < 0.3
    hands.click(hands.viewport, place, button=button, modifiers=hands.modifiers(), twice=twice)
    return hands.choose_from_menu()


def press_key(hands):
    """Wherever the cursor is."""
    key = hands.chance.choice(KEYS)
    hands.press(key, hands.modifiers())
    return key.name


def use_menu(hands):
    """Of whatever is there, or of what is selected."""
    if hands.chance.random() < 0.5:
        card = hands.names and hands.chance.random() < 0.5
        place = hands.on(hands.chance.choice(hands.names), MIDDLE_OF_CARD) if card else hands.place()
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(hands.viewport, QContextMenuEvent(reason, place, hands.viewport.mapToGlobal(place)))
    else:
        hands.select(hands.some(3))
        hands.canvas.setFocus()
        QTest.keyClick(hands.canvas, Qt.Key.Key_Menu)
    return hands.choose_from_menu()


def turn_wheel(hands):
    """To zoom or to scroll."""
    hands.turn_wheel(hands.place(), hands.chance.choice([-240, -120, 120, 240]), hands.modifiers())


def use_minimap(hands):
    """To look elsewhere."""
    minimap = hands.canvas.overlays.minimap
    if not minimap.isVisible():
        return NOTHING
    at = QPoint(hands.chance.randrange(minimap.width()), hands.chance.randrange(minimap.height()))
    hands.click(minimap, at)
    return "a click"


def repair_in_bubble(hands):
    """What is wrong with a node, as the bubble beside it offers."""
    wrong = [problem.node for problem in hands.window.opened.problems if problem.severity == "error" and problem.node]
    if not wrong:
        return NOTHING
    hands.select([hands.chance.choice(wrong).partition("/")[0]])
    hands.canvas.reveal_selection()
    bubble = hands.canvas.overlays.bubble
    if not bubble.isVisible() or not bubble.repairs:
        return NOTHING
    if hands.chance.random() < 0.3:
        hands.canvas.setFocus()
        QTest.keyClick(hands.canvas, Qt.Key.Key_Return)
        return bubble.title
    rows = [row for row in bubble.findChildren(object) if row.objectName().startswith("canvas.repair.")]
    row = hands.chance.choice(rows)
    text = row.text()
    hands.click(row)
    return text


def edit_selection(hands):
    """Copy, paste, cut, duplicate, delete, put in order: what there are keys for."""
    if hands.names:
        hands.select(hands.some(4))
    aligned = [f"network.align_{alignment.name.lower()}" for alignment in Alignment]
    verbs = ["edit.copy", "edit.cut", "edit.duplicate", "edit.delete", "network.connect", "network.disconnect"]
    verbs += ["network.mute", "edit.reset_settings"]
    verb = hands.chance.choice([*verbs, *aligned, "network.layout"])
    hands.act(verb)
    if verb in ("edit.copy", "edit.cut"):
        hands.act("edit.paste")
    return verb


def use_block(hands):
    """Group, unpack, open, link, ...: whatever is possible with what is selected."""
    hands.select(hands.chance.sample(hands.names, min(len(hands.names), hands.chance.randint(0, 3))))
    verbs = [name for name, possible in hands.window.blocks.possible().items() if possible]
    if not verbs:
        return NOTHING
    verb = hands.chance.choice(verbs)
    hands.act(verb)
    return verb


HABITS = {
    drop: 8,
    draw_edge: 8,
    pull_edge: 4,
    search: 5,
    drag_node: 5,
    take_edge: 2,
    drag_anywhere: 3,
    click: 8,
    press_key: 6,
    use_menu: 5,
    turn_wheel: 2,
    use_minimap: 1,
    repair_in_bubble: 5,
    edit_selection: 6,
    use_block: 6,
}
