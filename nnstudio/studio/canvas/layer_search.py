"""The search at the cursor: a layer by a few letters, with what would come out of it there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter
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

from nnstudio.catalog.kernels import Shape
from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.studio.edited_network import EditedNetwork
from nnstudio.studio.layer_matches import matching_layers
from nnstudio.studio.layer_outcome import Outcome, outcome
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role
from nnstudio.studio.theme.spacing import ROW_HEIGHT, SMALL
from nnstudio.studio.theme.type import mono

_WIDTH: Final = 320
_ROWS: Final = 8
_RESULT: Final = Qt.ItemDataRole.UserRole
_STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Why the cursor may leave the field without closing the search."""


class LayerSearch(QFrame):
    """A field and the layers that it finds: first those that can follow, then the others in gray."""

    chosen = Signal(str)
    """The type name of the layer to add."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._theme_source = theme_source
        self._view = parent
        self._given: Shape | None = None
        self._field = self._search_field()
        self._list = _layer_list()
        self._list.itemClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        set_role(self, Role.CARD)
        self.setFixedWidth(_WIDTH)
        self.hide()

    def open(self, at: QPoint, given: Shape | None) -> None:
        """Ask for a layer at a point of the view; `given` is the shape that would come in, if that is known."""
        self._given = given
        self._field.clear()
        self._show_matches("")
        space = self._view.rect().adjusted(SMALL, SMALL, -SMALL - self.width(), -SMALL - self.height())
        self.move(max(min(at.x(), space.right()), space.left()), max(min(at.y(), space.bottom()), space.top()))
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_search(self) -> None:
        """Give the cursor back to the canvas."""
        self.hide()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

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
                row = self._list.currentRow() + (1 if key == Qt.Key.Key_Down else -1)
                self._select(row)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(self._list.currentItem())
            case Qt.Key.Key_Escape:
                self.close_search()
            case _:
                return False
        return True

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            type_name = item.text()
            self.close_search()
            self.chosen.emit(type_name)

    def _show_matches(self, query: str) -> None:
        names = matching_layers(query)
        outcomes: dict[str, Outcome] = {}
        if self._given is not None:
            outcomes = {name: outcome(name, self._session, self._given) for name in names}
            # What fits comes first, but never before a name that begins with what was typed.
            typed = query.strip().lower()
            names.sort(key=lambda name: (not name.lower().startswith(typed), outcomes[name].shape is None))
        self._list.clear()
        for name in names[:_ROWS]:
            self._list.addItem(self._row(name, outcomes.get(name)))
        self._select(0)
        self._list.setFixedHeight(self._list.count() * ROW_HEIGHT)
        self._list.setVisible(bool(names))
        self.adjustSize()

    def _select(self, row: int) -> None:
        if 0 <= row < self._list.count():
            self._list.setCurrentRow(row)

    def _row(self, name: str, found: Outcome | None) -> QListWidgetItem:
        theme = self._theme_source.theme
        category = types_of(Layer)[name].category
        fits = found is None or found.shape is not None
        row = QListWidgetItem(icon(category.lower(), theme.category(category) if fits else theme.disabled), name)
        row.setForeground(QColor(theme.text if fits else theme.third))
        if found is not None:
            row.setData(_RESULT, self.tr("does not fit") if found.shape is None else f"→ {shape_text(found.shape)}")
            row.setToolTip("" if fits else f"{name} {found.reason}.")
        return row

    def _search_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("canvas.search")
        field.setPlaceholderText(self.tr("Add a layer"))
        field.setAccessibleName(self.tr("Add a layer"))
        field.textChanged.connect(self._show_matches)
        field.installEventFilter(self)
        return field


class _ResultDelegate(QStyledItemDelegate):
    """Writes what would come out at the right of the name."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row, then its result in monospace."""
        super().paint(painter, option, index)
        painter.save()
        painter.setFont(mono())
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole).color())
        cell = option.rect.adjusted(0, 0, -SMALL, 0)
        painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, index.data(_RESULT))
        painter.restore()


def _layer_list() -> QListWidget:
    layers = QListWidget()
    layers.setItemDelegate(_ResultDelegate(layers))
    layers.setUniformItemSizes(True)
    layers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    layers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layers.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    layers.setStyleSheet("QListView { background: transparent; }")
    return layers
