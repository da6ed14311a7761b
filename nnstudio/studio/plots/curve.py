"""One curve on the screen: what pyqtgraph draws for a series."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

import pyqtgraph as pg  # isort: skip - after PySide6, which tells it which Qt to use

from nnstudio.studio.plots.series import Display, Floats, Series, points_to_draw, shown_height
from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.plots.tips import Tip
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.contrast import mix

_FAINT: Final = 0.3
_SMOOTH_POINTS: Final = 500  # a longer line is drawn in pieces: quicker, but with visible joints where it is calm


class Curve:
    """A series as a line and, while it is smoothed, as the faint line of what was really measured."""

    def __init__(self, series: Series, surface: Surface) -> None:
        self.series = series
        self._surface = surface
        self._measured = pg.PlotCurveItem(connect="finite")
        self._line = pg.PlotCurveItem(connect="finite")
        self._heights: Floats = np.empty(0)
        self._measured_heights: Floats | None = None
        for item in (self._measured, self._line):
            surface.add(item)

    def prepare(self, display: Display) -> None:
        """Computes what is shown from what was measured."""
        self._heights = self.series.shown(display)
        self._measured_heights = shown_height(self.series.y, display.log) if display.smoothing else None

    def bounds(self) -> tuple[float, float] | None:
        """The lowest and highest shown value; None where there is none."""
        heights = self._heights if self._measured_heights is None else self._measured_heights
        finite = heights[np.isfinite(heights)]
        return (float(finite.min()), float(finite.max())) if len(finite) else None

    def tip(self, theme: Theme) -> Tip:
        """Where the curve ends."""
        x, y = self.series.x[-1:], self._heights[-1:]
        return Tip(float(x[0]), float(y[0]), self.series.color(theme))

    def draw(self, low: float, high: float, points: int) -> None:
        """Hands the part between two x to pyqtgraph, in at most `points` points."""
        x, y = points_to_draw(self.series.x, self._heights, low, high, points)
        self._line.setSegmentedLineMode("on" if len(x) > _SMOOTH_POINTS else "off")
        self._line.setData(x, y)
        if self._measured_heights is None:
            self._measured.clear()
        else:
            self._measured.setData(*points_to_draw(self.series.x, self._measured_heights, low, high, points))

    def paint_in(self, theme: Theme, *, pretty: bool, scale: float = 1.0) -> None:
        """Takes the colors of a theme; pretty lines are wide and smooth, the others quick.

        `scale` is that of the screen: pens that ignore the scale of the data ignore that of the screen too.
        """
        color = self.series.color(theme)
        faint = mix(theme.plot, color, _FAINT)
        for item, pen in ((self._measured, _pen(faint, scale)), (self._line, _pen(color, 2 * scale if pretty else 1))):
            item.setPen(pen)
            item.opts["antialias"] = pretty
            item.update()

    def remove(self) -> None:
        """Takes the curve off the plot."""
        for item in (self._measured, self._line):
            self._surface.remove(item)


def _pen(color: str, width: float) -> QPen:
    pen = QPen(QColor(color), width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
