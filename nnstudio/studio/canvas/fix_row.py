"""A repair as a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.studio.canvas.repairs import Repair
from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.theme.icons import paint_icon
from nnstudio.studio.theme.spacing import CARD_RADIUS, ICON, LARGE, MEDIUM

_HEIGHT = 36
_WEIGHTS_WIDTH = 96.0
_SHAPES_WIDTH = 104.0


class FixRow(QAbstractButton):
    """Icon, title, shapes and weights in columns; the first row, which Enter applies, is in the accent color."""

    def __init__(self, repair: Repair, style: CanvasStyle, *, is_first: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._repair = repair
        self._style = style
        self._is_first = is_first
        self.setText(repair.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_HEIGHT)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for the title beside its columns."""
        title = self._style.button_metrics.horizontalAdvance(self._repair.title)
        shapes = _SHAPES_WIDTH if self._repair.shapes else 0
        weights = _WEIGHTS_WIDTH if self._repair.weights else 0
        return QSize(round(MEDIUM + ICON + MEDIUM + title + LARGE + shapes + weights + MEDIUM), _HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Light up under the mouse."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Stand back again."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, icon and three columns of text."""
        style, theme = self._style, self._style.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._is_first or self.hasFocus() or self.isDown()
        painter.setPen(outline(style.accent, HAIRLINE) if lit else style.line)
        painter.setBrush(QColor(theme.selection if lit else theme.hover if self.underMouse() else theme.field))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        icon = QRectF(MEDIUM, (_HEIGHT - ICON) / 2, ICON, ICON)
        paint_icon(painter, icon, self._repair.category.lower(), theme.category(self._repair.category))
        row = self.rect().toRectF().adjusted(MEDIUM + ICON + MEDIUM, 0, -MEDIUM, 0)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setPen(style.text)
        painter.setFont(style.button_font)
        painter.drawText(row, int(left | Qt.AlignmentFlag.AlignVCenter), self._repair.title)
        painter.setPen(style.second)
        painter.setFont(style.text_font)
        painter.drawText(row, int(right | Qt.AlignmentFlag.AlignVCenter), self._repair.weights)
        painter.setFont(style.number_font)
        shapes = row.adjusted(0, 0, -_WEIGHTS_WIDTH if self._repair.weights else 0, 0)
        painter.drawText(shapes, int(right | Qt.AlignmentFlag.AlignVCenter), self._repair.shapes)
        painter.end()
