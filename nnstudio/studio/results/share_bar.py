"""Shares of a whole as bars in the cells of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from nnstudio.studio.results.table import CellDelegate, Index
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import SMALL, TIGHT

_WIDEST_TEXT: Final = "100.0%"


class ShareBars(CellDelegate):
    """Draws a bar to the left of each percentage; the largest share fills its cell."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._shares: Sequence[float] = ()

    def show_shares(self, shares: Sequence[float]) -> None:
        """The share of every row, from 0 to 1."""
        self._shares = shares

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints the cell, and the bar into the room that its text leaves."""
        super().paint(painter, option, index)
        if index.row() >= len(self._shares) or not self._shares[index.row()]:
            return
        text = QFontMetricsF(option.font).horizontalAdvance(_WIDEST_TEXT)
        room = QRectF(option.rect).adjusted(SMALL, 0, -2 * SMALL - text, 0)
        length = max(1.0, room.width() * self._shares[index.row()] / max(self._shares))
        bar = QRectF(room.left(), room.center().y() - TIGHT, length, 2 * TIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme_source.theme.training))
        painter.drawRoundedRect(bar, 2, 2)
        painter.restore()
