"""The way of an edge."""

import pytest
from PySide6.QtCore import QPointF

from nnstudio.studio.canvas.edge_path import Box, direct, is_long, routed

START = QPointF(108, 64)


def points(path):
    return [path.pointAtPercent(step / 100) for step in range(101)]


def passes(path, card):
    return any(card.left < point.x() < card.right and card.top < point.y() < card.bottom for point in points(path))


def test_between_neighbors_it_is_a_straight_line():
    path, middle = routed(START, QPointF(108, 104), [])
    assert all(point.x() == pytest.approx(108) for point in points(path))
    assert middle == QPointF(108, 84)


def test_it_leaves_and_enters_upright():
    path = direct(START, QPointF(400, 300))
    assert abs(path.pointAtPercent(0.01).x() - 108) < 2
    assert abs(path.pointAtPercent(0.99).x() - 400) < 2


def test_back_up_it_still_leaves_downwards():
    path = direct(QPointF(108, 300), QPointF(108, 0))
    assert max(point.y() for point in points(path)) > 300


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_cards_in_its_way_are_passed(rows):
    cards = [Box(0, 104 * (row + 1)) for row in range(rows)]
    end = QPointF(108, 104 * (rows + 1))
    path, middle = routed(START, end, [Box(0, 0), *cards, Box(0, end.y())])
    assert not any(passes(path, card) for card in cards)
    assert middle.x() in (252, -36)
    assert path.pointAtPercent(0) == START
    assert (path.pointAtPercent(1) - end).manhattanLength() < 0.01


def test_it_takes_the_shorter_way_round():
    cards = [Box(80, 104)]
    _, middle = routed(START, QPointF(108, 208), cards)
    assert middle.x() == 44
    cards = [Box(-80, 104)]
    _, middle = routed(START, QPointF(108, 208), cards)
    assert middle.x() == 172


def test_a_card_beside_the_first_one_is_passed_too():
    cards = [Box(0, 104), Box(240, 104), Box(-60, 208)]
    path, _ = routed(START, QPointF(108, 312), cards)
    assert not any(passes(path, card) for card in cards)


def test_cards_that_are_not_in_its_way_change_nothing():
    end = QPointF(108, 208)
    assert routed(START, end, [Box(400, 104)])[0] == direct(START, end)


def test_only_a_long_edge_has_to_look_for_cards():
    assert not is_long(START, QPointF(108, 104))
    assert is_long(START, QPointF(108, 208))
