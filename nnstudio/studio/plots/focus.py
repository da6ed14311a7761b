"""The ring around a painted widget that has the focus."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.spacing import FIELD_RADIUS

_HALF: Final = 0.5


def paint_focus(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Draw a line in the accent color just inside a rectangle, as around a field."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(_HALF, _HALF, -_HALF, -_HALF), FIELD_RADIUS, FIELD_RADIUS)
