"""Muting from the canvas, by key and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from nnstudio.network.graph import Edge
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Mode

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def fork(make_document):
    """Two ways from a to sum."""
    nodes = {
        "in": ("Input", {"shape": [4]}, (0, 0)),
        "a": ("Dense", {"units": 4}, (0, 104)),
        "b": ("Dense", {"units": 4}, (256, 104)),
        "sum": ("Add", {}, (128, 208)),
        "out": ("Dense", {"units": 1}, (128, 312)),
    }
    return make_document(nodes, [("in", "a"), ("in", "b"), ("a", "sum"), ("b", "sum"), ("sum", "out")])


def muted(hand):
    return {node.id for node in hand.session.document.network.nodes if node.muted}


def test_m_mutes_the_selected_nodes_in_one_step_and_again_unmutes_them(hand):
    hand.click("conv")
    hand.click("flat", CTRL)
    hand.key(Qt.Key.Key_M)
    assert muted(hand) == {"conv", "flat"}
    assert hand.steps == 1
    hand.key(Qt.Key.Key_M)
    assert not muted(hand)
    hand.session.undo()
    hand.session.undo()
    assert not muted(hand)
    hand.session.redo()
    assert muted(hand) == {"conv", "flat"}


def test_where_some_are_muted_the_others_follow_first(hand):
    hand.click("conv")
    hand.key(Qt.Key.Key_M)
    hand.click("flat", CTRL)
    hand.key(Qt.Key.Key_M)
    assert muted(hand) == {"conv", "flat"}


def test_a_muted_card_says_so_and_shapes_go_on_behind_it(hand):
    hand.click("conv")
    hand.key(Qt.Key.Key_M)
    item = hand.canvas.node_item("conv")
    assert item.card.muted
    assert item.card.name_line == "conv · muted"
    assert item.card.weights == ""
    labels = {edge.source: edge_item.label for edge, edge_item in hand.canvas.scene().edges.items()}
    assert labels["conv"] == "8×8×1"
    assert labels["flat"] == "64"


def test_what_only_leads_to_a_muted_layer_stands_aside_with_its_edges(open_hand, fork):
    hand = open_hand(Session(fork))
    hand.click("sum")
    hand.key(Qt.Key.Key_M)
    scene = hand.canvas.scene()
    assert scene.nodes["b"].card.idle
    assert scene.nodes["b"].card.name_line == "b · not used"
    idle = {edge for edge, item in scene.edges.items() if item.look.idle}
    assert idle == {Edge("in", "b"), Edge("b", "sum", 1)}
    hand.key(Qt.Key.Key_M)
    assert not scene.nodes["b"].card.idle
    assert not any(item.look.idle for item in scene.edges.values())


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("image", "An Input cannot be muted: data enters the network there."), (None, "Select the layers")],
)
def test_what_cannot_be_muted_is_told_in_a_sentence(hand, messages, name, sentence):
    if name is not None:
        hand.click(name)
    hand.key(Qt.Key.Key_M)
    assert messages[-1].startswith(sentence)
    assert hand.steps == 0


def test_an_input_among_the_selected_stays_as_it_is(hand):
    hand.key(Qt.Key.Key_A, CTRL)
    hand.key(Qt.Key.Key_M)
    assert muted(hand) == {"conv", "flat", "output"}


def test_a_muting_that_breaks_shapes_offers_to_unmute_and_enter_does(open_hand, make_document):
    nodes = {
        "in": ("Input", {"shape": [64]}, (0, 0)),
        "picture": ("Reshape", {"target_shape": [8, 8, 1]}, (0, 104)),
        "conv": ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}, (0, 208)),
        "flat": ("Flatten", {}, (0, 312)),
    }
    hand = open_hand(Session(make_document(nodes, [("in", "picture"), ("picture", "conv"), ("conv", "flat")])))
    hand.click("picture")
    hand.key(Qt.Key.Key_M)
    problem = hand.session.error
    assert problem is not None
    assert hand.session.repairs(problem)[0].title == "Unmute “picture”"
    hand.click("conv")
    hand.key(Qt.Key.Key_Return)
    assert hand.session.error is None
    assert not muted(hand)


def test_copies_of_muted_nodes_are_muted(hand):
    hand.click("conv")
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_C, CTRL)
    hand.key(Qt.Key.Key_V, CTRL)
    assert len(muted(hand)) == 2


@pytest.mark.parametrize("mode", [Mode.DARK, Mode.LIGHT])
def test_muted_cards_are_drawn_in_both_themes(open_hand, fork, theme_source, mode):
    theme_source.set_mode(mode)
    hand = open_hand(Session(fork))
    hand.click("sum")
    before = hand.canvas.grab().toImage()
    hand.key(Qt.Key.Key_M)
    assert hand.canvas.grab().toImage() != before
