"""A canvas in a window, and a hand that works on it with real mouse and key events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QKeySequence, QMouseEvent
from PySide6.QtTest import QTest

from nnstudio.network.json_format import document_from_json
from nnstudio.studio.actions.actions import ACTIONS
from nnstudio.studio.canvas.accessible_canvas import accessible_canvas
from nnstudio.studio.canvas.handlers import canvas_handlers
from nnstudio.studio.canvas.ports import Port
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.forms.in_place_text import InPlaceText
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode, ThemeSource

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def document(nodes, edges=(), **parts):
    """A document from `id: (type, config, position)` and pairs of ids."""
    ports: dict[str, int] = {}
    wired = []
    for source, target in edges:
        wired.append({"source": source, "target": target, "port": ports.get(target, 0)})
        ports[target] = ports.get(target, 0) + 1
    return document_from_json(
        {
            "format": "nnstudio",
            "version": 1,
            "network": {
                "nodes": [
                    {"id": name, "type": kind, "config": config, "position": list(position)}
                    for name, (kind, config, position) in nodes.items()
                ],
                "edges": wired,
            },
            **parts,
        }
    )


PICTURES = {
    "image": ("Input", {"shape": [8, 8, 1]}, (0, 0)),
    "conv": ("Conv2D", {"filters": 4, "kernel_size": [3, 3]}, (0, 96)),
    "flat": ("Flatten", {}, (0, 192)),
    "output": ("Dense", {"units": 10, "activation": "softmax"}, (0, 288)),
}
CHAIN = [("image", "conv"), ("conv", "flat"), ("flat", "output")]


class Hand:
    """Moves the mouse over a canvas in coordinates of the scene, and presses keys."""

    def __init__(self, canvas: CanvasView, session: Session) -> None:
        self.canvas, self.session = canvas, session

    def at(self, place) -> QPoint:
        """A place as pixels: a point of the scene, a node (the lower part of its card), or a port."""
        if isinstance(place, Port):
            place = self.canvas.node_item(place.node_id).port_position(place)
        elif isinstance(place, str):
            place = self.canvas.node_item(place).card_rect.center() + QPointF(40, 8)
        elif isinstance(place, tuple):
            place = QPointF(*place)
        return self.canvas.mapFromScene(place)

    def press(self, place, button=LEFT, modifiers=NONE):
        QTest.mousePress(self.canvas.viewport(), button, modifiers, self.at(place))

    def move(self, place, modifiers=NONE):
        end = self.at(place)
        for point in (end + QPoint(3, 3), end):
            self.hover(point, modifiers)

    def hover(self, point: QPoint, modifiers=NONE):
        """QTest moves no mouse while keys are held, so the event is made by hand."""
        viewport = self.canvas.viewport()
        place = QPointF(point)
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, viewport.mapToGlobal(place), Qt.MouseButton.NoButton, LEFT, modifiers
        )
        QGuiApplication.sendEvent(viewport, event)

    def release(self, place, button=LEFT, modifiers=NONE):
        QTest.mouseRelease(self.canvas.viewport(), button, modifiers, self.at(place))

    def click(self, place, modifiers=NONE):
        self.press(place, modifiers=modifiers)
        self.release(place, modifiers=modifiers)

    def drag(self, start, end, button=LEFT, modifiers=NONE):
        target = self.at(end)
        self.press(start, button, modifiers)
        self.hover(target + QPoint(3, 3), modifiers)
        self.hover(target, modifiers)
        QTest.mouseRelease(self.canvas.viewport(), button, modifiers, target)

    def key(self, key, modifiers=NONE):
        QTest.keyClick(self.canvas, key, modifiers)

    @property
    def edges(self):
        return {(edge.source, edge.target) for edge in self.session.document.network.edges}

    @property
    def positions(self):
        return {node.id: node.position for node in self.session.document.network.nodes}

    @property
    def steps(self):
        return self.session.history.position


@pytest.fixture(scope="session", autouse=True)
def heard_by_screen_readers():
    """What the windows of the program do once, for a canvas alone."""
    QAccessible.installFactory(accessible_canvas)


@pytest.fixture
def make_document():
    return document


@pytest.fixture
def pictures():
    """A document that is in order: image, conv, flat, output."""
    return document(PICTURES, CHAIN)


@pytest.fixture
def theme_source(qapp):
    return ThemeSource(qapp, Mode.DARK)


@pytest.fixture
def session(pictures):
    return Session(pictures)


def add_shortcuts(canvas):
    """What the window's actions do for a canvas."""
    handlers = canvas_handlers(canvas)
    for spec in ACTIONS:
        if spec.name in handlers:
            action = QAction(spec.text, canvas)
            action.setShortcut(QKeySequence(spec.shortcut))
            action.triggered.connect(lambda _=False, handler=handlers[spec.name]: handler())
            canvas.addAction(action)


@pytest.fixture
def open_canvas(qtbot, theme_source):
    def open_canvas(session, width=900, height=640):
        canvas = CanvasView(session, theme_source)
        add_shortcuts(canvas)
        qtbot.addWidget(canvas)
        canvas.resize(width, height)
        canvas.show()
        qtbot.waitExposed(canvas)
        canvas.activateWindow()
        qtbot.waitUntil(canvas.isActiveWindow)  # shortcuts are those of the active window
        canvas.setFocus()
        return canvas

    return open_canvas


@pytest.fixture
def open_hand(open_canvas):
    """A hand on a canvas of its own."""

    def open_hand(session, **size):
        return Hand(open_canvas(session, **size), session)

    return open_hand


@pytest.fixture
def hand(open_hand, session):
    return open_hand(session)


@pytest.fixture
def canvas(hand):
    return hand.canvas


@pytest.fixture
def messages(canvas):
    heard: list[str] = []
    canvas.message.connect(heard.append)
    return heard


@pytest.fixture
def annotations(canvas):
    return canvas.scene().annotations


@pytest.fixture
def writing(canvas):
    return canvas.findChild(InPlaceText, "canvas.writing")
