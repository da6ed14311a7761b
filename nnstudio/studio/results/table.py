"""Tables of results: rows of cells, numbers in the font whose digits are equally wide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.spacing import ROW_HEIGHT, SMALL
from nnstudio.studio.theme.type import mono, sans

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_FEWEST_ROWS: Final = 2
_ROOT: Final = QModelIndex()
_DISPLAY: Final = Qt.ItemDataRole.DisplayRole
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Cell:
    """What stands in a place of a table."""

    text: str
    is_number: bool = False
    """Whether it is set to the right, in digits that do not dance."""
    tip: str = ""
    color: str = ""
    """The name of one of the theme's colors, such as `error`; that of text unless told otherwise."""


def number(text: str, tip: str = "", color: str = "") -> Cell:
    """A cell that holds a number."""
    return Cell(text, True, tip, color)


class CellModel(QAbstractTableModel):
    """Rows of cells under a header."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._header: tuple[Cell, ...] = ()
        self._rows: list[tuple[Cell, ...]] = []
        self._fonts = (sans(), mono())

    def show_rows(self, header: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> None:
        """Show these rows and no others; under the same header the view keeps its place and selection."""
        new = [tuple(row) for row in rows]
        if tuple(header) != self._header:
            self.beginResetModel()
            self._header, self._rows = tuple(header), new
            self.endResetModel()
            return
        for row, cells in enumerate(new[: len(self._rows)]):
            self.set_row(row, cells)
        if len(new) < len(self._rows):
            self.beginRemoveRows(_ROOT, len(new), len(self._rows) - 1)
            del self._rows[len(new) :]
            self.endRemoveRows()
        elif len(new) > len(self._rows):
            self.beginInsertRows(_ROOT, len(self._rows), len(new) - 1)
            self._rows += new[len(self._rows) :]
            self.endInsertRows()

    def set_row(self, row: int, cells: Sequence[Cell]) -> None:
        """Show other cells in a row."""
        if tuple(cells) != self._rows[row]:
            self._rows[row] = tuple(cells)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._header) - 1))

    def text(self, row: int, column: int) -> str:
        """What stands in a place."""
        return self._rows[row][column].text

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """The number of columns."""
        return 0 if parent.isValid() else len(self._header)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """Text, font, side, color and tooltip of a cell."""
        return self._look(self._rows[index.row()][index.column()], role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: N802 - Qt's name
        """What stands above a column: on the side of its cells, with an explanation as its tooltip."""
        if orientation is Qt.Orientation.Vertical or section >= len(self._header):
            return None
        cell = self._header[section]
        return None if role in (Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ForegroundRole) else self._look(cell, role)

    def _look(self, cell: Cell, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tip or None
            case Qt.ItemDataRole.FontRole:
                return self._font(cell)
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(_MIDDLE | (Qt.AlignmentFlag.AlignRight if cell.is_number else Qt.AlignmentFlag.AlignLeft))
            case Qt.ItemDataRole.ForegroundRole if cell.color:
                return _color(self._theme_source.theme, cell.color)
            case _:
                return None

    def _font(self, cell: Cell) -> QFont:
        return self._fonts[cell.is_number]


class Table(QTableView):
    """A quiet table whose rows can be selected and copied."""

    def __init__(self, theme_source: ThemeSource, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = CellModel(theme_source, self)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().sectionResized.connect(self.updateGeometry)
        self.horizontalScrollBar().rangeChanged.connect(self.updateGeometry)
        for change in (self.cells.modelReset, self.cells.rowsInserted, self.cells.rowsRemoved):
            change.connect(self.updateGeometry)
        theme_source.changed.connect(self._repaint)

    @property
    def selected_rows(self) -> list[int]:
        """The selected rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def choose_row(self, row: int) -> None:
        """Select this row and no other, whatever keys are held: `selectRow` would ask them."""
        command = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.cells.index(row, 0), command)

    def stretch_column(self, column: int) -> None:
        """Let a column take the room that the others leave, and shorten its text where there is too little."""
        self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as its columns and as high as its rows, with room for scroll bars."""
        bar = self.verticalScrollBar().sizeHint().width()
        height = self.horizontalHeader().sizeHint().height() + self.cells.rowCount() * ROW_HEIGHT
        return QSize(self.horizontalHeader().length() + bar, height + bar)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few rows; the others scroll."""
        rows = min(self.cells.rowCount(), _FEWEST_ROWS)
        bar = self.horizontalScrollBar().sizeHint().height() if self.horizontalScrollBar().maximum() else 0
        height = self.horizontalHeader().sizeHint().height() + rows * ROW_HEIGHT + bar
        return QSize(super().minimumSizeHint().width(), height)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copies the selected rows with tabs between the cells, as spreadsheets paste them."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._selected_text())
        else:
            super().keyPressEvent(event)

    def _selected_text(self) -> str:
        columns = range(self.cells.columnCount())
        return "\n".join("\t".join(self.cells.text(row, column) for column in columns) for row in self.selected_rows)

    def _repaint(self) -> None:
        self.viewport().update()


class CellDelegate(QStyledItemDelegate):
    """Sets the text of a cell exactly below that of its header."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Room for the text."""
        self.initStyleOption(option, index)
        width = QFontMetricsF(option.font).horizontalAdvance(option.text)
        return QSize(math.ceil(width) + 2 * SMALL + 1, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints the ground as the theme has it, and the text."""
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the selected row shows where the keyboard is
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        room = QRect(option.rect).adjusted(SMALL, 0, -SMALL, 0)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        elided = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, option.displayAlignment, elided)
        painter.restore()


def _color(theme: Theme, name: str) -> QColor:
    return QColor(getattr(theme, name))
