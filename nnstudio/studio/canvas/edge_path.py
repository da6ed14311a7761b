"""The way of an edge: a curve that leaves a port downwards, and goes around cards that are in its way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from nnstudio.network.layout import LANE, ROW
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, SMALL

_ASIDE = LANE - CARD_WIDTH / 2
"""From the side of a card to an edge that passes it."""
_TURN = ROW - CARD_HEIGHT
"""The height in which an edge turns aside: that between two rows."""
_SLACK = 48.0
_SAMPLES = 12


class Box(NamedTuple):
    """Where a card is, in plain numbers: every long edge looks at all of them."""

    left: float
    top: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.left + CARD_WIDTH

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.top + CARD_HEIGHT


TOP: Final = attrgetter("top")


def is_long(start: QPointF, end: QPointF) -> bool:
    """Whether there is room for a card between two ports."""
    return end.y() - start.y() >= 2 * _TURN + CARD_HEIGHT


def direct(start: QPointF, end: QPointF) -> QPainterPath:
    """The curve between two ports with nothing in its way."""
    bend = max(abs(end.y() - start.y()) / 2, _SLACK if end.y() < start.y() else 0)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(0, bend), end - QPointF(0, bend), end)
    return path


def routed(start: QPointF, end: QPointF, cards: Sequence[Box]) -> tuple[QPainterPath, QPointF]:
    """The curve between two ports around these cards, sorted by `TOP`, and its middle, where the shape is written."""
    straight, middle = direct(start, end), (start + end) / 2
    if not is_long(start, end):
        return straight, middle
    highest, lowest = start.y() + SMALL - CARD_HEIGHT, end.y() - SMALL
    between = cards[bisect_right(cards, highest, key=TOP) : bisect_left(cards, lowest, key=TOP)]
    if not between or not _blocked(straight, between):
        return straight, middle
    x = _free_lane(middle.x(), between)
    path = QPainterPath(start)
    _turn(path, QPointF(x, start.y() + _TURN))
    path.lineTo(x, end.y() - _TURN)
    _turn(path, end)
    return path, QPointF(x, middle.y())


def _blocked(path: QPainterPath, cards: Sequence[Box]) -> bool:
    points = [path.pointAtPercent(step / _SAMPLES).toTuple() for step in range(1, _SAMPLES)]
    return any(
        card.left - SMALL < x < card.left + CARD_WIDTH + SMALL and card.top < y < card.top + CARD_HEIGHT
        for card in cards
        for x, y in points
    )


def _free_lane(x: float, cards: Sequence[Box]) -> float:
    """The place nearest to x, at the left or the right, where an edge can go straight down between the cards."""
    left = right = x
    for card in sorted(cards):
        if card.left - _ASIDE < right < card.right + _ASIDE:
            right = card.right + _ASIDE
    for card in sorted(cards, reverse=True):
        if card.left - _ASIDE < left < card.right + _ASIDE:
            left = card.left - _ASIDE
    return right if right - x <= x - left else left


def _turn(path: QPainterPath, end: QPointF) -> None:
    start = path.currentPosition()
    bend = (end.y() - start.y()) / 2
    path.cubicTo(start + QPointF(0, bend), end - QPointF(0, bend), end)
