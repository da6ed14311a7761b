"""What a plot shows while it has nothing to show: what will be here, and how to get it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.type import CONTROL, SECONDARY, Weight, sans

_TITLE_HEIGHT = 20.0
_HINT_HEIGHT = 36.0
_GAP = 4.0
_MARGIN = 16.0


class EmptyText(NamedTuple):
    """A title that names what will be here, and a sentence that says how to get it."""

    title: str
    hint: str


def paint_empty(painter: QPainter, rect: QRectF, text: EmptyText, theme: Theme) -> None:
    """Paints the text in the middle of a rectangle."""
    rect = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
    top = rect.center().y() - (_TITLE_HEIGHT + _GAP + _HINT_HEIGHT) / 2
    painter.setFont(sans(CONTROL, Weight.SEMIBOLD))
    painter.setPen(QColor(theme.second))
    painter.drawText(QRectF(rect.x(), top, rect.width(), _TITLE_HEIGHT), Qt.AlignmentFlag.AlignCenter, text.title)
    hint = QRectF(rect.x(), top + _TITLE_HEIGHT + _GAP, rect.width(), _HINT_HEIGHT)
    painter.setFont(sans(SECONDARY))
    painter.setPen(QColor(theme.third))
    centered = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(hint, centered, text.hint)
