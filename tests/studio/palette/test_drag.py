"""Layers dragged from the palette to the canvas, from the press to the release of the button.

Without a screen Qt ends a drag as soon as it has begun. So the drag that the palette began is taken on from there by
hand: what it carries enters the canvas, moves there and is dropped.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QTreeView

from nnstudio.network.graph import Edge
from tests.studio.canvas.conftest import CHAIN, PICTURES, document
from tests.studio.palette.test_palette import index_of

LEFT, NO_BUTTON, NO_KEY = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
BESIDE = QPointF(330, 150)


class Hand:
    """Takes rows of the palette to the canvas."""

    def __init__(self, window):
        self.window, self.canvas = window, window.canvas
        self.tree = window.findChild(QTreeView, "palette.list")

    def take(self, text):
        """Press on a row and pull: what begins then, or None."""
        index = index_of(self.tree, text)
        self.tree.scrollTo(index)
        start = self.tree.visualRect(index).center()
        far = QPoint(QApplication.startDragDistance() + 1, 0)
        self._mouse(QEvent.Type.MouseButtonPress, start, LEFT)
        for place in (start + far, start + 2 * far):
            self._mouse(QEvent.Type.MouseMove, place, NO_BUTTON)
        drag = self.tree.findChild(QDrag)  # deleted when Qt comes to it
        self._mouse(QEvent.Type.MouseButtonRelease, start, LEFT, NO_BUTTON)
        return drag

    def move_over(self, drag, place):
        self._send(QDragMoveEvent(self._at(place), drag.supportedActions(), drag.mimeData(), LEFT, NO_KEY))

    def enter(self, drag, place):
        event = QDragEnterEvent(self._at(place), drag.supportedActions(), drag.mimeData(), LEFT, NO_KEY)
        return self._send(event).isAccepted()

    def drop(self, drag, place):
        event = QDropEvent(QPointF(self._at(place)), drag.supportedActions(), drag.mimeData(), LEFT, NO_KEY)
        return self._send(event).isAccepted()

    def leave(self):
        self._send(QDragLeaveEvent())

    def drag(self, text, place):
        """All of it."""
        drag = self.take(text)
        assert self.enter(drag, place + QPointF(40, 40))
        self.move_over(drag, place)
        assert self.drop(drag, place)

    def _at(self, place):
        return self.canvas.mapFromScene(place)

    def _send(self, event):
        QApplication.sendEvent(self.canvas.viewport(), event)
        return event

    def _mouse(self, kind, place, button, held=LEFT):
        on_screen = self.tree.viewport().mapToGlobal(QPointF(place))
        event = QMouseEvent(kind, QPointF(place), on_screen, button, held, NO_KEY)
        QApplication.sendEvent(self.tree.viewport(), event)


@pytest.fixture
def hand(window):
    window.files.new(document(PICTURES, CHAIN))
    window._show_canvas()
    window.activateWindow()
    QApplication.processEvents()
    window.canvas.fit()
    return Hand(window)


def wires(window):
    return {(edge.source, edge.target) for edge in window.session.document.network.edges}


def test_a_row_that_is_pulled_carries_its_layer_and_shows_itself(hand):
    drag = hand.take("Dense")
    assert bytes(drag.mimeData().data("application/x-nnstudio-layer").data()) == b"Dense"
    assert not drag.pixmap().isNull()
    assert drag.pixmap().deviceIndependentSize().height() >= hand.tree.visualRect(index_of(hand.tree, "Dense")).height()


def test_a_category_cannot_be_pulled(hand):
    assert hand.take("Core") is None


def test_a_layer_is_dragged_from_the_palette_onto_the_canvas(hand, window):
    hand.drag("Dense", BESIDE)
    (added,) = window.session.selection
    assert window.session.document.network.by_id[added].type_name == "Dense"
    assert window.canvas.node_item(added).card_rect.contains(BESIDE)
    assert window.session.history.position == 1
    assert window.canvas.hasFocus()


def test_a_layer_that_was_found_by_its_name_is_dragged_into_an_edge(hand, window, qtbot):
    qtbot.keyClicks(window.findChild(QTreeView, "palette.list").parent().focusProxy(), "dropout")
    edge = window.canvas.scene().edges[Edge("flat", "output")]
    middle = edge.middle
    drag = hand.take("Dropout")
    hand.enter(drag, BESIDE)
    assert not edge.is_marked
    hand.move_over(drag, middle)
    assert edge.is_marked
    assert window.canvas.overlays.hint.isVisible()
    hand.drop(drag, middle)
    assert {("flat", "dropout"), ("dropout", "output")} <= wires(window)
    assert not window.canvas.overlays.hint.isVisible()


def test_a_drag_that_leaves_the_canvas_again_changes_nothing(hand, window):
    edge = window.canvas.scene().edges[Edge("flat", "output")]
    drag = hand.take("Dropout")
    hand.enter(drag, BESIDE)
    hand.move_over(drag, edge.middle)
    hand.leave()
    assert not edge.is_marked
    assert not window.canvas.overlays.hint.isVisible()
    assert window.session.history.position == 0
