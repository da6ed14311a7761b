"""Every change of the document by name: those behind it, and those that were undone. A click goes there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedLayout, QVBoxLayout, QWidget

from nnstudio.studio.language import told
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import TIGHT

_MOST_ROWS: Final = 500
"""Older changes can still be undone, one by one."""
_POSITION: Final = Qt.ItemDataRole.UserRole


class _Steps(QListWidget):
    """The arrow keys walk over it before Enter goes anywhere."""

    left = Signal()
    """The focus went elsewhere."""

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell."""
        super().focusOutEvent(event)
        self.left.emit()


class HistoryView(QWidget):
    """The steps that led to the document, the last one lowest; those that were undone stand below it in gray."""

    def __init__(self, session: Session, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme_source = theme_source
        text = EmptyText(
            self.tr("No changes yet"),
            self.tr("Every change of the network, its data and its training appears here. A click goes back to it."),
        )
        self._empty = EmptyPlace(theme_source, text)
        self._list = _Steps()
        self._list.setObjectName("history.list")
        self._list.setAccessibleName(self.tr("History"))
        self._list.setUniformItemSizes(True)
        self._list.itemActivated.connect(self._go_to)
        self._list.itemClicked.connect(self._go_to)
        self._list.left.connect(self._mark_present)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(TIGHT, TIGHT, TIGHT, TIGHT)
        layout.addLayout(self._pages)
        session.changed.connect(self._show)
        session.replaced.connect(self._show)
        theme_source.changed.connect(self._show)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take over what was changed while nobody looked."""
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        if not self.isVisible():
            return
        history = self._session.history
        first = self._first
        rows = [self.tr("Opened"), *history.labels][first : history.position + _MOST_ROWS]
        while self._list.count() > len(rows):
            self._list.takeItem(self._list.count() - 1)
        self._list.addItems(rows[self._list.count() :])
        for number, label in enumerate(rows, first):
            self._show_row(self._list.item(number - first), label, number, undone=number > history.position)
        self._mark_present()
        self._pages.setCurrentWidget(self._list if history.labels else self._empty)

    def _mark_present(self) -> None:
        self._list.setCurrentRow(self._session.history.position - self._first)

    @property
    def _first(self) -> int:
        """The position of the first row."""
        return max(0, self._session.history.position - _MOST_ROWS)

    def _show_row(self, row: QListWidgetItem, label: str, position: int, *, undone: bool) -> None:
        theme = self._theme_source.theme
        row.setText(told(label))
        row.setData(_POSITION, position)
        row.setForeground(QColor(theme.third if undone else theme.text))
        row.setToolTip(self.tr("Undone. Click to do it again.") if undone else "")

    def _go_to(self, row: QListWidgetItem) -> None:
        self._session.go_to(row.data(_POSITION))
