"""The ground of every plot: a rounded frame with hairlines, quiet axes, and a view that can be panned and zoomed."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

import pyqtgraph as pg  # isort: skip - after PySide6, which tells it which Qt to use

from nnstudio.studio.plots.axes import AcrossAxis, UprightAxis
from nnstudio.studio.plots.empty import EmptyText, paint_empty
from nnstudio.studio.plots.layer import BELOW, Layer
from nnstudio.studio.plots.ticks import Scale, Tick, ticks
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.spacing import FIELD_RADIUS
from nnstudio.studio.theme.type import SECONDARY, mono

_PIXELS_PER_TICK = {"bottom": 60, "left": 36}
_EDGE = {"bottom": 10, "left": 6}  # nearer to an end of the axis, half of a tick's text would be cut off
_ROOM_FOR_NAME = 200
"""A lower plot leaves the room of the upright axis' name to the picture."""


class Frame(Layer):
    """The rounded ground with its hairlines."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme, BELOW)
        self.rows: list[Tick] = []
        self._focused = False

    def set_focused(self, focused: bool) -> None:
        """Shows that the keyboard acts on this plot."""
        self._focused = focused
        self.update()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints ground, hairlines and frame."""
        line = mix(self.theme.plot, self.theme.line, 0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.accent if self._focused else line), 1))
        painter.setBrush(QColor(self.theme.plot))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), FIELD_RADIUS, FIELD_RADIUS)
        painter.setPen(QPen(QColor(line), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for tick in self.rows:
            y = round(self.pixel(0, tick.value).y())
            painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 2, y))


class EmptyLayer(Layer):
    """The text of a plot without data."""

    def __init__(self, view: Any, theme: Theme, text: EmptyText) -> None:
        super().__init__(view, theme)
        self.text = text

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints the text in the middle."""
        paint_empty(painter, rect, self.text, self.theme)


class Surface(QWidget):
    """A themed pyqtgraph plot without data.

    `view` is its `ViewBox`; `pointed` tells where in the data the mouse is, `left` that it has gone, `moved_by_hand`
    that the user panned or zoomed, and `fit_wanted` that a double click asks for the whole picture.
    """

    pointed = Signal(QPointF)
    left = Signal()
    moved_by_hand = Signal()
    fit_wanted = Signal()

    def __init__(self, theme: Theme, empty: EmptyText) -> None:
        super().__init__()
        self.theme = theme
        self._scales = {"bottom": Scale.LINEAR, "left": Scale.LINEAR}
        self._floor = -math.inf
        self._across, self._upright = AcrossAxis(), UprightAxis()
        self.plot = pg.PlotWidget(axisItems={"bottom": self._across, "left": self._upright})
        self.view = self.plot.getViewBox()
        self.frame = Frame(self.view, theme)
        self.empty = EmptyLayer(self.view, theme, empty)
        self._is_empty = False
        self._arrange()
        self.set_theme(theme)
        self.set_empty(True)

    def add(self, item: Any) -> None:
        """Adds a pyqtgraph item that is drawn in data."""
        self.view.addItem(item, ignoreBounds=True)

    def remove(self, item: Any) -> None:
        """Takes an added item away."""
        self.view.removeItem(item)

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Shows this part of the data."""
        self.view.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)

    def set_floor(self, floor: float | None) -> None:
        """Leaves the ticks below this height away, such as beside a legend; None shows all."""
        self._floor = -math.inf if floor is None else floor
        self._set_ticks()

    def set_scales(self, x: Scale, y: Scale) -> None:
        """Says what the numbers along the axes are."""
        self._scales = {"bottom": x, "left": y}
        self._set_ticks()

    def set_labels(self, x: str, y: str) -> None:
        """Names the axes."""
        self._across.set_name(x)
        self._upright.set_name(y)
        self._set_ticks()

    @property
    def is_empty(self) -> bool:
        """Whether the text of the empty plot is shown."""
        return self._is_empty

    def set_empty_text(self, text: EmptyText) -> None:
        """Says what will be here and how to get it."""
        self.empty.text = text
        self.empty.update()

    def set_empty(self, empty: bool) -> None:
        """Shows the text of the empty plot and hides the ticks, or the other way round."""
        if empty == self._is_empty:
            return
        self._is_empty = empty
        self.empty.setVisible(empty)
        for side in self._scales:
            self.plot.showAxis(side, not empty)
        self._set_ticks()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self.theme = theme
        self.plot.setBackground(theme.panel)
        for part in (self.frame, self.empty, self._across, self._upright):
            part.set_theme(theme)

    def pixel_width(self) -> int:
        """How many pixels the view is wide."""
        return max(1, int(self.view.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leaves all room to the picture where there is little."""
        super().resizeEvent(event)
        self._upright.show_name(shown=self.height() >= _ROOM_FOR_NAME)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Turns the mouse over the picture into `pointed`, `left` and `fit_wanted`."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point_at(event.position())
        elif event.type() == QEvent.Type.Leave:
            self.left.emit()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.fit_wanted.emit()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMouseTracking(True)
        self.plot.setAcceptDrops(False)  # pyqtgraph refuses what is dragged over it, but Qt complains when that leaves
        self.plot.viewport().installEventFilter(self)
        self.view.setDefaultPadding(0)
        self.view.setBorder(None)
        self.view.sigRangeChanged.connect(self._set_ticks)
        self.view.sigResized.connect(self._set_ticks)
        self.view.sigRangeChangedManually.connect(self._tell_moved)

    def _set_ticks(self, *_: object) -> None:
        (x_low, x_high), (y_low, y_high) = self.view.viewRange()
        columns = [tick for tick in self._ticks("bottom", x_low, x_high, self.view.width()) if not self._is_named(tick)]
        rows = [tick for tick in self._ticks("left", y_low, y_high, self.view.height()) if tick.value >= self._floor]
        self._across.setTicks([columns])
        self._upright.setTicks([rows])
        self.frame.rows = rows
        self.frame.update()

    def _ticks(self, side: str, low: float, high: float, length: float) -> list[Tick]:
        if self.is_empty or length <= 2 * _EDGE[side]:
            return []
        edge = (high - low) * _EDGE[side] / length
        return ticks(low + edge, high - edge, int(length // _PIXELS_PER_TICK[side]), self._scales[side])

    def _is_named(self, tick: Tick) -> bool:
        """Whether the name of the axis stands where this tick would be."""
        reach = QFontMetricsF(mono(SECONDARY)).horizontalAdvance(tick.text) / 2
        end = self.view.width() - self._across.name_width
        return bool(self.view.mapFromView(QPointF(tick.value, 0)).x() + reach > end)

    def _tell_moved(self, *_: object) -> None:
        self.moved_by_hand.emit()

    def _point_at(self, position: QPointF) -> None:
        inside = self.view.mapFromScene(self.plot.mapToScene(position.toPoint()))
        if self.view.rect().contains(inside):
            self.pointed.emit(self.view.mapToView(inside))
        else:
            self.left.emit()
