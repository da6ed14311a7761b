"""The heading of what can be folded away."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from nnstudio.studio.theme import spacing
from nnstudio.studio.theme.icons import paint_icon
from nnstudio.studio.theme.type import CONTROL, Weight, sans

_ICON = 12
_GAP = spacing.TIGHT


class FoldButton(QAbstractButton):
    """An arrow, which points down while open, and a text that gives way where there is no room."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(sans(CONTROL, Weight.SEMIBOLD))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a field."""
        width = ceil(QFontMetricsF(self.font()).horizontalAdvance(self.text()))
        return QSize(_ICON + _GAP + width + _GAP, spacing.FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the arrow."""
        return QSize(_ICON, spacing.FIELD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow, text, and a frame while it has the focus."""
        del event
        palette, painter = QGuiApplication.palette(), QPainter(self)
        role = QPalette.ColorRole.Text if self.underMouse() else QPalette.ColorRole.PlaceholderText
        place = QRectF(0, (self.height() - _ICON) / 2, _ICON, _ICON)
        paint_icon(painter, place, "chevron-down" if self.isChecked() else "chevron-right", palette.color(role).name())
        left = _ICON + _GAP
        metrics = QFontMetricsF(self.font())
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - left - _GAP)
        painter.setPen(palette.color(role))
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(palette.accent().color(), 1))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 3.5, -0.5, -3.5), _GAP, _GAP)
