"""Which columns an Input node takes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from nnstudio.studio.forms.chooser import Chooser
from nnstudio.studio.theme import spacing

_MOST_ROWS = 10


class ColumnChooser(Chooser):
    """Names the chosen columns and opens a list to tick them in."""

    chosen = Signal(object)
    """The ticked columns, in the order of the data."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.addItem("")
        self._columns: tuple[str, ...] = ()
        self._ticked: tuple[str, ...] = ()
        self._list = QListWidget()
        self._list.setObjectName(f"{name}.list")
        self._list.itemChanged.connect(self._tick)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        column = QVBoxLayout(self._popup)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)

    def show_columns(self, columns: Sequence[str], ticked: Sequence[str]) -> None:
        """Offer these columns, of which some are ticked."""
        self._ticked = tuple(ticked)
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._fill()
        blocked = self._list.blockSignals(True)
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setCheckState(Qt.CheckState.Checked if item.text() in self._ticked else Qt.CheckState.Unchecked)
        self._list.blockSignals(blocked)
        self.setItemText(0, self._described())
        self.setToolTip(", ".join(self._ticked))

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Opens the list to tick."""
        rows = min(len(self._columns), _MOST_ROWS)
        height = rows * max(spacing.ROW_HEIGHT, self._list.sizeHintForRow(0)) + 2 * (spacing.TIGHT + 1)
        self._popup.resize(max(self.width(), self._list.sizeHintForColumn(0) + 2 * spacing.SECTION), height)
        self._popup.move(self.mapToGlobal(QPoint(0, self.height())))
        self._popup.show()
        self._list.setFocus()

    def _fill(self) -> None:
        blocked = self._list.blockSignals(True)
        self._list.clear()
        for name in self._columns:
            item = QListWidgetItem(name, self._list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        self._list.blockSignals(blocked)

    def _described(self) -> str:
        if len(self._ticked) == 1:
            return self._ticked[0]
        return self.tr("{count} of {all} columns").format(count=len(self._ticked), all=len(self._columns))

    def _tick(self, changed: QListWidgetItem) -> None:
        items = [self._list.item(row) for row in range(self._list.count())]
        ticked = tuple(item.text() for item in items if item.checkState() == Qt.CheckState.Checked)
        if ticked:
            self.chosen.emit(ticked)
        else:
            changed.setCheckState(Qt.CheckState.Checked)
