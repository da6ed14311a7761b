"""Where the shapes on edges are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PySide6.QtCore import QPointF, QRectF

from nnstudio.network.annotation_edits import add_note, move_notes, rename_frame, unframe
from nnstudio.network.annotations import NOTE_SIZE, Frame
from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.edge_path import direct
from nnstudio.studio.canvas.label_place import label_place
from nnstudio.studio.session.session import Session

EDGE = Edge("image", "conv")
LABEL = QRectF(-25, -9, 50, 18)
TITLE = "Body of the network"


@pytest.fixture
def framed(pictures, open_hand):
    """Opens pictures with a frame around the layers in the middle, and the input so far above them."""

    def framed(distance, title=TITLE):
        places = {"image": -64.0 - distance, "conv": 0.0, "flat": 104.0, "output": 256.0}
        nodes = tuple(structs.replace(node, position=(0.0, places[node.id])) for node in pictures.network.nodes)
        frames = (Frame(id="body", title=title, nodes=("conv", "flat")),)
        network = structs.replace(pictures.network, nodes=nodes, frames=frames)
        return open_hand(Session(structs.replace(pictures, network=network)))

    return framed


def label(hand, edge=EDGE):
    """Where a label is on the scene."""
    item = hand.canvas.scene().edges[edge]
    return item._pill.own_rect.translated(item.middle)


def title(hand):
    return hand.canvas.scene().annotations.frames["body"].chip_rect


def middle(hand, edge=EDGE):
    start, end = hand.canvas.scene().edges[edge].ends
    return (start + end) / 2


@pytest.mark.parametrize("distance", [40, 48, 56, 64, 72, 80])
def test_a_label_and_the_title_of_a_frame_hide_no_part_of_each_other(framed, distance):
    hand = framed(distance)
    assert not label(hand).intersects(title(hand))
    assert label(hand).top() > hand.canvas.node_item("image").card_rect.bottom() - 1
    assert label(hand).bottom() < hand.canvas.node_item("conv").card_rect.top() + 1


def test_where_a_node_stands_close_above_a_frame_the_shape_is_beside_the_title(framed):
    hand = framed(40)
    assert label(hand).left() > title(hand).right()
    assert abs(label(hand).center().y() - title(hand).center().y()) < 1


def test_a_label_that_hides_nothing_stays_in_the_middle(framed):
    assert label(framed(40, title="B")).center() == middle(framed(40, title="B"))
    hand = framed(40)
    assert label(hand, Edge("conv", "flat")).center() == middle(hand, Edge("conv", "flat"))


def test_a_label_makes_way_for_a_longer_title_and_comes_back_when_the_frame_goes(framed):
    hand = framed(40, title="B")
    hand.session.do(rename_frame(hand.session.document, "body", TITLE))
    assert not label(hand).intersects(title(hand))
    hand.session.do(unframe(hand.session.document, ["conv", "flat"]))
    assert label(hand).center() == middle(hand)
    hand.session.undo()
    assert not label(hand).intersects(title(hand))


def test_a_label_follows_while_its_node_is_dragged(framed):
    hand = framed(120)
    assert label(hand).center() == middle(hand)
    hand.press("image")
    x, y = hand.canvas.node_item("image").card_rect.center().toTuple()
    hand.move((x + 40, y + 8 + 80))
    assert not label(hand).intersects(title(hand))
    hand.release((x + 40, y + 8 + 80))
    assert not label(hand).intersects(title(hand))


def test_a_note_hides_no_label(hand):
    edge = Edge("conv", "flat")
    place = middle(hand, edge)
    hand.session.do(add_note(hand.session.document, "Here", (place.x() - 190, place.y() - 4), NOTE_SIZE))
    note = hand.canvas.scene().annotations.notes["note"]
    assert not label(hand, edge).intersects(note.shown_rect)
    hand.session.do(move_notes(hand.session.document, {"note": (900.0, 900.0)}))
    assert label(hand, edge).center() == place


@given(
    st.tuples(st.integers(-300, 300), st.integers(24, 400)),
    st.lists(
        st.tuples(st.integers(-200, 200), st.integers(-50, 350), st.integers(1, 200), st.integers(1, 60)), max_size=5
    ),
)
def test_a_label_leaves_the_middle_only_where_that_is_taken_and_only_for_a_place_that_is_free(end, rects):
    path, taken = direct(QPointF(), QPointF(*end)), [QRectF(*rect) for rect in rects]
    half_way = QPointF(*end) / 2
    place = label_place(path, half_way, LABEL, taken)
    if place != half_way:
        assert any(rect.intersects(LABEL.translated(half_way)) for rect in taken)
        assert not any(rect.intersects(LABEL.translated(place)) for rect in taken)
