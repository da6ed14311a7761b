"""The dot left of a setting that differs from its default, and the way back to it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.theme import spacing
from nnstudio.studio.theme.icons import paint_icon

_RADIUS = 2.5


class Mark(QAbstractButton):
    """A dot that becomes an arrow back under the pointer; the keyboard has an action of its own for that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = False
        self._resets = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedWidth(MARK_WIDTH)
        self.setAccessibleName(_tr("Reset to default"))
        self.setEnabled(False)

    def show_if(self, shown: bool, *, resets: bool = False, default: str = "") -> None:
        """Show the dot, or only keep its place; whether a click resets, and to which default."""
        self.shown, self._resets = shown, resets and shown
        self.setEnabled(self._resets)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._resets else Qt.CursorShape.ArrowCursor)
        differs = _tr("Differs from its default, {default}").format(default=default)
        text = differs if default else _tr("Differs from its default")
        self.setToolTip("" if not shown else f"{text}. {_tr('Click to reset.')}" if self._resets else text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a field."""
        return QSize(MARK_WIDTH, spacing.FIELD_HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Shows the arrow."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Shows the dot."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The dot, or the arrow, in the accent."""
        del event
        if not self.shown:
            return
        painter = QPainter(self)
        accent = QGuiApplication.palette().accent()
        middle = QPointF(self.width() / 2, self.height() / 2)
        if self._resets and self.underMouse():
            place = QRectF(0, 0, MARK_WIDTH, MARK_WIDTH)
            place.moveCenter(middle)
            paint_icon(painter, place, "reset", accent.color().name())
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(middle, _RADIUS, _RADIUS)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
