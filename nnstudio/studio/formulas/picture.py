"""A formula as a picture, for pages of text."""

from __future__ import annotations

from math import ceil
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from nnstudio.studio.formulas.layout import Layout
from nnstudio.studio.theme.type import TITLE

_SHARPNESS: Final = 2.0
"""Pixels of the picture for each of the screen's, so that it stays sharp on dense screens."""


def formula_picture(formula: str, room: float, color: QColor, size: float = TITLE) -> QImage:
    """The formula in a color, on nothing, in lines of at most this width."""
    layout = Layout(formula, room, size)
    width, height = ceil(layout.width) + 2, ceil(layout.height) + 2
    picture = QImage(round(width * _SHARPNESS), round(height * _SHARPNESS), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(_SHARPNESS)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    layout.draw(painter, 1, 1, color)
    painter.end()
    return picture
