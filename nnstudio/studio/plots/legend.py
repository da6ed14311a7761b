"""The legend: which curve is which, and where each one stands now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnstudio.studio.plots.layer import Layer
from nnstudio.studio.plots.numbers import VALUE_WIDTH, value_text
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.type import SECONDARY, mono, sans

ROW = 20.0
_SWATCH = 14.0
_GAP = 6.0
_BETWEEN = 12.0
_MARGIN = 14.0


class Entry(NamedTuple):
    """One line of the legend."""

    name: str
    color: str
    value: float


class LegendLayer(Layer):
    """A row of entries at the bottom of the plot, below the curves; more rows where one is too short."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme)
        self.entries: tuple[Entry, ...] = ()

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Shows these entries instead of those before."""
        if tuple(entries) != self.entries:
            self.entries = tuple(entries)
            self.update()

    def height(self) -> float:
        """How many pixels at the bottom of the plot belong to the legend."""
        rows = {place.y() for place in self._places(self.boundingRect())}
        return len(rows) * ROW + _GAP if rows else 0.0

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints swatch, name and value of each entry."""
        names, values = sans(SECONDARY), mono(SECONDARY)
        places = self._places(rect)
        for place in places:
            painter.fillRect(place.adjusted(-_GAP, 1, _GAP, -1), QColor(self.theme.plot))
        for entry, place in zip(self.entries, places, strict=True):
            middle = round(place.center().y())
            painter.setPen(QPen(QColor(entry.color), 2))
            painter.drawLine(QPointF(place.left(), middle), QPointF(place.left() + _SWATCH, middle))
            text = place.adjusted(_SWATCH + _GAP, 0, 0, 0)
            painter.setPen(QColor(self.theme.text))
            painter.setFont(names)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, entry.name)
            text.setLeft(text.left() + QFontMetricsF(names).horizontalAdvance(entry.name) + _GAP)
            painter.setFont(values)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, value_text(entry.value))

    def _places(self, rect: QRectF) -> list[QRectF]:
        names = QFontMetricsF(sans(SECONDARY))
        value_width = QFontMetricsF(mono(SECONDARY)).horizontalAdvance("0") * VALUE_WIDTH
        places: list[QRectF] = []
        x, y = rect.left() + _MARGIN, 0.0
        for entry in self.entries:
            width = _SWATCH + _GAP + names.horizontalAdvance(entry.name) + _GAP + value_width
            if places and x + width > rect.right() - _MARGIN:
                x, y = rect.left() + _MARGIN, y + ROW
            places.append(QRectF(x, y, width, ROW))
            x += width + _BETWEEN
        bottom = rect.bottom() - _GAP - (y + ROW)
        return [place.translated(0, bottom) for place in places]
