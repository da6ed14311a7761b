"""Where a dragged card comes to rest."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given
from PySide6.QtCore import QPointF, QRectF, Qt

from nnstudio.catalog.layers.core import Dense
from nnstudio.network import edits
from nnstudio.network.layout import COLUMN, ROW
from nnstudio.studio.canvas.guides import Guides
from nnstudio.studio.canvas.snapping import Snapping
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, SNAP

REACH = 6.0


def card(x, y):
    return QRectF(x, y, CARD_WIDTH, CARD_HEIGHT)


def rest(others, wished):
    """Where a card that began at the origin comes to rest, and with how many guides."""
    found = Snapping(card(0, 0), [card(*other) for other in others]).at(QPointF(*wished), REACH)
    return found.shift.toTuple(), len(found.guides)


@pytest.mark.parametrize(
    ("others", "wished", "place", "guides"),
    [
        ([], (13, 21), (16, 24), 0),
        ([(100, 400)], (103, 13), (100, 16), 1),
        ([(100, 400)], (13, 396), (16, 400), 1),
        ([(100, 400)], (96, 403 + ROW), (100, 400 + ROW), 2),
        ([(100, 400)], (97, 399 - ROW), (100, 400 - ROW), 2),
        ([(100, 400)], (103 + COLUMN, 404), (100 + COLUMN, 400), 2),
        ([(100, 400), (106, 800)], (102, 0), (100, 0), 1),
        ([(104, 800), (104, 300)], (102, 0), (104, 0), 1),
        ([(100, 400)], (110, 0), (112, 0), 0),
    ],
)
def test_it_comes_in_line_with_the_nearest_card_or_onto_the_grid(others, wished, place, guides):
    assert rest(others, wished) == (place, guides)


places = st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000))


@given(st.lists(places, max_size=6), places)
def test_it_never_goes_farther_than_the_reach_or_half_the_grid(others, wished):
    (x, y), _ = rest(others, wished)
    assert abs(x - wished[0]) <= max(REACH, SNAP / 2)
    assert abs(y - wished[1]) <= max(REACH, SNAP / 2)


def guides_of(canvas):
    return [item for item in canvas.scene().items() if isinstance(item, Guides)]


class TestDragging:
    @pytest.fixture
    def lone(self, hand):
        """A node beside the others, off their column."""
        hand.session.do(edits.add_node(hand.session.document, Dense(units=3), (300.0, 20.0), "lone"))
        return hand

    def drag(self, hand, to, modifiers=Qt.KeyboardModifier.NoModifier):
        """The node's upper left corner brought to a place, the button still down."""
        item = hand.canvas.node_item("lone")
        grip = item.card_rect.center() + QPointF(40, 8)
        hand.press(grip.toTuple())
        hand.move((to[0] + grip.x() - item.x(), to[1] + grip.y() - item.y()), modifiers)
        return item

    def test_a_card_comes_in_line_with_another_and_a_guide_shows_it(self, lone):
        item = self.drag(lone, (301, 99))
        assert item.y() == 96
        (guides,) = guides_of(lone.canvas)
        assert not guides.path().isEmpty()
        lone.release((900, 900))

    def test_the_guides_go_when_the_button_is_released_or_escape_is_pressed(self, lone):
        self.drag(lone, (301, 99))
        lone.key(Qt.Key.Key_Escape)
        assert not guides_of(lone.canvas)
        assert lone.positions["lone"] == (300, 20)
        self.drag(lone, (301, 99))
        lone.release((400, 150))
        assert not guides_of(lone.canvas)

    def test_with_alt_nothing_draws_it(self, lone):
        item = self.drag(lone, (301, 99), Qt.KeyboardModifier.AltModifier)
        assert item.y() == 99
        (guides,) = guides_of(lone.canvas)
        assert guides.path().isEmpty()
        lone.release((400, 150), modifiers=Qt.KeyboardModifier.AltModifier)
