"""Where a dragged card comes to rest.

That is in line with others, as far from them as the layout would put it, or on the grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF

from nnstudio.network.layout import COLUMN, ROW
from nnstudio.studio.theme.spacing import SNAP

REACH: Final = 6.0
"""How many pixels away from a line of other cards a card is drawn to it."""
_BEYOND: Final = 24.0
"""How far a line goes on beyond the cards that lie on it, which cover it."""


@dataclass(frozen=True)
class Rest:
    """Where a card comes to rest, as the way from where it was, and the lines that show why there."""

    shift: QPointF
    guides: tuple[QLineF, ...] = ()


@dataclass(frozen=True)
class _Pull:
    """What draws a card along one axis: how far it would go, and the other card."""

    way: float
    other: QRectF
    apart: bool
    """Whether the two come to a distance, rather than in line."""


class Snapping:
    """Knows the cards that stay while one is dragged."""

    def __init__(self, card: QRectF, others: Sequence[QRectF]) -> None:
        self._card = card
        self._others = others

    def at(self, shift: QPointF, reach: float) -> Rest:
        """The place nearest to where the mouse has the card, first across and then down; `reach` is on the scene."""
        card = self._card.translated(shift)
        across = _strongest(self._pulls_across(card), card, reach)
        card.translate(across.way if across else _to_grid(card.left()), 0)
        down = _strongest(self._pulls_down(card), card, reach)
        card.translate(0, down.way if down else _to_grid(card.top()))
        guides = []
        if across is not None:
            guides.append(_gap_across(card, across.other) if across.apart else _line_down(card, across.other))
        if down is not None:
            guides.append(_gap_down(card, down.other) if down.apart else _line_across(card, down.other))
        return Rest(card.topLeft() - self._card.topLeft(), tuple(guides))

    def _pulls_across(self, card: QRectF) -> Iterator[_Pull]:
        for other in self._others:
            way = other.center().x() - card.center().x()
            yield _Pull(way, other, apart=False)
            if abs(other.center().y() - card.center().y()) < card.height():
                yield from (_Pull(way + side * COLUMN, other, apart=True) for side in (1, -1))

    def _pulls_down(self, card: QRectF) -> Iterator[_Pull]:
        for other in self._others:
            way = other.center().y() - card.center().y()
            yield _Pull(way, other, apart=False)
            if abs(other.center().x() - card.center().x()) < card.width():
                yield from (_Pull(way + side * ROW, other, apart=True) for side in (1, -1))


def _strongest(pulls: Iterator[_Pull], card: QRectF, reach: float) -> _Pull | None:
    """The pull of the shortest way, and among those of the nearest card."""
    within = [pull for pull in pulls if abs(pull.way) <= reach]
    return min(within, key=lambda pull: (round(abs(pull.way), 3), _distance(pull.other, card)), default=None)


def _distance(first: QRectF, second: QRectF) -> float:
    return (first.center() - second.center()).manhattanLength()


def _to_grid(place: float) -> float:
    return round(place / SNAP) * SNAP - place


def _line_down(first: QRectF, second: QRectF) -> QLineF:
    x, both = first.center().x(), first | second
    return QLineF(x, both.top() - _BEYOND, x, both.bottom() + _BEYOND)


def _line_across(first: QRectF, second: QRectF) -> QLineF:
    y, both = first.center().y(), first | second
    return QLineF(both.left() - _BEYOND, y, both.right() + _BEYOND, y)


def _gap_down(first: QRectF, second: QRectF) -> QLineF:
    upper, lower = sorted((first, second), key=QRectF.top)
    return QLineF(first.center().x(), upper.bottom(), first.center().x(), lower.top())


def _gap_across(first: QRectF, second: QRectF) -> QLineF:
    left, right = sorted((first, second), key=QRectF.left)
    return QLineF(left.right(), first.center().y(), right.left(), first.center().y())
