"""Small widgets that every result has: a heading, a note, an empty place that says how to fill it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.studio.plots.empty import EmptyText, paint_empty
from nnstudio.studio.plots.focus import paint_focus
from nnstudio.studio.theme import Role, ThemeSource, set_role
from nnstudio.studio.theme.spacing import FIELD_HEIGHT, LARGE, SMALL, TIGHT


class Note(QLabel):
    """A calm sentence that is there only while there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.say("")

    def say(self, sentence: str, role: Role = Role.THIRD) -> None:
        """Show a sentence, or nothing."""
        set_role(self, role)
        self.setText(sentence)
        self.setVisible(bool(sentence))


class Titled(QWidget):
    """A heading over a content, with what belongs to it at the right of the heading.

    A `low` heading leaves as much room as it can; others are as high as the buttons that may stand beside them.
    """

    def __init__(self, title: str, content: QWidget, *beside: QWidget, low: bool = False) -> None:
        super().__init__()
        self.heading = QLabel(title)
        set_role(self.heading, Role.SECOND)
        self.heading.setMinimumHeight(LARGE + TIGHT if low else FIELD_HEIGHT)
        head = QHBoxLayout()
        head.setSpacing(SMALL)
        head.addWidget(self.heading, 1)
        for widget in beside:
            head.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(content, 1)


class EmptyPlace(QWidget):
    """What a view shows while it has nothing to show; Tab comes by, so that it is read aloud."""

    def __init__(self, theme_source: ThemeSource, text: EmptyText, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self.text = text
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._describe()
        theme_source.changed.connect(self._repaint)

    def set_text(self, text: EmptyText) -> None:
        """Say something else."""
        if text != self.text:
            self.text = text
            self._describe()
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the text in the middle."""
        painter = QPainter(self)
        paint_empty(painter, QRectF(self.rect()), self.text, self._theme_source.theme)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), self._theme_source.theme)
        painter.end()

    def _describe(self) -> None:
        self.setAccessibleName(self.text.title)
        self.setAccessibleDescription(self.text.hint)

    def _repaint(self) -> None:
        self.update()
