"""The theme as the canvas paints with it: fonts, colors and pens made once and not with every stroke."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.spacing import PILL_HEIGHT, SMALL
from nnstudio.studio.theme.type import CONTROL, SECONDARY, TITLE, Weight, mono, sans

HAIRLINE: Final = 1.0
OUTLINE: Final = 2.0
"""The border of what is selected or wrong."""
EDGE: Final = 1.6
PORT_RADIUS: Final = 4.0
LEGIBLE: Final = 0.5
"""Below this zoom cards show nothing but their type, in large letters: nobody could read the rest."""
NAMELESS: Final = 0.25
"""Below this zoom there is no text at all."""
_FAR = 24.0


class CanvasStyle:
    """Everything that items paint with, in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.title_font = sans(TITLE, Weight.SEMIBOLD)
        self.button_font = sans(CONTROL, Weight.SEMIBOLD)
        self.far_font = sans(_FAR, Weight.SEMIBOLD)
        self.text_font = sans(SECONDARY)
        self.name_font = sans(SECONDARY - 1)
        self.number_font = mono(SECONDARY)
        self.pill_font = mono(SECONDARY - 1)
        self.title_metrics = QFontMetricsF(self.title_font)
        self.button_metrics = QFontMetricsF(self.button_font)
        self.far_metrics = QFontMetricsF(self.far_font)
        self.text_metrics = QFontMetricsF(self.text_font)
        self.name_metrics = QFontMetricsF(self.name_font)
        self.number_metrics = QFontMetricsF(self.number_font)
        self.pill_metrics = QFontMetricsF(self.pill_font)
        self.text = QColor(theme.text)
        self.second = QColor(theme.second)
        self.third = QColor(theme.third)
        self.faint = QColor(theme.disabled)
        self.card = QColor(theme.card)
        self.panel = QColor(theme.panel)
        self.canvas = QColor(theme.canvas)
        self.dots = QColor(theme.dots)
        self.accent = QColor(theme.accent)
        self.error = QColor(theme.error)
        self.warning = QColor(theme.warning)
        self.line = QPen(QColor(theme.line), HAIRLINE)
        self.shadow = with_alpha(theme.shadow, 0.5)
        self._hues: dict[str, QColor] = {}
        self._pill_rects: dict[str, QRectF] = {}

    def hue(self, category: str) -> QColor:
        """The color of a category of layers."""
        if category not in self._hues:
            self._hues[category] = QColor(self.theme.category(category))
        return self._hues[category]

    def pill_rect(self, text: str) -> QRectF:
        """A pill that says this, around its middle; its width is even, so that it is sharp."""
        if text not in self._pill_rects:
            width = round(self.pill_metrics.horizontalAdvance(text)) + 2 * SMALL
            width += width % 2
            self._pill_rects[text] = QRectF(-width / 2, -PILL_HEIGHT / 2, width, PILL_HEIGHT)
        return self._pill_rects[text]


def with_alpha(color: str, alpha: float) -> QColor:
    """A color that lets its ground shine through."""
    result = QColor(color)
    result.setAlphaF(alpha)
    return result


def outline(color: QColor, width: float = OUTLINE, *, dashed: bool = False) -> QPen:
    """A pen with round ends; dashes are as long as the drawings have them."""
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashed else Qt.PenCapStyle.RoundCap)
    if dashed:
        pen.setDashPattern([4 / width * 1.6, 2.5 / width * 1.6])
    return pen
