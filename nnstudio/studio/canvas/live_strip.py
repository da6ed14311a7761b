"""The live strip of a card: the distribution of the node's activations, brighter where there are more."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.studio.canvas.bounded_item import BoundedItem
from nnstudio.studio.canvas.card_painter import TEXT_LEFT, TEXT_RIGHT
from nnstudio.studio.canvas.style import LEGIBLE, CanvasStyle

_RECT = QRectF(TEXT_LEFT, 50, TEXT_RIGHT - TEXT_LEFT, 5)
_GAP = 1.0
_LEVELS = 16
_FAINTEST = 0.18


class LiveStrip(BoundedItem):
    """A row of cells under the text of a card. It repaints only when a cell has visibly changed.

    Shades follow the square root of a height: many layers give zero almost everywhere, and the rest is to be seen too.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(_RECT, parent)
        self._levels: tuple[int, ...] = ()
        self._shades: list[QColor] = []
        self.setVisible(False)

    def set_values(self, values: Sequence[float]) -> None:
        """Show a histogram of heights from 0 to 1."""
        levels = tuple(round(math.sqrt(min(max(value, 0.0), 1.0)) * (_LEVELS - 1)) for value in values)
        if levels != self._levels:
            self._levels = levels
            self.update()

    def set_style(self, style: CanvasStyle, category: str) -> None:
        """Paint in shades of the category's hue."""
        self._shades = []
        for level in range(_LEVELS):
            shade = QColor(style.hue(category))
            shade.setAlphaF(_FAINTEST + (1 - _FAINTEST) * level / (_LEVELS - 1))
            self._shades.append(shade)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """One cell beside the other; nothing from far away, where the whole strip would be a pixel high."""
        if not self._levels or option.levelOfDetailFromTransform(painter.worldTransform()) < LEGIBLE:
            return
        pitch = _RECT.width() / len(self._levels)
        x = _RECT.left()
        for level in self._levels:
            painter.fillRect(QRectF(x, _RECT.top(), pitch - _GAP, _RECT.height()), self._shades[level])
            x += pitch
