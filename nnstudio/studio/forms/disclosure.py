"""The small arrow beside a choice that shows and hides the settings of what is chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.studio.forms.measures import DISCLOSURE_WIDTH
from nnstudio.studio.theme import spacing
from nnstudio.studio.theme.icons import paint_icon

_ICON = 12


class Disclosure(QAbstractButton):
    """Points to the right while closed and down while open."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setFixedSize(DISCLOSURE_WIDTH, spacing.FIELD_HEIGHT)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a field."""
        return QSize(DISCLOSURE_WIDTH, spacing.FIELD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The arrow, in the accent while it has the focus or the pointer is over it."""
        del event
        palette = QGuiApplication.palette()
        color = palette.accent() if self.hasFocus() or self.underMouse() else palette.placeholderText()
        place = QRectF(0, 0, _ICON, _ICON)
        place.moveCenter(QRectF(self.rect()).center())
        painter = QPainter(self)
        paint_icon(painter, place, "chevron-down" if self.isChecked() else "chevron-right", color.color().name())
