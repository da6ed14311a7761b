"""Letters that grow against the zoom, so that what is shown small can still be read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

LARGEST: Final = 1.5
"""How much they can grow before a card has no room for two lines."""
_COMFORTABLE = 0.85
"""Below this zoom they grow."""


def letter_scale(detail: float) -> float:
    """How much larger than the rest letters are painted at a zoom."""
    return min(max(_COMFORTABLE / detail, 1.0), LARGEST)


def write(painter: QPainter, at: QPointF, text: str, font: QFont, scale: float) -> None:
    """Write so many times larger than the font is."""
    painter.setFont(font)
    if scale == 1:
        painter.drawText(at, text)
        return
    painter.save()
    painter.translate(at)
    painter.scale(scale, scale)
    painter.drawText(QPointF(), text)
    painter.restore()


def grown(rect: QRectF, scale: float) -> QRectF:
    """A rectangle so many times larger, around its middle."""
    width, height = rect.width() * (scale - 1) / 2, rect.height() * (scale - 1) / 2
    return rect.adjusted(-width, -height, width, height)
