"""A list to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from nnstudio.studio.forms.measures import LEAST_WIDTH

_MOST_ROWS = 16


@dataclass(frozen=True)
class Option:
    """One entry of a list to choose from."""

    text: str
    value: Any
    help: str = ""


SEPARATOR: Final = Option("", object())
"""A line between two families of entries."""


class Chooser(QComboBox):
    """A list that scrolling past never changes, and that shortens names which are too long for it."""

    least_list_width: ClassVar[int] = 0
    """How wide the list is at least when it is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(_MOST_ROWS)
        self.setMinimumWidth(LEAST_WIDTH)

    def fill(self, options: Iterable[Option]) -> None:
        """Put options into the list, each with its help as a tooltip; where none is shown, several things differ."""
        self.setPlaceholderText(QCoreApplication.translate("Forms", "Mixed"))
        for index, option in enumerate(options):
            if option is SEPARATOR:
                self.insertSeparator(index)
                continue
            self.addItem(option.text)
            self.setItemData(index, option.help, Qt.ItemDataRole.ToolTipRole)

    def show_index(self, index: int) -> None:
        """Show an entry without telling anyone."""
        blocked = self.blockSignals(True)
        self.setCurrentIndex(index)
        self.blockSignals(blocked)

    def event(self, event: QEvent) -> bool:
        """Letters choose the entry that begins with them, also those that are shortcuts of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _writes(event):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Chooses the next one only while it has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Opens the list as wide as its longest name."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.view().setMinimumWidth(max(self.least_list_width, self.view().sizeHintForColumn(0) + bar))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draws the box with its text cut by an ellipsis."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        edge = QStyle.SubControl.SC_ComboBoxEditField
        place = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edge, self)
        text = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        if self.currentIndex() >= 0:
            option.currentText = text
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        else:
            painter.setPen(QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(place.adjusted(1, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)


def _writes(event: QKeyEvent) -> bool:
    """Whether a key gives a letter."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier == Qt.KeyboardModifier.NoModifier
    return plain and event.text().isprintable() and bool(event.text().strip())
