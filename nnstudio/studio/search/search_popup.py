"""A field over the window and the rows that it finds while one types: for layers, commands, whatever has a name."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.studio.theme import Role, set_role
from nnstudio.studio.theme.spacing import ROW_HEIGHT, SMALL
from nnstudio.studio.theme.type import mono

BESIDE: Final = Qt.ItemDataRole.UserRole
"""What a row tells at its right, in monospace."""
_ROWS: Final = 8
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Why the cursor may leave the field without closing the search."""


class SearchPopup(QFrame):
    """The keys of its field work on the list; it closes when the cursor goes elsewhere.

    A search of its own kind says what it finds (`found`) and what becomes of the row that was chosen (`take`).
    """

    def __init__(self, name: str, width: int, parent: QWidget) -> None:
        """`name` is the field's object name."""
        super().__init__(parent)
        self._place = parent
        self._field = QLineEdit()
        self._field.setObjectName(name)
        self._field.textChanged.connect(self._show_found)
        self._field.installEventFilter(self)
        self._list = _row_list()
        self._list.itemClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        set_role(self, Role.CARD)
        self.setFixedWidth(width)
        self.hide()

    def set_prompt(self, prompt: str) -> None:
        """Say what can be typed."""
        self._field.setPlaceholderText(prompt)
        self._field.setAccessibleName(prompt)
        self._list.setAccessibleName(prompt)

    def found(self, query: str, most: int) -> list[QListWidgetItem]:
        """The rows for what was typed, best first, no more than can be shown."""
        raise NotImplementedError

    def take(self, item: QListWidgetItem) -> None:
        """A row was chosen; the search is closed already."""
        raise NotImplementedError

    def open_at(self, at: QPoint) -> None:
        """Ask at a point of the parent, or as near to it as there is room."""
        self._field.clear()
        self._show_found("")
        space = self._place.rect().adjusted(SMALL, SMALL, -SMALL - self.width(), -SMALL - self.height())
        self.move(max(min(at.x(), space.right()), space.left()), max(min(at.y(), space.bottom()), space.top()))
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_search(self) -> None:
        """Give the cursor back to where it was."""
        self.hide()
        self._place.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the keys of the field work on the list, and close when the cursor goes elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(Qt.Key(event.key())):
            return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            self.hide()
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._select(self._list.currentRow() + (1 if key == Qt.Key.Key_Down else -1))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(self._list.currentItem())
            case Qt.Key.Key_Escape:
                self.close_search()
            case _:
                return False
        return True

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.close_search()
            self.take(item)

    def _show_found(self, query: str) -> None:
        rows = self.found(query, _ROWS)
        self._list.clear()
        for row in rows:
            self._list.addItem(row)
        self._select(0)
        self._list.setFixedHeight(len(rows) * ROW_HEIGHT)
        self._list.setVisible(bool(rows))
        self.adjustSize()

    def _select(self, row: int) -> None:
        if 0 <= row < self._list.count():
            self._list.setCurrentRow(row)


class _RowDelegate(QStyledItemDelegate):
    """Writes what a row tells beside its name at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row, then what stands beside it in monospace."""
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(mono())
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole).color())
        cell = option.rect.adjusted(0, 0, -SMALL, 0)
        painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data(BESIDE))
        painter.restore()


def _row_list() -> QListWidget:
    rows = QListWidget()
    rows.setItemDelegate(_RowDelegate(rows))
    rows.setUniformItemSizes(True)
    rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    rows.setStyleSheet("QListView { background: transparent; }")
    return rows
