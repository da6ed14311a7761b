"""Numbers as colors: a plane of values from blue (below zero) over the ground (zero) to orange (above zero)."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QImage, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from nnstudio.catalog.kernels import Array
from nnstudio.studio.plots.numbers import scale_text, value_text
from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.contrast import channels
from nnstudio.studio.theme.spacing import SMALL, TIGHT
from nnstudio.studio.theme.type import SECONDARY, mono

_LARGEST_CELL: Final = 24.0
_SMALLEST_GAP_CELL: Final = 6.0
_SCALE_WIDTH: Final = 8.0
_LABEL_WIDTH: Final = 7
_LONGEST_SCALE: Final = 120.0
_STEPS: Final = 256


class HeatMap(QWidget):
    """A plane of numbers with the scale of its colors; what is not a number shows the ground.

    The scale reaches equally far below and above zero, so that zero is always the color of the ground.
    """

    def __init__(self, theme_source: ThemeSource, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._plane: Array = np.empty((0, 0))
        self._shown = self._plane
        self._reach = 0.0
        self._has_negative = False
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setMinimumSize(96, 48)
        theme_source.changed.connect(self._recolor)

    @property
    def plane(self) -> Array:
        """The numbers that are shown."""
        return self._plane

    @property
    def reach(self) -> float:
        """The largest distance from zero."""
        return self._reach

    @property
    def proportion(self) -> float:
        """How many times as wide as high the place of a plane is."""
        return self._room_across() / max(1.0, self.height())

    def show_plane(self, plane: Array, *, upright: bool = False) -> None:
        """Show a plane of numbers (rows, columns); an empty one shows nothing.

        One that is higher than wide lies on its side, because the place for it is wider than high; unless it has to
        stay `upright`, such as pictures.
        """
        self._plane = plane
        self._shown = plane.T if plane.shape[0] > plane.shape[1] and not upright else plane
        finite = np.abs(plane[np.isfinite(plane)])
        self._reach = float(finite.max()) if finite.size else 0.0
        self._has_negative = bool((plane < 0).any())
        self._recolor()

    def value_at(self, place: QPointF) -> tuple[int, int, float] | None:
        """Row, column and value under a point of the widget."""
        rect = self._rect()
        if not self._plane.size or not rect.contains(place):
            return None
        shown = self._shown
        down = min(int((place.y() - rect.top()) / rect.height() * shown.shape[0]), shown.shape[0] - 1)
        across = min(int((place.x() - rect.left()) / rect.width() * shown.shape[1]), shown.shape[1] - 1)
        row, column = (down, across) if shown is self._plane else (across, down)
        return row, column, float(self._plane[row, column])

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Comfortable beside a table."""
        return QSize(240, 160)

    def event(self, event: QEvent) -> bool:
        """Tells the value under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self.value_at(QPointF(event.pos()))
            if found is None or np.isnan(found[2]):
                QToolTip.hideText()
            else:
                row, column, value = found
                text = self.tr("row {0}, column {1}: {2}").format(row, column, value_text(value))
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints the plane and the scale."""
        if self._image is None:
            return
        painter = QPainter(self)
        rect = self._rect()
        is_crowded = rect.width() < self._image.width() or rect.height() < self._image.height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_crowded)
        painter.drawImage(rect, self._image)
        self._paint_gaps(painter)
        self._paint_scale(painter)
        painter.end()

    def _recolor(self, *_: object) -> None:
        theme = self._theme_source.theme
        self._image = None
        if self._plane.size:
            pixels = heat_pixels(self._shown, self._reach, theme)
            rows, columns, _channels = pixels.shape
            image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
            self._image = image.copy()  # Qt does not keep the array alive
        self.update()

    def _paint_gaps(self, painter: QPainter) -> None:
        """A hairline between cells that are large enough for it."""
        rect, (rows, columns) = self._rect(), self._shown.shape
        width, height = rect.width() / columns, rect.height() / rows
        painter.setPen(QColor(self._theme_source.theme.panel))
        if width >= _SMALLEST_GAP_CELL:
            for column in range(1, columns):
                x = round(rect.left() + column * width)
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        if height >= _SMALLEST_GAP_CELL:
            for row in range(1, rows):
                y = round(rect.top() + row * height)
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def _paint_scale(self, painter: QPainter) -> None:
        theme, left = self._theme_source.theme, self._rect().right() + SMALL
        font = mono(SECONDARY)
        line = QFontMetricsF(font).height()
        bar = QRectF(left, line / 2, _SCALE_WIDTH, min(self.height() - line, _LONGEST_SCALE))
        below, zero, above = stops(theme)
        marks = [(0.0, self._reach, above), (0.5, 0.0, zero), (1.0, -self._reach, below)]
        if not self._has_negative:
            marks = [(0.0, self._reach, above), (1.0, 0.0, zero)]
        gradient = QLinearGradient(bar.topLeft(), bar.bottomLeft())
        for place, _value, color in marks:
            gradient.setColorAt(place, QColor(color))
        painter.fillRect(bar, gradient)
        painter.setFont(font)
        painter.setPen(QColor(theme.third))
        for place, value, _color in marks:
            label = QRectF(bar.right() + TIGHT, bar.top() + place * bar.height() - line / 2, 200, line)
            painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, scale_text(value))

    def _rect(self) -> QRectF:
        """Where the plane is painted: square cells as large as fit, at the top left."""
        if not self._plane.size:
            return QRectF()
        rows, columns = self._shown.shape
        width, height = min(self._room_across() / columns, _LARGEST_CELL), min(self.height() / rows, _LARGEST_CELL)
        # A long row or column of values is stretched rather than drawn as a hair.
        side = min(width, height)
        width, height = (min(width, 4 * side), min(height, 4 * side)) if min(rows, columns) < 4 else (side, side)
        return QRectF(0, 0, width * columns, height * rows)

    def _room_across(self) -> float:
        """What the scale leaves."""
        labels = QFontMetricsF(mono(SECONDARY)).horizontalAdvance("0") * _LABEL_WIDTH
        return max(1.0, self.width() - SMALL - _SCALE_WIDTH - TIGHT - labels)


def stops(theme: Theme) -> tuple[str, str, str]:
    """The colors of the lowest value, of zero and of the highest: blue and orange, safe for the color-blind."""
    return theme.training, theme.field, theme.validation


def heat_pixels(plane: Array, reach: float, theme: Theme) -> Array:
    """The color (rows, columns, 3) of each value, as bytes."""
    table = np.array([channels(color) for color in stops(theme)], np.float64)
    finite = np.isfinite(plane)
    position = np.where(finite, plane, 0.0) / (reach or 1.0)
    colors = np.stack([np.interp(position, (-1, 0, 1), table[:, channel]) for channel in range(3)], axis=-1)
    colors[~finite] = channels(theme.panel)
    return np.ascontiguousarray(np.rint(colors).astype(np.uint8))
