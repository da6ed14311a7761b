"""The bubble beside the mouse: a title, and names with values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.spacing import FIELD_RADIUS
from nnstudio.studio.theme.type import SECONDARY, Weight, mono, sans

_ROW = 18.0
_PAD = 8.0
_DOT = 6.0
_GAP = 12.0
_DISTANCE = 12.0
_EDGE = 4.0


class Line(NamedTuple):
    """A line of the bubble: a name and its value, and the color and place of its curve where it has them."""

    name: str
    value: str
    color: str | None = None
    point: tuple[float, float] | None = None


def paint_bubble(
    painter: QPainter, theme: Theme, point: QPointF, bounds: QRectF, title: str, lines: Sequence[Line]
) -> None:
    """Paints the bubble beside a point, on the side with more room, and inside of the bounds."""
    bubble = _place(point, bounds, title, lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.line), 1))
    painter.setBrush(QColor(theme.card))
    painter.drawRoundedRect(bubble, FIELD_RADIUS, FIELD_RADIUS)
    row = QRectF(bubble.left() + _PAD, bubble.top() + _PAD - 2, bubble.width() - 2 * _PAD, _ROW)
    painter.setFont(sans(SECONDARY, Weight.SEMIBOLD))
    painter.setPen(QColor(theme.text))
    painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, title)
    for line in lines:
        row.translate(0, _ROW)
        _paint_line(painter, theme, row, line)


def _paint_line(painter: QPainter, theme: Theme, row: QRectF, line: Line) -> None:
    if line.color is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(line.color))
        painter.drawEllipse(QRectF(row.left(), row.center().y() - _DOT / 2, _DOT, _DOT))
    painter.setFont(sans(SECONDARY))
    painter.setPen(QColor(theme.second))
    painter.drawText(row.adjusted(_indent(line), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, line.name)
    painter.setFont(mono(SECONDARY))
    painter.setPen(QColor(theme.text))
    painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, line.value)


def _place(point: QPointF, bounds: QRectF, title: str, lines: Sequence[Line]) -> QRectF:
    names, values = QFontMetricsF(sans(SECONDARY)), QFontMetricsF(mono(SECONDARY))
    widths = [QFontMetricsF(sans(SECONDARY, Weight.SEMIBOLD)).horizontalAdvance(title)]
    for line in lines:
        text = names.horizontalAdvance(line.name) + values.horizontalAdvance(line.value)
        widths.append(_indent(line) + text + _GAP)
    width = max(widths) + 2 * _PAD
    height = _ROW * (len(lines) + 1) + 2 * _PAD - 4
    left = point.x() + _DISTANCE
    if left + width > bounds.right() - _EDGE:
        left = point.x() - _DISTANCE - width
    left = max(left, bounds.left() + _EDGE)
    top = max(min(point.y() - height / 2, bounds.bottom() - height - _EDGE), bounds.top() + _EDGE)
    return QRectF(round(left) + 0.5, round(top) + 0.5, round(width), round(height))


def _indent(line: Line) -> float:
    return _DOT + _PAD if line.color is not None else 0.0
