"""A line in which one column of the data is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from nnstudio.studio.forms.chooser import Chooser
from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import Line
from nnstudio.studio.forms.wording import none_word


class ColumnLine(Line):
    """A label and a list of columns, which has its object name; an empty name in the list stands for none."""

    chosen = Signal(str)
    """A person chose this column."""

    def __init__(self, label: str, name: str, help_text: str, parent: QWidget | None = None) -> None:
        chooser = Chooser()
        super().__init__(label, chooser, LABEL_WIDTH, parent=parent)
        self._chooser = chooser
        self._names: tuple[str, ...] = ()
        self._chooser.setObjectName(name)
        self._chooser.setAccessibleName(label)
        self._chooser.setPlaceholderText(QCoreApplication.translate("Columns", "Choose a column"))
        self._chooser.currentIndexChanged.connect(self._choose)
        self.setToolTip(help_text)

    def show_columns(self, names: Sequence[str], shown: str) -> None:
        """Offer these columns and show one of them; nothing is emitted."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            blocked = self._chooser.blockSignals(True)
            self._chooser.clear()
            self._chooser.addItems([name or none_word() for name in names])
            self._chooser.blockSignals(blocked)
        self._chooser.show_index(self._names.index(shown) if shown in self._names else -1)

    def _choose(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self._names[index])
