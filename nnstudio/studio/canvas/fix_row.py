"""A repair as a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnstudio.studio.canvas.repairs import RepairText
from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.theme.icons import paint_icon
from nnstudio.studio.theme.spacing import CARD_RADIUS, ICON, MEDIUM, SMALL, TIGHT

_HEIGHT = 36
_HEIGHT_OF_TWO = 48
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_CONSEQUENCE_WIDTH = 88.0
"""At least, so that the shapes of most rows stand below each other."""
_LEFT = MEDIUM + ICON + SMALL


class FixRow(QAbstractButton):
    """Icon, title, shapes and consequence side by side; where there is little room, the last two on a second line.

    The first row, which Enter applies, is in the accent color.
    """

    def __init__(self, repair: RepairText, style: CanvasStyle, *, is_first: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._repair = repair
        self._style = style
        self._is_first = is_first
        self.setText(repair.title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Any width will do: what is too long is cut."""
        return QSize(_LEFT, _HEIGHT)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """One line, or two."""
        return _HEIGHT if self._fits_in_one_line(width - _LEFT - SMALL) else _HEIGHT_OF_TWO

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell in the tool tip what is cut."""
        super().resizeEvent(event)
        is_cut = self._style.button_metrics.horizontalAdvance(self._repair.title) > self.width() - _LEFT - SMALL
        self.setToolTip(self._repair.title if is_cut else "")

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
        icon = QRectF(MEDIUM - TIGHT / 2, (self.height() - ICON) / 2, ICON, ICON)
        paint_icon(painter, icon, self._repair.category.lower(), theme.category(self._repair.category))
        row = self.rect().toRectF().adjusted(_LEFT, 0, -SMALL, 0)
        if self._fits_in_one_line(row.width()):
            self._paint_columns(painter, row)
        else:
            self._paint_lines(painter, row)
        painter.end()

    def _fits_in_one_line(self, width: float) -> bool:
        style, repair = self._style, self._repair
        title = style.button_metrics.horizontalAdvance(repair.title)
        shapes = style.number_metrics.horizontalAdvance(repair.shapes)
        return title + SMALL + shapes + self._consequence_width() <= width

    def _consequence_width(self) -> float:
        if not self._repair.consequence:
            return 0.0
        return max(self._style.text_metrics.horizontalAdvance(self._repair.consequence) + SMALL, _CONSEQUENCE_WIDTH)

    def _paint_columns(self, painter: QPainter, row: QRectF) -> None:
        """The title at the left, shapes and consequence at the right."""
        style, repair = self._style, self._repair
        shapes = style.number_metrics.horizontalAdvance(repair.shapes)
        right = row.right()
        if repair.consequence:
            painter.setPen(style.second)
            painter.setFont(style.text_font)
            painter.drawText(row, int(_MIDDLE | Qt.AlignmentFlag.AlignRight), repair.consequence)
            right -= self._consequence_width()
        self._paint_shapes(painter, QRectF(right - shapes - 1, row.top(), shapes + 1, row.height()))
        self._paint_title(painter, row)

    def _paint_lines(self, painter: QPainter, row: QRectF) -> None:
        """The title, and under it the shapes, with the consequence where there is room."""
        half = QRectF(row.left(), TIGHT + 1, row.width(), row.height() / 2 - TIGHT)
        self._paint_title(painter, half)
        second = half.translated(0, half.height())
        self._paint_shapes(painter, second)
        metrics, repair = self._style.text_metrics, self._repair
        shapes = self._style.number_metrics.horizontalAdvance(repair.shapes)
        if shapes + SMALL + metrics.horizontalAdvance(repair.consequence) <= second.width():
            painter.setPen(self._style.second)
            painter.setFont(self._style.text_font)
            painter.drawText(second, int(_MIDDLE | Qt.AlignmentFlag.AlignRight), repair.consequence)

    def _paint_title(self, painter: QPainter, place: QRectF) -> None:
        style = self._style
        painter.setPen(style.text)
        painter.setFont(style.button_font)
        text = style.button_metrics.elidedText(self._repair.title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(_MIDDLE | Qt.AlignmentFlag.AlignLeft), text)

    def _paint_shapes(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(self._style.second)
        painter.setFont(self._style.number_font)
        painter.drawText(place, int(_MIDDLE | Qt.AlignmentFlag.AlignLeft), self._repair.shapes)
