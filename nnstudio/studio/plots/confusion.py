"""Which class was taken for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.studio.plots.bubble import Line, paint_bubble
from nnstudio.studio.plots.empty import EmptyText, paint_empty
from nnstudio.studio.plots.focus import paint_focus
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.colors import readable_on
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.type import SECONDARY, mono, sans

_GAP = 2.0
_RADIUS = 3.0
_LARGEST_CELL = 56.0
_SMALLEST_LABELED = 14.0
_CAPTION = 18.0
_LONGEST_NAME = 96.0
_NAME_GAP = 8.0
_EMPTY_CELL = 0.07
_FAINTEST = 0.22


class Cell(NamedTuple):
    """A true class (row) and a predicted one (column)."""

    true: int
    predicted: int


class _Geometry(NamedTuple):
    """Where the cells stand, and whether the classes' names fit beside them."""

    origin: QPointF
    pitch: float
    named: bool

    def rect(self, cell: Cell) -> QRectF:
        corner = self.origin + QPointF(cell.predicted * self.pitch, cell.true * self.pitch)
        gap = _GAP if self.pitch > 6 * _GAP else 1.0
        return QRectF(corner.x(), corner.y(), self.pitch - gap, self.pitch - gap)


class ConfusionMatrixView(QWidget):
    """A square of cells: rows are true classes, columns predicted ones, the stronger the larger their share of the row.

    The mouse or the arrow keys tell the count of a cell; a click or Enter sends `cell_chosen` with its true and its
    predicted class, to show the samples behind it.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        self._current: Cell | None = None
        self._empty = EmptyText(
            self.tr("No confusion matrix yet"),
            self.tr("Train a network that tells classes apart: which it takes for which is shown here."),
        )
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Confusion matrix"))

    def set_matrix(self, counts: NDArray[np.integer], class_names: Sequence[str]) -> None:
        """Shows counts (classes, classes), true classes down and predicted ones across."""
        if counts.shape != (len(class_names), len(class_names)):
            raise ValueError(
                f"{len(class_names)} classes need as many rows and columns, not a shape of {counts.shape}."
            )
        self._counts = np.asarray(counts, np.int64)
        self._names = tuple(class_names)
        if self._current is not None and max(self._current) >= len(class_names):
            self._current = None
        self._describe()
        self.update()

    def clear(self) -> None:
        """Shows no matrix."""
        self.set_matrix(np.zeros((0, 0), np.int64), ())

    def set_empty_text(self, text: EmptyText) -> None:
        """Says what will be here and how to get it, while there is no matrix."""
        self._empty = text
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self._theme = theme
        self.update()

    def sentence(self, cell: Cell) -> str:
        """What a cell says, in words."""
        true, predicted = self._names[cell.true], self._names[cell.predicted]
        count, total = int(self._counts[cell]), int(self._counts[cell.true].sum())
        if cell.true == cell.predicted:
            return self.tr("Recognized: {count} of {total} samples of {true}.").format(
                count=count, total=total, true=true
            )
        return self.tr("Taken for {predicted}: {count} of {total} samples of {true}.").format(
            count=count, total=total, true=true, predicted=predicted
        )

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for ten classes with their counts."""
        return QSize(320, 300)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the cells, the names where they fit, and the bubble."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._names:
            geometry = self._geometry()
            self._paint_cells(painter, geometry)
            self._paint_names(painter, geometry)
            self._paint_current(painter, geometry)
        else:
            paint_empty(painter, QRectF(self.rect()), self._empty, self._theme)
        if self.hasFocus() and self._current is None:
            paint_focus(painter, QRectF(self.rect()), self._theme)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Tells about the cell under the mouse."""
        self._go_to(self._cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Chooses the cell under the mouse."""
        cell = self._cell_at(event.position())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self.cell_chosen.emit(*cell)

    def leaveEvent(self, _: object) -> None:  # noqa: N802 - Qt's name
        """Tells about no cell."""
        self._go_to(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tells about no cell."""
        super().focusOutEvent(event)
        self._go_to(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Moves from cell to cell with the arrow keys; Enter chooses, Escape leaves."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._names:
            last = len(self._names) - 1
            at = self._current
            true, predicted = (0, 0) if at is None else (at.true + step.true, at.predicted + step.predicted)
            self._go_to(Cell(min(max(true, 0), last), min(max(predicted, 0), last)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.cell_chosen.emit(*self._current)
        elif event.key() == Qt.Key.Key_Escape and self._current is not None:
            self._go_to(None)
        else:
            super().keyPressEvent(event)

    def _go_to(self, cell: Cell | None) -> None:
        if cell != self._current:
            self._current = cell
            self._describe()
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription("" if self._current is None else self.sentence(self._current))

    def _cell_at(self, position: QPointF) -> Cell | None:
        if not self._names:
            return None
        geometry = self._geometry()
        inside = (position - geometry.origin) / geometry.pitch
        cell = Cell(int(inside.y() // 1), int(inside.x() // 1))
        return cell if min(cell) >= 0 and max(cell) < len(self._names) else None

    def _geometry(self) -> _Geometry:
        classes = len(self._names)
        margin = min(self._widest_text(), _LONGEST_NAME) + _NAME_GAP
        width, height = self.width() - margin, self.height() - 2 * _CAPTION
        pitch = min(width / classes, height / classes, _LARGEST_CELL)
        if pitch >= _SMALLEST_LABELED:
            return _Geometry(QPointF(margin, 2 * _CAPTION), float(int(pitch)), named=True)
        bare = max(min(self.width(), self.height()) / classes, 1.0)
        return _Geometry(QPointF(0, 0), float(int(bare)), named=False)

    def _widest_text(self) -> float:
        metrics = QFontMetricsF(sans(SECONDARY))
        return max(metrics.horizontalAdvance(text) for text in (self.tr("True"), *self._names))

    def _color(self, cell: Cell) -> str:
        count, total = int(self._counts[cell]), int(self._counts[cell.true].sum())
        share = _EMPTY_CELL if count == 0 else _FAINTEST + (1 - _FAINTEST) * (count / total) ** 0.5
        return mix(self._theme.panel, self._theme.training, share)

    def _paint_cells(self, painter: QPainter, geometry: _Geometry) -> None:
        painter.setFont(mono(SECONDARY))
        metrics = QFontMetricsF(mono(SECONDARY))
        for true, predicted in np.ndindex(self._counts.shape):
            cell = Cell(true, predicted)
            rect, color = geometry.rect(cell), self._color(cell)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(color))
            radius = min(_RADIUS, rect.width() / 4)
            painter.drawRoundedRect(rect, radius, radius)
            count = str(self._counts[cell])
            fits = metrics.horizontalAdvance(count) + 2 <= rect.width() and metrics.height() <= rect.height()
            if fits and count != "0":
                painter.setPen(QColor(readable_on(color)))
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, count)

    def _paint_names(self, painter: QPainter, geometry: _Geometry) -> None:
        if not geometry.named:
            return
        font = sans(SECONDARY)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.third))
        left, top = geometry.origin.x(), geometry.origin.y()
        across = QRectF(left, 0, len(self._names) * geometry.pitch, _CAPTION)
        painter.drawText(across, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.tr("Predicted"))
        beside = QRectF(0, _CAPTION, left - _NAME_GAP, _CAPTION)
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.tr("True"))
        painter.setPen(QColor(self._theme.second))
        for number, name in enumerate(self._names):
            row = geometry.rect(Cell(number, 0))
            beside = QRectF(0, row.top(), left - _NAME_GAP, row.height())
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, beside.width())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, elided)
            column = geometry.rect(Cell(0, number))
            above = QRectF(column.left(), top - _CAPTION, column.width(), _CAPTION)
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, above.width())
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, elided)

    def _paint_current(self, painter: QPainter, geometry: _Geometry) -> None:
        if self._current is None:
            return
        rect = geometry.rect(self._current)
        painter.setPen(QPen(QColor(self._theme.text), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        true, predicted = (self._names[number] for number in self._current)
        count, total = int(self._counts[self._current]), int(self._counts[self._current.true].sum())
        share = 100 * count / total if total else 0.0
        title = (
            true
            if true == predicted
            else self.tr("{true} taken for {predicted}").format(true=true, predicted=predicted)
        )
        lines = [Line(self.tr("samples"), str(count)), Line(self.tr("of {true}").format(true=true), f"{share:.1f}%")]
        paint_bubble(painter, self._theme, rect.center(), QRectF(self.rect()), title, lines)


_STEPS = {
    Qt.Key.Key_Left: Cell(0, -1),
    Qt.Key.Key_Right: Cell(0, 1),
    Qt.Key.Key_Up: Cell(-1, 0),
    Qt.Key.Key_Down: Cell(1, 0),
}
