"""Layers dropped onto the canvas, as the palette or a test driver drops them."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent

from nnstudio.network.document import Document
from nnstudio.network.graph import Edge
from nnstudio.studio.session.session import Session

MIME = "application/x-nnstudio-layer"
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction


def carried(type_name):
    data = QMimeData()
    data.setData(MIME, type_name.encode())
    return data


@pytest.fixture
def drop(qapp):
    def drop(hand, data, place):
        point: QPoint = hand.at(place)
        viewport = hand.canvas.viewport()
        enter = QDragEnterEvent(point, COPY, data, LEFT, NONE)
        qapp.sendEvent(viewport, enter)
        if not enter.isAccepted():
            return False
        qapp.sendEvent(viewport, QDragMoveEvent(point, COPY, data, LEFT, NONE))
        event = QDropEvent(QPointF(point), COPY, data, LEFT, NONE)
        qapp.sendEvent(viewport, event)
        return event.isAccepted()

    return drop


@pytest.fixture
def empty_hand(open_hand):
    return open_hand(Session(Document()))


def test_a_layer_lands_around_the_mouse_and_is_selected(empty_hand, drop):
    assert drop(empty_hand, carried("Dense"), (120, 60))
    (node,) = empty_hand.session.document.network.nodes
    assert node.type_name == "Dense"
    assert empty_hand.canvas.node_item(node.id).sceneBoundingRect().contains(QPointF(120, 60))
    assert empty_hand.session.selection == {node.id}
    assert empty_hand.steps == 1


def test_a_drop_on_an_edge_inserts_the_layer_there_and_makes_room(hand, drop):
    middle = hand.canvas.scene().edges[Edge("flat", "output")].middle
    assert drop(hand, carried("Dense"), middle.toTuple())
    assert {("flat", "dense"), ("dense", "output")} <= hand.edges
    assert hand.positions["output"][1] - hand.positions["dense"][1] >= 96
    assert hand.steps == 1
    hand.session.undo()
    assert ("flat", "output") in hand.edges
    assert hand.positions["output"] == (0, 288)


def test_an_input_dropped_on_an_edge_stays_beside_it(hand, drop):
    middle = hand.canvas.scene().edges[Edge("flat", "output")].middle
    assert drop(hand, carried("Input"), middle.toTuple())
    assert ("flat", "output") in hand.edges


def test_a_reshape_dropped_on_an_edge_begins_with_the_size_that_comes(hand, drop):
    middle = hand.canvas.scene().edges[Edge("flat", "output")].middle
    drop(hand, carried("Reshape"), middle.toTuple())
    assert hand.session.document.network.by_id["reshape"].layer.target_shape == (12, 12, 1)
    assert "reshape" not in hand.session.inference.failures


def test_the_edge_below_is_marked_until_the_drag_leaves(hand, qapp):
    item = hand.canvas.scene().edges[Edge("flat", "output")]
    point, data = hand.at(item.middle.toTuple()), carried("Dense")
    viewport = hand.canvas.viewport()
    qapp.sendEvent(viewport, QDragEnterEvent(point, COPY, data, LEFT, NONE))
    qapp.sendEvent(viewport, QDragMoveEvent(point, COPY, data, LEFT, NONE))
    assert item.is_marked
    qapp.sendEvent(viewport, QDragLeaveEvent())
    assert not item.is_marked


@pytest.mark.parametrize(
    ("type_name", "sentence"),
    [
        ("Dense", "Put Dense “dense” here: 144 → 8"),
        ("Conv2D", "Flatten “flat” gives 144 features, but Conv2D “conv2d” needs an input of 3 axes"),
        ("Input", ""),
    ],
)
def test_over_an_edge_it_is_told_what_would_come_of_the_layer(hand, qapp, type_name, sentence):
    point = hand.at(hand.canvas.scene().edges[Edge("flat", "output")].middle.toTuple())
    viewport, data, hint = hand.canvas.viewport(), carried(type_name), hand.canvas.overlays.hint
    qapp.sendEvent(viewport, QDragEnterEvent(point, COPY, data, LEFT, NONE))
    qapp.sendEvent(viewport, QDragMoveEvent(point, COPY, data, LEFT, NONE))
    assert hint.isVisible() == bool(sentence)
    assert not sentence or hint.text.startswith(sentence)
    elsewhere = hand.at((600, 60))
    qapp.sendEvent(viewport, QDragMoveEvent(elsewhere, COPY, data, LEFT, NONE))
    assert not hint.isVisible()
    qapp.sendEvent(viewport, QDragLeaveEvent())


@pytest.mark.parametrize("data", [b"Dence", b"", b"\xff\xfe", b"Layer"])
def test_what_is_no_layer_is_not_taken(empty_hand, drop, data):
    mime = QMimeData()
    mime.setData(MIME, data)
    assert not drop(empty_hand, mime, (120, 60))
    assert empty_hand.steps == 0


def test_text_and_files_are_not_taken(empty_hand, drop):
    mime = QMimeData()
    mime.setText("Dense")
    assert not drop(empty_hand, mime, (120, 60))
