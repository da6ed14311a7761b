"""Fields that are typed: numbers, shapes, texts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.stepping import stepped
from nnstudio.studio.forms.typed_text import RefusedTextError, text_of, value_of
from nnstudio.studio.forms.wording import as_sentence, range_text
from nnstudio.studio.theme import set_invalid

_WHEEL_STEP = 120
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class Entry(QLineEdit):
    """A line to type in that can be stepped with the arrow keys and, while it has the focus, with the wheel."""

    steps = Signal(int)
    """How many steps up (or down, if negative) were asked for."""
    abandoned = Signal()
    """Escape was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes_steps = False
        self._fresh = False
        self._wheel = 0
        self.returnPressed.connect(self._begin_anew)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Steps with up and down; Escape takes back what was typed."""
        if self.takes_steps and event.key() in _STEPS:
            self.steps.emit(_STEPS[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Steps while it has the focus, so that scrolling past never changes anything."""
        if not (self.takes_steps and self.hasFocus()):
            event.ignore()
            return
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / _WHEEL_STEP)
        self._wheel -= steps * _WHEEL_STEP
        if steps:
            self.steps.emit(steps)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Selects everything, so that typing replaces it; a click does so when it ends."""
        super().focusInEvent(event)
        self._fresh = True
        if event.reason() == Qt.FocusReason.OtherFocusReason:
            self.selectAll()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Counts as the first click as well where the window had not become the active one yet."""
        super().mousePressEvent(event)
        self._fresh = self._fresh or not self.hasFocus()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Selects everything with the first click, unless it was a drag over part of it."""
        super().mouseReleaseEvent(event)
        if self._fresh and not self.hasSelectedText():
            self.selectAll()
        self._fresh = False

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """The menu of every text field, with the actions of this one below."""
        menu = self.createStandardContextMenu()
        if self.actions():
            menu.addSeparator()
            menu.addActions(self.actions())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _begin_anew(self) -> None:
        """After Enter, what is typed next replaces everything."""
        self.selectAll()
        self._fresh = True


class EntryEditor(FieldEditor):
    """A typed field: taken over on Enter or when the focus leaves, refused with a sentence."""

    def __init__(self, field: Field, name: str, parent: QWidget | None = None) -> None:
        super().__init__(field, name, parent)
        self._in_a_row = False
        self._refusal = ""
        self._entry = Entry()
        self._entry.takes_steps = field.kind in (FieldKind.INTEGER, FieldKind.NUMBER)
        self._set_input(self._entry)
        self._entry.editingFinished.connect(self._finish)
        self._entry.textEdited.connect(self._begin)
        self._entry.abandoned.connect(self._abandon)
        self._entry.steps.connect(self._step)

    @property
    def refusal(self) -> str:
        """Why the text that stands here cannot be used; empty where it can."""
        return self._refusal

    def set_value(self, value: Any) -> None:
        """Show a value, unless it is the same and something else is being typed."""
        if value != self._value:
            self._in_a_row = False
            self._settle()
        if value != self._value or not self._entry.isModified():
            super().set_value(value)

    def add_menu_action(self, action: QAction) -> None:
        """Put an action under those of every text field."""
        self._entry.addAction(action)

    def _show(self, value: Any) -> None:
        several = value is SEVERAL
        self._entry.setText("" if several else text_of(self.field, value))
        mixed = QCoreApplication.translate("Forms", "Mixed")
        self._entry.setPlaceholderText(mixed if several else range_text(self.field))
        if self._entry.hasFocus():
            self._entry.selectAll()
        else:
            self._entry.setCursorPosition(0)
        self._accept()

    def _begin(self, text: str) -> None:
        """Tell what would come of what is typed; while it is nothing yet, calmly what it may become."""
        self._in_a_row = False
        self._accept()
        if text == self._shown_text():
            self._settle()
            return
        try:
            value = self._read(text)
        except RefusedTextError as error:
            self._settle()
            self.foretell(Outlook(as_sentence(range_text(self.field)) or str(error)))
        else:
            self._try(value)

    def _abandon(self) -> None:
        self._show(self._value)
        self._settle()

    def _accept(self) -> None:
        self._refusal = ""
        set_invalid(self._entry, invalid=False)
        self.refused.emit("")

    def _finish(self) -> None:
        text = self._entry.text()
        if text == self._shown_text():
            self._entry.setModified(False)
            self._accept()
            self._settle()
            return
        try:
            value = self._read(text)
        except RefusedTextError as error:
            self._settle()
            set_invalid(self._entry, invalid=True)
            self._refusal = str(error)
            self.refused.emit(self._refusal)
            return
        self._entry.setModified(False)
        self._commit(value)
        self._show(self._value)
        self._settle()

    def _read(self, text: str) -> Any:
        """The value that was typed; raises RefusedTextError."""
        return value_of(self.field, text)

    def _shown_text(self) -> str:
        return "" if self._value is SEVERAL else text_of(self.field, self._value)

    def _step(self, steps: int) -> None:
        if self._entry.isModified():
            self._finish()
        if not isinstance(self._value, int | float) or isinstance(self._value, bool):
            return
        value = stepped(self.field, self._value, steps)
        if value == self._value:
            return
        self._try(value)  # what comes of all steps in a row is told until they end
        self._value = value
        self._show(value)
        self._entry.selectAll()
        (self.stepped if self._in_a_row else self.edited).emit(value)
        self._in_a_row = True
