"""A list to choose from that says, before anything is chosen, what would come of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnstudio.studio.forms.choice_note import WIDTH, ChoiceNote
from nnstudio.studio.forms.chooser import Chooser
from nnstudio.studio.forms.outlook import Outlook

_EDGE: Final = 1
"""The list's lower frame."""


class ExplainingChooser(Chooser):
    """At the foot of its open list stands what the highlighted entry is and would do."""

    least_list_width: ClassVar[int] = WIDTH

    pointed = Signal(int)
    """An entry of the open list is highlighted, but not chosen yet; -1 when the list closes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._help = ""
        self._note: ChoiceNote | None = None
        self._is_stepping = False
        self._is_in_row = False
        self.highlighted.connect(self._point)

    def explain(self, help_text: str) -> None:
        """Say this of entries that have no help of their own."""
        self._help = help_text

    @property
    def note(self) -> str:
        """What is said at the foot of the list."""
        return self._note.said if self._note is not None else ""

    def foretell(self, outlook: Outlook) -> None:
        """Say what would come of the highlighted entry."""
        if self._note is not None:
            self._note.show_outlook(outlook)

    @property
    def goes_on(self) -> bool:
        """Whether the entry that is chosen at this moment is one of a row that keys or the wheel go through."""
        return self._is_stepping and self._is_in_row

    def end_row(self) -> None:
        """Let the next step begin a row of its own."""
        self._is_in_row = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Goes through the entries while the list is closed."""
        with self._stepping():
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """The same."""
        with self._stepping():
            super().wheelEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Ends a row of steps."""
        self.end_row()
        super().focusOutEvent(event)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Opens the list with room for the note at its foot."""
        self.end_row()
        super().showPopup()
        self._add_note()
        self._point(self.currentIndex())

    def hidePopup(self) -> None:  # noqa: N802 - Qt's name
        """Closes the list."""
        super().hidePopup()
        self.pointed.emit(-1)

    @contextmanager
    def _stepping(self) -> Iterator[None]:
        before, self._is_stepping = self.currentIndex(), True
        yield
        self._is_stepping = False
        self._is_in_row = self._is_in_row or self.currentIndex() != before

    def _add_note(self) -> None:
        """Let the list be as much higher as the note is, end where the box ends, and stay on the screen."""
        popup = self.view().window()
        layout = popup.layout()
        if layout is None:
            return
        if self._note is None:
            self._note = ChoiceNote()
            layout.addWidget(self._note)
            self._note.show()
        height = self._note.sizeHint().height() + _EDGE
        place = popup.geometry()
        is_above = place.top() < self.mapToGlobal(self.rect().topLeft()).y()
        place.setHeight(place.height() + height)
        if is_above:
            place.translate(0, -height)
        screen = self.screen().availableGeometry()
        place.moveRight(self.mapToGlobal(self.rect().topRight()).x())
        place.moveLeft(max(place.left(), screen.left()))
        if place.bottom() > screen.bottom():
            place.moveBottom(self.mapToGlobal(self.rect().topLeft()).y() - 1)
        popup.setGeometry(place)

    def _point(self, index: int) -> None:
        if self._note is not None and index >= 0:
            self._note.show_choice(self.itemData(index, Qt.ItemDataRole.ToolTipRole) or self._help)
        self.pointed.emit(index)
