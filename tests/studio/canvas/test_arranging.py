"""The automatic layout, asked for with its key."""

from __future__ import annotations

from itertools import pairwise
from threading import Event

import pytest
from PySide6.QtCore import Qt

from nnstudio.network import edits
from nnstudio.network.alignment import Alignment
from nnstudio.network.framed_layout import arrange_framed
from nnstudio.studio.canvas import arranging, glide
from nnstudio.studio.canvas.glide_picture import GlidePicture
from nnstudio.studio.session.session import Session

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def large(make_document, open_hand):
    """A line of more nodes than are laid out at once, all in one place."""
    nodes = {"in": ("Input", {"shape": [2]}, (0, 0))}
    nodes |= {f"d{number}": ("Dense", {"units": 2}, (0, 0)) for number in range(arranging.AT_ONCE + 1)}
    names = [*nodes]
    return open_hand(Session(make_document(nodes, pairwise(names))))


@pytest.fixture
def told(large):
    heard: list[str] = []
    large.canvas.message.connect(heard.append)
    return heard


@pytest.fixture
def slow(monkeypatch):
    """A layout that goes on when it is let go."""
    begun, goes_on = Event(), Event()

    def slow_arrange(network):
        begun.set()
        goes_on.wait(10)
        return arrange_framed(network)

    monkeypatch.setattr(arranging, "arrange_framed", slow_arrange)
    yield begun, goes_on
    goes_on.set()


def arranged(hand):
    return {name: y for name, (_, y) in hand.positions.items()} == {
        name: number * 96.0 for number, name in enumerate(hand.positions)
    }


def test_a_large_network_is_laid_out_while_the_window_goes_on(large, told, slow, qtbot):
    begun, goes_on = slow
    large.key(Qt.Key.Key_L, CTRL)
    assert begun.wait(10)
    assert told == ["Arranging 202 nodes…"]
    large.session.select(["d3"])
    assert large.steps == 0
    goes_on.set()
    qtbot.waitUntil(lambda: arranged(large))
    assert large.steps == 1
    assert large.session.history.undo_label == "Arrange"
    assert large.session.selection == {"d3"}
    large.session.undo()
    assert set(large.positions.values()) == {(0, 0)}


def test_a_layout_of_a_network_that_was_changed_meanwhile_is_dropped(large, told, slow, qtbot):
    begun, goes_on = slow
    large.key(Qt.Key.Key_L, CTRL)
    assert begun.wait(10)
    large.session.do(edits.remove(large.session.document, ["d3"]))
    goes_on.set()
    qtbot.waitUntil(lambda: told[-1].startswith("The network was changed while it was arranged."))
    assert large.steps == 1
    assert set(large.positions.values()) == {(0, 0)}


def test_asked_for_twice_it_is_done_once(large, qtbot):
    large.key(Qt.Key.Key_L, CTRL)
    large.key(Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: arranged(large))
    qtbot.wait(50)
    assert large.steps == 1


def test_a_canvas_can_close_while_it_lays_out(large, slow):
    begun, goes_on = slow
    large.key(Qt.Key.Key_L, CTRL)
    assert begun.wait(10)
    goes_on.set()
    large.canvas.close()


def test_a_small_network_glides_to_its_layout_at_once(hand, qtbot):
    hand.drag("conv", (300, 500))
    hand.key(Qt.Key.Key_L, CTRL)
    assert hand.positions["conv"] == (hand.positions["image"][0], 96 + hand.positions["image"][1])
    assert hand.canvas.node_item("conv").pos().toTuple() != hand.positions["conv"]
    qtbot.waitUntil(lambda: hand.canvas.node_item("conv").pos().toTuple() == hand.positions["conv"])


@pytest.fixture
def slowly(monkeypatch):
    """Everything glides for so long that it does not end by itself."""
    monkeypatch.setattr(glide, "_MILLISECONDS", 60_000)


def test_a_large_network_glides_as_a_picture_that_goes_in_the_end(large, qtbot, monkeypatch):
    fractions = []
    monkeypatch.setattr(GlidePicture, "show_part", lambda _, fraction: fractions.append(fraction))
    large.key(Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: arranged(large))
    qtbot.waitUntil(lambda: not large.canvas.findChildren(GlidePicture))
    assert fractions[0] == 0
    assert fractions == sorted(fractions)


@pytest.mark.usefixtures("slowly")
class TestPicture:
    """What lies over the canvas while a large network glides."""

    @pytest.fixture
    def picture(self, large, qtbot):
        large.key(Qt.Key.Key_L, CTRL)
        qtbot.waitUntil(lambda: arranged(large))
        (picture,) = large.canvas.findChildren(GlidePicture)
        yield picture
        large.session.undo()

    def test_it_covers_what_is_in_its_place_already(self, large, picture):
        assert picture.geometry() == large.canvas.viewport().rect()
        assert large.canvas.node_item("d3").pos().toTuple() == large.positions["d3"]

    def test_it_begins_where_everything_was_and_ends_where_it_is(self, large, picture):
        card = large.canvas.mapFromScene(large.canvas.node_item("d100").card_rect).boundingRect()
        ground = large.canvas.scene().canvas_style.canvas
        picture.show_part(0.0)
        assert picture.grab().toImage().pixelColor(card.center()) == ground
        picture.show_part(1.0)
        shown = picture.grab().toImage()
        assert shown.pixelColor(card.center()) != ground
        assert shown.pixelColor(card.left() - 8, card.center().y()) == ground

    def test_an_edit_takes_it_away(self, large, picture):
        large.session.undo()
        assert not picture.isVisible()
        assert large.canvas.node_item("d3").pos().toTuple() == (0, 0)
        large.session.redo()


@pytest.mark.usefixtures("slowly")
def test_a_few_nodes_of_a_large_network_glide_by_themselves(large):
    large.session.do(edits.move(large.session.document, {"d3": (400.0, 0.0), "d4": (480.0, 304.0)}))
    large.session.select(["d3", "d4"])
    large.canvas.align(Alignment.COLUMN)
    assert not large.canvas.findChildren(GlidePicture)
    assert large.canvas.node_item("d3").pos().toTuple() != large.positions["d3"]
    large.session.undo()
    assert large.canvas.node_item("d3").pos().toTuple() == (400, 0)
