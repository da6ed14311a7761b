"""The way of an edge: a curve that leaves a port downwards, and goes around cards that are in its way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnstudio.network.layout import LANE, ROW
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, SMALL

_ASIDE = LANE - CARD_WIDTH / 2
"""From the side of a card to an edge that passes it."""
_TURN = ROW - CARD_HEIGHT
"""The height in which an edge turns aside: that between two rows."""
_SLACK = 48.0
_SAMPLES = 12


def direct(start: QPointF, end: QPointF) -> QPainterPath:
    """The curve between two ports with nothing in its way."""
    bend = max(abs(end.y() - start.y()) / 2, _SLACK if end.y() < start.y() else 0)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(0, bend), end - QPointF(0, bend), end)
    return path


def routed(start: QPointF, end: QPointF, cards: Iterable[QRectF]) -> tuple[QPainterPath, QPointF]:
    """The curve between two ports around these cards, and its middle, where the shape is written."""
    straight = direct(start, end)
    middle = (start + end) / 2
    if end.y() - start.y() < 2 * _TURN + CARD_HEIGHT:
        return straight, middle
    between = [card for card in cards if card.top() < end.y() - SMALL and card.bottom() > start.y() + SMALL]
    if not between or not _blocked(straight, between):
        return straight, middle
    x = _free_lane(middle.x(), between)
    path = QPainterPath(start)
    _turn(path, QPointF(x, start.y() + _TURN))
    path.lineTo(x, end.y() - _TURN)
    _turn(path, end)
    return path, QPointF(x, middle.y())


def _blocked(path: QPainterPath, cards: Sequence[QRectF]) -> bool:
    points = [path.pointAtPercent(step / _SAMPLES) for step in range(1, _SAMPLES)]
    return any(card.contains(point) for card in cards for point in points)


def _free_lane(x: float, cards: Sequence[QRectF]) -> float:
    """The place nearest to x, at the left or the right, where an edge can go straight down between the cards."""
    left = right = x
    for card in sorted(cards, key=QRectF.left):
        if card.left() - _ASIDE < right < card.right() + _ASIDE:
            right = card.right() + _ASIDE
    for card in sorted(cards, key=QRectF.right, reverse=True):
        if card.left() - _ASIDE < left < card.right() + _ASIDE:
            left = card.left() - _ASIDE
    return right if right - x <= x - left else left


def _turn(path: QPainterPath, end: QPointF) -> None:
    start = path.currentPosition()
    bend = (end.y() - start.y()) / 2
    path.cubicTo(start + QPointF(0, bend), end - QPointF(0, bend), end)
