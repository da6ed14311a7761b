"""A text that is written where it stands, such as a note on the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class InPlaceText(QPlainTextEdit):
    """Lies over what is to be written anew, until it is finished or abandoned.

    Enter finishes a line; a text of several lines is finished by Ctrl+Enter, or by going elsewhere. Escape abandons.
    """

    written = Signal(str)
    """This is the text now; only told if it is another one."""
    closed = Signal()
    """Nothing is being written any more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before = ""
        self._is_line = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def open(self, text: str, place: QRect, font: QFont, *, is_line: bool) -> None:
        """Let this text be written here; a line is selected as a whole, so that another one can take its place."""
        self._before, self._is_line = text, is_line
        self.setLineWrapMode(self.LineWrapMode.NoWrap if is_line else self.LineWrapMode.WidgetWidth)
        self.document().setDocumentMargin(0)
        self.setFont(font)
        self.document().setDefaultFont(font)
        self.setPlainText(text)
        self.selectAll()
        if not is_line:
            cursor = self.textCursor()
            cursor.movePosition(cursor.MoveOperation.End)
            self.setTextCursor(cursor)
        self.setGeometry(place)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Take the text over."""
        if self.isHidden():
            return
        text = self.toPlainText()
        self.abandon()
        if text != self._before:
            self.written.emit(text)

    def abandon(self) -> None:
        """Let everything be as before."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        """Paste plain text; into a line without its line breaks."""
        if source.hasText():
            text = source.text()
            self.insertPlainText(" ".join(text.split()) if self._is_line else text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Finish, abandon, or write."""
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self._leave(self.abandon)
        elif event.key() in _ENDS and (self._is_line or is_ctrl):
            self._leave(self.finish)
        else:
            super().keyPressEvent(event)

    def _leave(self, end: Callable[[], None]) -> None:
        """End, and give the keyboard back to what the text lies on."""
        end()
        below = self.parentWidget()
        if below is not None:
            below.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Finish, unless it is for a menu of its own or another window."""
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in stays:
            self.finish()
