"""Live curves over epochs or steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGraphicsView, QVBoxLayout, QWidget

from nnstudio.studio.plots.curve import Curve
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.legend import Entry, LegendLayer
from nnstudio.studio.plots.markers import Marker, MarkerLayer
from nnstudio.studio.plots.pointer import CurvePointer
from nnstudio.studio.plots.save import SCALE, save_csv, save_png, save_svg
from nnstudio.studio.plots.series import Display, Floats, Series, SeriesRole
from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.plots.ticks import Scale
from nnstudio.studio.plots.tips import TipLayer
from nnstudio.studio.theme import Theme
from nnstudio.studio.training.figure_names import figure_name

MOST_POINTS: Final = 3000
_VALIDATION: Final = "val_"
_ROOM: Final = 0.06
_TIP_ROOM: Final = 6.0
_MOST_ROOM: Final = 0.5


class CurvesPlot(QWidget):
    """Named curves that grow while something runs.

    `set_series` only stores; the picture is drawn once when control returns to the event loop, and not at all while the
    plot is hidden. Until `set_live(False)` lines are thin and quick; then they become wide and smooth. The view follows
    the data until the user pans or zooms, and again after a double click or `fit`.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves: dict[str, Curve] = {}
        self._display = Display()
        self._live = True
        self._following = True
        self._end: float | None = None
        self._labels = ("", "")
        empty = EmptyText(self.tr("No curves yet"), self.tr("Start a training, and its curves grow here."))
        self._surface = Surface(theme, empty)
        self._markers = MarkerLayer(self._surface.view, theme)
        self._tips = TipLayer(self._surface.view, theme)
        self._legend = LegendLayer(self._surface.view, theme)
        self._pointer = CurvePointer(self._surface, self._curves)
        self._redraw = QTimer(self, interval=0, singleShot=True)
        self._arrange()

    def set_series(self, name: str, x: Floats, y: Floats, role: SeriesRole) -> None:
        """Sets all points of a curve; x increases, y may hold NaN. `loss` and `val_loss` share a pair of colors."""
        if len(x) != len(y):
            raise ValueError(
                f"The curve '{name}' has {len(x)} x and {len(y)} y; it needs as many of one as of the other."
            )
        curve = self._curves.get(name)
        if curve is None:
            curve = Curve(Series(name, role, self._pair(name)), self._surface)
            curve.paint_in(self._theme, pretty=not self._live, scale=self.devicePixelRatioF())
            self._curves[name] = curve
        curve.series = replace(curve.series, role=role, x=x, y=y)
        curve.prepare(self._display)
        self._draw_soon()

    def remove_series(self, name: str) -> None:
        """Takes a curve away."""
        self._curves.pop(name).remove()
        self._draw_soon()

    def clear(self) -> None:
        """Takes all curves and markers away."""
        for name in list(self._curves):
            self.remove_series(name)
        self.set_markers(())
        self._pointer.leave()
        self.fit()

    def set_markers(self, markers: Sequence[Marker]) -> None:
        """Marks these moments, such as the best epoch."""
        self._markers.set_markers(markers)

    def set_labels(self, x: str, y: str) -> None:
        """Names the axes."""
        self._labels = (x, y)
        self._pointer.x_name = x
        self._surface.set_labels(x, y)

    def set_empty_text(self, text: EmptyText) -> None:
        """Says what will be here and how to get it, while there is no curve."""
        self._surface.set_empty_text(text)

    def set_end(self, x: float | None) -> None:
        """Keeps room up to this x, such as the last epoch; None shows no more than there is."""
        self._end = x
        self._draw_soon()

    def set_log(self, log: bool) -> None:
        """Shows the values on a logarithmic scale, or not; what is not positive has no place on it."""
        self._set_display(replace(self._display, log=log))

    def set_smoothing(self, weight: float) -> None:
        """Smooths by an exponential moving average from 0 (not at all) to 0.99; what was measured stays, faintly."""
        self._set_display(replace(self._display, smoothing=weight))

    def set_live(self, live: bool) -> None:
        """Draws quickly while numbers arrive, prettily when they have stopped."""
        self._live = live
        self._paint_curves(pretty=not live, scale=self.devicePixelRatioF())

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self._theme = theme
        for part in (self._surface, self._tips, self._markers, self._legend, self._pointer):
            part.set_theme(theme)
        self.set_live(self._live)
        self._draw_soon()

    def fit(self) -> None:
        """Shows everything, and follows the data again."""
        self._following = True
        self._draw_soon()

    def values_at(self, x: float) -> dict[str, float]:
        """The measured value of every curve at the point nearest to x; NaN where a curve has none there."""
        return {name: curve.series.value_at(x) for name, curve in self._curves.items()}

    def save_png(self, path: Path) -> None:
        """Writes the plot as a picture; raises `ExchangeError` where the file cannot be written."""
        with self._dressed_for_saving(SCALE) as view:
            save_png(view, path)

    def save_svg(self, path: Path) -> None:
        """Writes the plot as a drawing; raises `ExchangeError` where the file cannot be written."""
        with self._dressed_for_saving() as view:
            save_svg(view, path, ", ".join(self._curves))

    def save_csv(self, path: Path) -> None:
        """Writes the measured numbers as a table; raises `ExchangeError` where the file cannot be written."""
        save_csv([curve.series for curve in self._curves.values()], path, self._labels[0] or "x")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Draws what has come while the plot was hidden."""
        super().showEvent(event)
        self.set_live(self._live)  # the screen may have another scale
        self._draw_soon()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Shows the focus on the frame."""
        super().focusInEvent(event)
        self._surface.frame.set_focused(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Takes the focus off the frame, and the crosshair away."""
        super().focusOutEvent(event)
        self._surface.frame.set_focused(False)
        self._pointer.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Moves the crosshair with the arrow keys, Home and End; Escape takes it away, 0 shows everything."""
        match event.key():
            case Qt.Key.Key_Left:
                self._pointer.step(-1)
            case Qt.Key.Key_Right:
                self._pointer.step(1)
            case Qt.Key.Key_Home:
                self._pointer.move_to(-math.inf)
            case Qt.Key.Key_End:
                self._pointer.move_to(math.inf)
            case Qt.Key.Key_Escape:
                self._pointer.leave()
            case Qt.Key.Key_0:
                self.fit()
            case _:
                super().keyPressEvent(event)
        self.setAccessibleDescription(self._pointer.words)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._surface)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Curves"))
        self._surface.set_scales(Scale.WHOLE, Scale.LINEAR)
        self._surface.fit_wanted.connect(self.fit)
        self._surface.moved_by_hand.connect(self._stop_following)
        self._redraw.timeout.connect(self._draw)

    def _pair(self, name: str) -> int:
        """The place of a quantity among those of the plot: `loss` and `val_loss` are one."""
        quantities = {other.removeprefix(_VALIDATION): curve.series.pair for other, curve in self._curves.items()}
        return quantities.get(name.removeprefix(_VALIDATION), len(set(quantities)))

    def _set_display(self, display: Display) -> None:
        self._display = display
        self._pointer.log = display.log
        self._surface.set_scales(Scale.WHOLE, Scale.LOG if display.log else Scale.LINEAR)
        for curve in self._curves.values():
            curve.prepare(display)
        self._draw_soon()

    def _stop_following(self) -> None:
        self._following = False
        self._surface.set_floor(None)
        self._draw_soon()

    def _draw_soon(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        curves = [curve for curve in self._curves.values() if len(curve.series.x)]
        series = [curve.series for curve in curves]
        self._legend.set_entries([Entry(figure_name(one.name), one.color(self._theme), one.last) for one in series])
        self._tips.set_tips([curve.tip(self._theme) for curve in curves])
        self._surface.set_empty(not curves)
        if self._following:
            self._show_everything()
        low, high = self._surface.view.viewRange()[0]
        points = min(2 * self._surface.pixel_width(), MOST_POINTS)
        for curve in self._curves.values():
            curve.draw(low, high, points)
        self._pointer.refresh()

    def _show_everything(self) -> None:
        """Fits the view to the data, with room for the labels above and the legend below."""
        low, high = self._y_range()
        height = max(self._surface.view.height(), 1.0)
        below = min(self._legend.height() / height + _ROOM, _MOST_ROOM)
        unit = (high - low) / (1 - below - _ROOM)
        self._surface.set_floor(low - unit * _ROOM / 2)
        self._surface.set_range(self._x_range(), (low - unit * below, high + unit * _ROOM))

    def _x_range(self) -> tuple[float, float]:
        places = [curve.series.x for curve in self._curves.values() if len(curve.series.x)]
        low = min((float(x[0]) for x in places), default=0.0)
        high = max((float(x[-1]) for x in places), default=1.0)
        high = high if self._end is None else max(high, self._end)
        if high <= low:
            return low - 0.5, high + 0.5
        return low, high + (high - low) * _TIP_ROOM / self._surface.pixel_width()

    def _y_range(self) -> tuple[float, float]:
        bounds = [found for curve in self._curves.values() if (found := curve.bounds()) is not None]
        low = min((lowest for lowest, _ in bounds), default=0.0)
        high = max((highest for _, highest in bounds), default=1.0)
        return (low, high) if high > low else (low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2)

    @contextmanager
    def _dressed_for_saving(self, scale: float = 1.0) -> Iterator[QGraphicsView]:
        """The picture with pretty lines and without the crosshair."""
        self._paint_curves(pretty=True, scale=scale)
        self._pointer.set_visible(False)
        try:
            yield self._surface.plot
        finally:
            self._pointer.set_visible(True)
            self._paint_curves(pretty=not self._live, scale=self.devicePixelRatioF())

    def _paint_curves(self, *, pretty: bool, scale: float) -> None:
        for curve in self._curves.values():
            curve.paint_in(self._theme, pretty=pretty, scale=scale)
