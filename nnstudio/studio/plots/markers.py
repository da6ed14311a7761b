"""Vertical lines that mark moments, such as the best epoch or a changed learning rate."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnstudio.studio.plots.layer import Layer
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.type import SECONDARY, sans

_LABEL_HEIGHT = 16.0
_TOP = 5.0
_GAP = 5.0


class MarkerKind(Enum):
    """What a marked moment is."""

    BEST = auto()
    """The best result so far; labeled at its left."""
    CHANGE = auto()
    """Something was set anew; labeled at its right."""


class Marker(NamedTuple):
    """A moment at x with its label, such as `best` or `lr 0.01 → 0.001`."""

    x: float
    label: str
    kind: MarkerKind = MarkerKind.CHANGE


class MarkerLayer(Layer):
    """The lines and their labels; a label that would cover another one moves down a row."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme)
        self.markers: tuple[Marker, ...] = ()

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """Shows these moments instead of those before."""
        if tuple(markers) != self.markers:
            self.markers = tuple(markers)
            self.update()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints all lines, then all labels."""
        painter.setFont(sans(SECONDARY))
        shown = [marker for marker in self.markers if rect.left() <= self.pixel(marker.x, 0).x() <= rect.right()]
        for marker in shown:
            x = round(self.pixel(marker.x, 0).x())
            painter.setPen(self._line(marker.kind))
            painter.drawLine(QPointF(x, rect.top() + 1), QPointF(x, rect.bottom() - 1))
        for marker, label in zip(shown, self._places(shown, rect), strict=True):
            painter.setPen(QColor(self._color(marker.kind)))
            painter.drawText(label, Qt.AlignmentFlag.AlignCenter, marker.label)

    def _places(self, markers: list[Marker], rect: QRectF) -> list[QRectF]:
        metrics = QFontMetricsF(sans(SECONDARY))
        places: list[QRectF] = []
        for marker in markers:
            x, width = self.pixel(marker.x, 0).x(), metrics.horizontalAdvance(marker.label)
            to_the_left = x - _GAP - width
            to_the_right = x + _GAP
            prefers_left = marker.kind is MarkerKind.BEST
            is_left = to_the_left > rect.left() if prefers_left else to_the_right + width > rect.right()
            place = QRectF(to_the_left if is_left else to_the_right, rect.top() + _TOP, width, _LABEL_HEIGHT)
            while any(place.intersects(other) for other in places):
                place.translate(0, _LABEL_HEIGHT)
            places.append(place)
        return places

    def _line(self, kind: MarkerKind) -> QPen:
        pen = QPen(QColor(self._color(kind)), 1)
        pen.setDashPattern([2, 3])
        return pen

    def _color(self, kind: MarkerKind) -> str:
        return self.theme.link if kind is MarkerKind.CHANGE else self.theme.third
