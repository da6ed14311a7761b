"""Nodes that are dragged into edges."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nnstudio.catalog.layers.core import Dense
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Reshape
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.edge_preview import EdgePreview

CTRL = Qt.KeyboardModifier.ControlModifier
LAST = Edge("flat", "output")


@pytest.fixture
def lone(hand):
    hand.session.do(edits.add_node(hand.session.document, Dense(units=3), (320.0, 0.0), "lone"))
    return hand


def previews(hand):
    return [item for item in hand.canvas.scene().items() if isinstance(item, EdgePreview)]


def hint(hand):
    return hand.canvas.overlays.hint


def over(hand, name, edge=LAST, modifiers=Qt.KeyboardModifier.NoModifier):
    """Drag a node over an edge and hold it there."""
    place = hand.canvas.scene().edges[edge].middle.toTuple()
    hand.press(name)
    hand.move(place, modifiers)
    return place


def test_over_an_edge_it_is_seen_and_told_what_would_come_of_it(lone):
    place = over(lone, "lone")
    assert len(previews(lone)) == 2
    assert not lone.canvas.scene().edges[LAST].isVisible()
    assert hint(lone).text == "Put Dense “lone” here: 144 → 3"
    assert lone.steps == 1
    lone.release(place)
    assert {("flat", "lone"), ("lone", "output")} <= lone.edges
    assert not previews(lone)
    assert not hint(lone).isVisible()


def test_what_does_not_fit_is_told_in_red_and_can_be_put_there_all_the_same(lone):
    lone.session.do(edits.replace_nodes(lone.session.document, ["lone"], _picture, "Picture"))
    place = over(lone, "lone")
    assert hint(lone).text.startswith("Flatten “flat” gives 144 features")
    lone.release(place)
    assert {("flat", "lone"), ("lone", "output")} <= lone.edges


def _picture(node):
    return type(node)(id=node.id, layer=Reshape(target_shape=(7, 7, 3)), position=node.position)


def test_beside_the_edge_nothing_is_promised_any_more(lone):
    over(lone, "lone")
    lone.move((600, 500))
    assert not previews(lone)
    assert lone.canvas.scene().edges[LAST].isVisible()
    assert not hint(lone).isVisible()
    lone.release((600, 500))
    assert ("flat", "output") in lone.edges


def test_escape_leaves_nothing_behind(lone):
    over(lone, "lone")
    lone.key(Qt.Key.Key_Escape)
    assert not previews(lone)
    assert lone.canvas.scene().edges[LAST].isVisible()
    assert not hint(lone).isVisible()
    assert ("flat", "output") in lone.edges


def test_several_that_follow_each_other_come_in_together(lone):
    document = lone.session.document
    added = edits.add_node(document, Dropout(rate=0.5), (320.0, 104.0), "drop")
    lone.session.do(added.then(edits.connect(apply(document, added), "lone", "drop")))
    lone.session.select(["lone", "drop"])
    place = over(lone, "lone")
    lone.release(place)
    assert {("flat", "lone"), ("lone", "drop"), ("drop", "output")} <= lone.edges
    assert lone.session.error is None


def test_a_connected_node_only_passes_over_and_tells_of_ctrl(hand):
    place = over(hand, "conv")
    assert not previews(hand)
    assert hint(hand).text == "Hold Ctrl to move “conv” into this edge."
    hand.release(place)
    assert hand.edges == {("image", "conv"), ("conv", "flat"), ("flat", "output")}


def test_with_ctrl_it_comes_out_of_its_line_and_into_the_edge_in_one_step(hand):
    place = over(hand, "conv", modifiers=CTRL)
    assert len(previews(hand)) == 2
    hand.release(place, modifiers=CTRL)
    assert hand.edges == {("image", "flat"), ("flat", "conv"), ("conv", "output")}
    assert hand.steps == 1
    hand.session.undo()
    assert hand.edges == {("image", "conv"), ("conv", "flat"), ("flat", "output")}


def test_an_input_stays_beside_the_edge(lone):
    place = over(lone, "image", modifiers=CTRL)
    assert not previews(lone)
    lone.release(place, modifiers=CTRL)
    assert ("flat", "output") in lone.edges
