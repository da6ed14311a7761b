"""What a plot shows while it has nothing to show: what will be here, and how to get it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.type import CONTROL, SECONDARY, Weight, sans

_GAP = 4.0
_MARGIN = 16.0
_CENTERED = Qt.AlignmentFlag.AlignHCenter.value | Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value


class EmptyText(NamedTuple):
    """A title that names what will be here, and a sentence that says how to get it."""

    title: str
    hint: str


def paint_empty(painter: QPainter, rect: QRectF, text: EmptyText, theme: Theme) -> None:
    """Paints the text in the middle of a rectangle; where there is no room for all of it, the title alone."""
    room = rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
    title = QFontMetricsF(sans(CONTROL, Weight.SEMIBOLD)).boundingRect(room, _CENTERED, text.title).height()
    hint = QFontMetricsF(sans(SECONDARY)).boundingRect(room, _CENTERED, text.hint).height()
    has_hint = title + _GAP + hint <= rect.height()
    top = room.center().y() - (title + (_GAP + hint) * has_hint) / 2
    painter.setFont(sans(CONTROL, Weight.SEMIBOLD))
    painter.setPen(QColor(theme.second))
    painter.drawText(QRectF(room.x(), top, room.width(), title), _CENTERED, text.title)
    if has_hint:
        painter.setFont(sans(SECONDARY))
        painter.setPen(QColor(theme.third))
        painter.drawText(QRectF(room.x(), top + title + _GAP, room.width(), hint), _CENTERED, text.hint)
