"""The first rows of the data as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QTableView, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.data.dataset import Dataset
from nnstudio.studio.data_view.summary import is_pictures
from nnstudio.studio.results.table import CellDelegate
from nnstudio.studio.theme import spacing
from nnstudio.studio.theme.type import mono

MOST_ROWS = 200
_ROWS, _ROWS_WITH_PICTURES = 5, 4
"""So many are seen at once."""
_THUMBNAIL = 8 * spacing.GRID
_SHOWN_NUMBERS = 3
_WIDEST = 30 * spacing.GRID
_SAMPLED_ROWS = 20
_NOWHERE = QModelIndex()

_Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """The first rows of a data set; pictures as thumbnails, classes by name."""

    def __init__(self, dataset: Dataset | None = None) -> None:
        super().__init__()
        self._font = mono()
        self._dataset = dataset
        self._names = list(dataset.columns) if dataset is not None else []
        self._pictures = {name: _Thumbnails(self._rows(name)) for name in self._names if is_pictures(self._rows(name))}

    @property
    def shows_pictures(self) -> bool:
        """Whether any column is drawn."""
        return bool(self._pictures)

    def is_drawn(self, column: int) -> bool:
        """Whether a column holds pictures."""
        return self._names[column] in self._pictures

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """At most the first 200."""
        return 0 if parent.isValid() or self._dataset is None else min(len(self._dataset), MOST_ROWS)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """One for each column of the data."""
        return 0 if parent.isValid() else len(self._names)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns, the numbers of the rows."""
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return Qt.AlignmentFlag.AlignVCenter | self._side(self._names[section])
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._names[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as text, or as a picture."""
        name = self._names[index.column()]
        picture = self._pictures.get(name)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return None if picture else self._text(name, index.row())
            case Qt.ItemDataRole.DecorationRole:
                return picture.pixmap(index.row()) if picture else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignVCenter | self._side(name)
            case Qt.ItemDataRole.FontRole:
                return None if self._classes(name) else self._font
        return None

    def _rows(self, name: str) -> Array:
        return self._dataset.columns[name][:MOST_ROWS] if self._dataset is not None else np.empty(0)

    def _classes(self, name: str) -> tuple[str, ...]:
        return self._dataset.classes.get(name, ()) if self._dataset is not None else ()

    def _side(self, name: str) -> Qt.AlignmentFlag:
        numbers = not self._classes(name) and self._rows(name).ndim == 1
        return Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft

    def _text(self, name: str, row: int) -> str:
        value = self._rows(name)[row]
        if classes := self._classes(name):
            return classes[int(value)]
        if value.ndim:
            numbers = ", ".join(f"{number:.4g}" for number in value.flat[:_SHOWN_NUMBERS])
            return f"{numbers}, …" if value.size > _SHOWN_NUMBERS else numbers
        return str(value) if np.issubdtype(value.dtype, np.integer) else f"{value:.4g}"


class Preview(QTableView):
    """A small table that is only looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.preview")
        self.setAccessibleName(self.tr("The first rows of the data"))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setIconSize(QSize(_THUMBNAIL, _THUMBNAIL))
        self.verticalHeader().hide()
        self.horizontalHeader().setMaximumSectionSize(_WIDEST)
        self.horizontalHeader().setResizeContentsPrecision(_SAMPLED_ROWS)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self._texts, self._pictures = CellDelegate(self), QStyledItemDelegate(self)
        self._dataset: Dataset | None = None
        self._rows = RowsModel()
        self.setModel(self._rows)

    def show_rows(self, dataset: Dataset | None) -> None:
        """Show the first rows of a data set, or nothing."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        self._rows = RowsModel(dataset)
        self.setModel(self._rows)
        drawn = self._rows.shows_pictures
        for column in range(self._rows.columnCount()):
            self.setItemDelegateForColumn(column, self._pictures if self._rows.is_drawn(column) else self._texts)
        self.verticalHeader().setDefaultSectionSize(_THUMBNAIL + spacing.SMALL if drawn else spacing.ROW_HEIGHT)
        self.resizeColumnsToContents()
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stays as high as its rows and bars."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """A few rows, none of them cut."""
        rows = min(self._rows.rowCount(), _ROWS_WITH_PICTURES if self._rows.shows_pictures else _ROWS)
        bar = self.horizontalScrollBar().sizeHint().height() if self.horizontalScrollBar().maximum() else 0
        header = self.horizontalHeader().sizeHint().height()
        rows_height = rows * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(header + rows_height + bar + 2 * self.frameWidth())


class _Thumbnails:
    """Pictures of a column, each drawn when it is first looked at."""

    def __init__(self, pictures: Array) -> None:
        self._pictures = pictures if pictures.ndim == 4 else pictures[..., None]
        low, high = (float(self._pictures.min()), float(self._pictures.max())) if len(pictures) else (0.0, 1.0)
        self._low, self._span = low, max(high - low, np.finfo(np.float32).tiny)
        self._drawn: dict[int, QPixmap] = {}

    def pixmap(self, row: int) -> QPixmap:
        """One picture, brought from the column's range to that of a screen."""
        if row not in self._drawn:
            self._drawn[row] = self._draw(row)
        return self._drawn[row]

    def _draw(self, row: int) -> QPixmap:
        values = (self._pictures[row].astype(np.float64) - self._low) / self._span
        pixels = np.ascontiguousarray((values * 255).astype(np.uint8))
        height, width, channels = pixels.shape
        formats = {
            1: QImage.Format.Format_Grayscale8,
            3: QImage.Format.Format_RGB888,
            4: QImage.Format.Format_RGBA8888,
        }
        image = QImage(pixels.data, width, height, width * channels, formats[channels])
        return QPixmap.fromImage(image).scaled(
            _THUMBNAIL, _THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        )
