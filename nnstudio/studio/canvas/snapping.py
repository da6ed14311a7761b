"""Where a dragged card comes to rest.

That is in line with others, as far from them as the layout would put it, or on the grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF

from nnstudio.network.layout import COLUMN, ROW
from nnstudio.studio.theme.spacing import SNAP

REACH: Final = 6.0
"""How many pixels away from a line of other cards a card is drawn to it."""
_BEYOND: Final = 24.0
"""How far a line goes on beyond the cards that lie on it, which cover it."""
_EQUAL: Final = 1e-3


@dataclass(frozen=True)
class Rest:
    """Where a card comes to rest, as the way from where it was, and the lines that show why there."""

    shift: QPointF
    guides: tuple[QLineF, ...] = ()


class _Pull(NamedTuple):
    """What draws a card along one axis: how far it would go, and the other card."""

    way: float
    other: int
    """The number of the other card."""
    apart: bool
    """Whether the two come to a distance, rather than in line."""


class Snapping:
    """Knows the cards that stay while one is dragged."""

    def __init__(self, card: QRectF, others: Sequence[QRectF]) -> None:
        self._card = card
        self._others = others
        self._middles = [other.center().toTuple() for other in others]

    def at(self, shift: QPointF, reach: float) -> Rest:
        """The place nearest to where the mouse has the card, first across and then down; `reach` is on the scene."""
        card = self._card.translated(shift)
        across = self._strongest(card, 0, COLUMN, card.height(), reach)
        card.translate(across.way if across else _to_grid(card.left()), 0)
        down = self._strongest(card, 1, ROW, card.width(), reach)
        card.translate(0, down.way if down else _to_grid(card.top()))
        guides = []
        if across is not None:
            other = self._others[across.other]
            guides.append(_gap_across(card, other) if across.apart else _line_down(card, other))
        if down is not None:
            other = self._others[down.other]
            guides.append(_gap_down(card, other) if down.apart else _line_across(card, other))
        return Rest(card.topLeft() - self._card.topLeft(), tuple(guides))

    def _strongest(self, card: QRectF, axis: int, step: float, beside: float, reach: float) -> _Pull | None:
        """The pull of the shortest way along an axis, and among those of the nearest card."""
        middle = card.center().toTuple()
        best: _Pull | None = None
        least = (reach, 0.0)
        for pull in self._pulls(middle, axis, step, beside, reach):
            x, y = self._middles[pull.other]
            cost = (abs(pull.way), abs(x - middle[0]) + abs(y - middle[1]))
            if best is None or cost[0] < least[0] - _EQUAL or (cost[0] < least[0] + _EQUAL and cost[1] < least[1]):
                best, least = pull, cost
        return best

    def _pulls(
        self, middle: tuple[float, float], axis: int, step: float, beside: float, reach: float
    ) -> Iterator[_Pull]:
        """Every pull within the reach: into line with a card, and to a step from one that stands beside."""
        here, there = middle[axis], middle[1 - axis]
        for number, place in enumerate(self._middles):
            way = place[axis] - here
            if -reach <= way <= reach:
                yield _Pull(way, number, apart=False)
            elif abs(place[1 - axis] - there) < beside and abs(abs(way) - step) <= reach:
                yield _Pull(way - step if way > 0 else way + step, number, apart=True)


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
