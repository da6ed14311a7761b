"""Where the shape on an edge is written: in the middle, unless a title or a note lies there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnstudio.studio.theme.spacing import GRID, TIGHT

_STEPS: Final = 24
"""How many places of an edge are looked at."""


def label_place(path: QPainterPath, middle: QPointF, label: QRectF, taken: Sequence[QRectF]) -> QPointF:
    """The place nearest to the middle where a label hides nothing and nothing hides it: on the edge, or else beside it.

    `label` lies around the origin; `taken` is what must stay free.
    """
    if _is_free(label.translated(middle), taken):
        return middle
    on_edge = [place for place in _along(path, label) if _is_free(label.translated(place), taken)]
    if on_edge:
        return min(on_edge, key=lambda place: (place - middle).manhattanLength())
    beside = [
        QPointF(x, rect.center().y())
        for rect in taken
        if rect.intersects(label.translated(middle))
        for x in (rect.right() + GRID + label.width() / 2, rect.left() - GRID - label.width() / 2)
    ]
    free = [place for place in beside if _is_free(label.translated(place), taken)]
    return min(free, key=lambda place: (place - middle).manhattanLength(), default=middle)


def _along(path: QPainterPath, label: QRectF) -> Iterator[QPointF]:
    """Places of an edge where a label covers neither of its ports."""
    half = label.height() / 2 + TIGHT
    start, end = path.pointAtPercent(0), path.pointAtPercent(1)
    for step in range(1, _STEPS):
        place = path.pointAtPercent(step / _STEPS)
        if abs(place.y() - start.y()) >= half and abs(place.y() - end.y()) >= half:
            yield place


def _is_free(label: QRectF, taken: Sequence[QRectF]) -> bool:
    return not any(rect.intersects(label) for rect in taken)
