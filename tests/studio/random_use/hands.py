"""Mouse and keyboard of somebody who sits before a window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

ASKING = ("network.save_block",)
"""What waits for an answer in a dialog."""
LEFT, MIDDLE, RIGHT, NO_BUTTON = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.NoButton,
)
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
MODIFIERS = (NO_MODIFIER,) * 3 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Hands:
    """What can be done with them; where, is drawn from `chance`. The files at hand are those of a folder."""

    def __init__(self, window, chance, folder):
        self.window, self.chance, self.folder = window, chance, folder
        self.canvas, self.viewport = window.canvas, window.canvas.viewport()

    @property
    def network(self):
        """The network on the canvas."""
        return self.window.opened.document.network

    @property
    def names(self):
        """Its nodes."""
        return list(self.network.by_id)

    def some(self, most=3):
        """Some of its nodes."""
        return self.chance.sample(self.names, min(len(self.names), self.chance.randint(1, most)))

    def select(self, names):
        """Select nodes."""
        self.window.opened.select(names)

    def act(self, name):
        """Trigger an action, if it can be."""
        action = self.window.actions_by_name[name]
        if action.isEnabled():
            action.trigger()

    def click(self, widget, place=None, *, button=LEFT, modifiers=NO_MODIFIER, twice=False):
        """Click on a widget, in its middle unless told otherwise."""
        act = QTest.mouseDClick if twice else QTest.mouseClick
        act(widget, button, modifiers, widget.rect().center() if place is None else place)

    def drag(self, start, end, button=LEFT, modifiers=NO_MODIFIER):
        """Drag over the canvas; sometimes think better of it."""
        QTest.mousePress(self.viewport, button, modifiers, start)
        for part in (0.1, 0.5, 1.0):
            self._move(start + (end - start) * part, button, modifiers)
        if self.chance.random() < 0.1:
            QTest.keyClick(self.canvas, Qt.Key.Key_Escape)
        QTest.mouseRelease(self.viewport, button, modifiers, end)

    def drop(self, content, place):
        """Drag something over a place on the screen and let it go there; False if it is not welcome.

        Qt asks whatever stands there in the window, from the inside out.
        """
        local, window = self.window.mapFromGlobal(place), self.window.windowHandle()
        carried = Qt.DropAction.CopyAction, content, LEFT, self.modifiers()
        enter, move, drop = (kind(local, *carried) for kind in (QDragEnterEvent, QDragMoveEvent, QDropEvent))
        move.accept()  # as Qt has it for who welcomed the drag
        for event in (enter, move):
            QGuiApplication.sendEvent(window, event)
            if not event.isAccepted():
                QGuiApplication.sendEvent(window, QDragLeaveEvent())
                return False
        QGuiApplication.sendEvent(window, drop)
        return drop.isAccepted()

    def turn_wheel(self, place, turn, modifiers):
        """Turn the wheel over the canvas."""
        local = QPointF(place)
        angle = QPoint(0, turn)
        phase = Qt.ScrollPhase.NoScrollPhase
        to = self.viewport.mapToGlobal(local)
        QGuiApplication.sendEvent(
            self.viewport, QWheelEvent(local, to, QPoint(), angle, NO_BUTTON, modifiers, phase, False)
        )

    def write(self, widget, text, end=None):
        """Type a text, and a key that ends it."""
        for letter in text:  # QTest types no letters but ASCII
            QGuiApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, NO_MODIFIER, letter))
        if end is not None:
            QTest.keyClick(widget, end)

    def press(self, key, modifiers=NO_MODIFIER):
        """Press a key wherever the cursor is."""
        QTest.keyClick(self.focused, key, modifiers)

    @property
    def focused(self):
        """Where the keys go: into a window that is active, as no other gets any."""
        if QApplication.focusWidget() is None:
            self.window.activateWindow()
            QApplication.processEvents()
        return QApplication.focusWidget() or self.window.focusWidget() or self.canvas

    def choose_from_menu(self):
        """Choose something of the menu that has opened, if one has."""
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return ""
        entries = [action for action in menu.actions() if action.isEnabled() and action.menu() is None]
        possible = [action for action in entries if action.objectName() not in ASKING]
        chosen = self.chance.choice([*possible, None])
        if chosen is None:
            menu.close()
            return "nothing"
        text = chosen.text()
        menu.close()
        chosen.trigger()
        return text

    def on(self, name, down):
        """A place on a card, from 0 at its upper edge to 1 at its lower one."""
        card = self.canvas.node_item(name).sceneBoundingRect()
        return self.canvas.mapFromScene(QPointF(card.center().x(), card.top() + down * card.height()))

    def on_edge(self, edge):
        """The middle of an edge."""
        start, end = self.canvas.scene().edges[edge].ends
        return self.canvas.mapFromScene((start + end) / 2)

    def place(self):
        """Any place on the canvas."""
        return QPoint(self.chance.randrange(self.viewport.width()), self.chance.randrange(self.viewport.height()))

    def modifiers(self):
        """Any modifier, none as a rule."""
        return self.chance.choice(MODIFIERS)

    def dock(self, name):
        """Bring a panel to the front."""
        self.window.docks.show(name)
        QApplication.processEvents()
        return self.window.findChild(QWidget, name)

    def widget(self, kind, *places):
        """Any visible widget of a kind in some panels; None if there is none."""
        parents = [self.window.findChild(QWidget, place) for place in places]
        found = [one for parent in parents for one in parent.findChildren(kind) if one.isVisible() and one.isEnabled()]
        return self.chance.choice(found) if found else None

    def _move(self, place, button, modifiers):
        local = QPointF(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove, local, self.viewport.mapToGlobal(local), NO_BUTTON, button, modifiers
        )
        QGuiApplication.sendEvent(self.viewport, event)
