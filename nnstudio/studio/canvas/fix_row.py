"""A repair as a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.studio.canvas.repairs import Repair
from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.theme.icons import paint_icon
from nnstudio.studio.theme.spacing import CARD_RADIUS, ICON, MEDIUM, SMALL, TIGHT

_HEIGHT = 36
_WEIGHTS_WIDTH = 96.0
_LEFT = MEDIUM + ICON + SMALL


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

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Any width will do: what has no room is left out."""
        return QSize(_LEFT, _HEIGHT)

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
        icon = QRectF(MEDIUM - TIGHT / 2, (_HEIGHT - ICON) / 2, ICON, ICON)
        paint_icon(painter, icon, self._repair.category.lower(), theme.category(self._repair.category))
        self._paint_columns(painter)
        painter.end()

    def _paint_columns(self, painter: QPainter) -> None:
        """The title at the left, shapes and weights at the right; the weights only if there is room for them."""
        style, repair = self._style, self._repair
        row = self.rect().toRectF().adjusted(_LEFT, 0, -SMALL, 0)
        title = style.button_metrics.horizontalAdvance(repair.title)
        shapes = style.number_metrics.horizontalAdvance(repair.shapes)
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(style.second)
        right = row.right()
        if repair.weights and title + SMALL + shapes + _WEIGHTS_WIDTH <= row.width():
            painter.setFont(style.text_font)
            painter.drawText(row, int(vertical | Qt.AlignmentFlag.AlignRight), repair.weights)
            right -= _WEIGHTS_WIDTH
        painter.setFont(style.number_font)
        painter.drawText(QRectF(right - shapes - 1, 0, shapes + 1, _HEIGHT), int(vertical), repair.shapes)
        painter.setPen(style.text)
        painter.setFont(style.button_font)
        room = right - shapes - SMALL - row.left()
        text = style.button_metrics.elidedText(repair.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(row, int(vertical | Qt.AlignmentFlag.AlignLeft), text)
