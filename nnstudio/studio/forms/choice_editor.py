"""Fields that are chosen from a list: yes or no, and names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from nnstudio.catalog.fields import Field, FieldKind
from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.measures import LEAST_WIDTH
from nnstudio.studio.forms.shown_value import yes_or_no
from nnstudio.studio.forms.wording import none_word

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
    """A list to choose from that scrolling past never changes, and that shortens names which are too long for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(_MOST_ROWS)
        self.setMinimumWidth(LEAST_WIDTH)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Chooses the next one only while it has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Opens the list as wide as its longest name."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + bar)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draws the box with its text cut by an ellipsis."""
        del event
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        edge = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edge, self).width()
        if self.currentIndex() < 0:
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
            option.currentText = self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class ChoiceEditor(FieldEditor):
    """A field with a list of values."""

    def __init__(self, field: Field, name: str, parent: QWidget | None = None) -> None:
        super().__init__(field, name, parent)
        self._options = tuple(_options(field))
        self._chooser = Chooser()
        fill(self._chooser, self._options)
        self._set_input(self._chooser)
        self._chooser.currentIndexChanged.connect(self._choose)

    def _show(self, value: Any) -> None:
        values = [option.value for option in self._options]
        show_index(self._chooser, values.index(value) if value is not SEVERAL and value in values else -1)

    def _choose(self, index: int) -> None:
        if index >= 0:
            self._commit(self._options[index].value)


def fill(chooser: QComboBox, options: Iterable[Option]) -> None:
    """Put options into a list, each with its help as a tooltip."""
    chooser.setPlaceholderText(QCoreApplication.translate("Forms", "Mixed"))
    for index, option in enumerate(options):
        if option is SEPARATOR:
            chooser.insertSeparator(index)
            continue
        chooser.addItem(option.text)
        chooser.setItemData(index, option.help, Qt.ItemDataRole.ToolTipRole)


def show_index(chooser: QComboBox, index: int) -> None:
    """Show an entry without telling anyone."""
    blocked = chooser.blockSignals(True)
    chooser.setCurrentIndex(index)
    chooser.blockSignals(blocked)


def _options(field: Field) -> Iterable[Option]:
    if field.optional:
        yield Option(none_word(), None)
    if field.kind is FieldKind.BOOLEAN:
        yield from (Option(yes_or_no(value), value) for value in (True, False))
    for choice in field.choices:
        yield Option(choice, choice)
