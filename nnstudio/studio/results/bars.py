"""A row of numbers as bars from a line at zero: blue below it, orange above."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.studio.plots.numbers import scale_text, value_text
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import SMALL
from nnstudio.studio.theme.type import SECONDARY, mono

_WIDEST: Final = 24.0
_NARROWEST_GAP: Final = 4.0
_LABEL_WIDTH: Final = 7


class Bars(QWidget):
    """One bar for each number, with the largest distance from zero written beside them."""

    def __init__(self, theme_source: ThemeSource, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._values: Array = np.empty(0)
        self._reach = 0.0
        self.setAccessibleName(name)
        self.setMinimumSize(96, 48)
        theme_source.changed.connect(self._repaint)

    @property
    def values(self) -> Array:
        """The numbers that are shown."""
        return self._values

    def show_values(self, values: Array) -> None:
        """Show a vector of numbers; what is not a number has no bar."""
        self._values = values
        finite = np.abs(values[np.isfinite(values)])
        self._reach = float(finite.max()) if finite.size else 0.0
        self.update()

    def index_at(self, place: QPointF) -> int | None:
        """The number under a point of the widget."""
        rect = self._rect()
        if not len(self._values) or not rect.left() <= place.x() < rect.right():
            return None
        return min(int((place.x() - rect.left()) / rect.width() * len(self._values)), len(self._values) - 1)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Comfortable beside a table."""
        return QSize(240, 120)

    def event(self, event: QEvent) -> bool:
        """Tells the value under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.index_at(QPointF(event.pos()))
            if index is None:
                QToolTip.hideText()
            else:
                text = self.tr("{0}: {1}").format(index, value_text(float(self._values[index])))
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints bars, line and scale."""
        if not len(self._values):
            return
        theme, rect = self._theme_source.theme, self._rect()
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        pitch, zero = rect.width() / len(self._values), rect.center().y()
        gap = 1.0 if pitch >= _NARROWEST_GAP else 0.0
        for index, value in enumerate(np.nan_to_num(self._values).tolist()):
            height = value / (self._reach or 1.0) * rect.height() / 2
            painter.setBrush(QColor(theme.validation if value > 0 else theme.training))
            painter.drawRect(QRectF(rect.left() + index * pitch, zero, pitch - gap, -height))
        painter.setPen(QColor(theme.line))
        painter.drawLine(QPointF(rect.left(), zero), QPointF(rect.right(), zero))
        self._paint_scale(painter, rect)
        painter.end()

    def _paint_scale(self, painter: QPainter, rect: QRectF) -> None:
        font = mono(SECONDARY)
        line = QFontMetricsF(font).height()
        painter.setFont(font)
        painter.setPen(QColor(self._theme_source.theme.third))
        for value, y in ((self._reach, rect.top()), (0.0, rect.center().y()), (-self._reach, rect.bottom())):
            top = min(max(y - line / 2, 0), self.height() - line)
            label = QRectF(rect.right() + SMALL, top, self.width() - rect.right(), line)
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, scale_text(value))

    def _rect(self) -> QRectF:
        labels = QFontMetricsF(mono(SECONDARY)).horizontalAdvance("0") * _LABEL_WIDTH
        width = min(max(1.0, self.width() - SMALL - labels), _WIDEST * max(1, len(self._values)))
        return QRectF(0, 0, width, self.height())

    def _repaint(self) -> None:
        self.update()
