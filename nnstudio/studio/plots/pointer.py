"""The crosshair over curves: it stands on a measured point and tells the value of every curve there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QObject, QPointF

from nnstudio.studio.plots.bubble import Line
from nnstudio.studio.plots.curve import Curve
from nnstudio.studio.plots.hover import HoverLayer
from nnstudio.studio.plots.numbers import tick_text, value_text
from nnstudio.studio.plots.series import Floats, shown_height
from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.theme import Theme
from nnstudio.studio.training.figure_names import figure_name


class CurvePointer(QObject):
    """Moves with the mouse over the surface, or step by step."""

    def __init__(self, surface: Surface, curves: Mapping[str, Curve]) -> None:
        super().__init__(surface)
        self.x_name = ""
        self.log = False
        self._surface = surface
        self._curves = curves
        self._layer = HoverLayer(surface.view, surface.theme)
        self._x: float | None = None
        surface.pointed.connect(self._follow_mouse)
        surface.left.connect(self.leave)

    @property
    def x(self) -> float | None:
        """Where the crosshair stands; None while there is none."""
        return self._x

    @property
    def words(self) -> str:
        """What it tells, to be read aloud; empty while there is no crosshair."""
        if self._x is None:
            return ""
        values = ", ".join(f"{line.name} {line.value}" for line in self._layer.lines)
        return f"{self._layer.title}: {values}"

    def move_to(self, x: float) -> None:
        """Moves to the measured point nearest to x."""
        places = self._places()
        if len(places):
            inside = min(max(x, float(places[0])), float(places[-1]))
            self._x = float(places[int(np.abs(places - inside).argmin())])
            self.refresh()

    def step(self, count: int) -> None:
        """Moves by this many measured points; from the newest one where there is no crosshair yet."""
        places = self._places()
        if not len(places):
            return
        last = len(places) - 1
        at = last if self._x is None else int(np.searchsorted(places, self._x)) + count
        self.move_to(places[min(max(at, 0), last)])

    def leave(self) -> None:
        """Takes the crosshair away."""
        self._x = None
        self._layer.clear()

    def refresh(self) -> None:
        """Shows the values that the curves have now."""
        if self._x is None:
            return
        low, high = self._surface.view.viewRange()[1]
        title = f"{self.x_name} {tick_text(self._x, 1)}".strip()
        self._layer.show_at(self._x, (low + high) / 2, title, [self._line(curve) for curve in self._curves.values()])

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self._layer.set_theme(theme)
        self.refresh()

    def set_visible(self, visible: bool) -> None:
        """Hides the crosshair while the plot is saved."""
        self._layer.setVisible(visible)

    def _line(self, curve: Curve) -> Line:
        x = self._x or 0.0
        value = curve.series.value_at(x)
        height = float(shown_height(np.array([value]), self.log)[0])
        point = (x, height) if np.isfinite(height) else None
        return Line(figure_name(curve.series.name), value_text(value), curve.series.color(self._surface.theme), point)

    def _follow_mouse(self, point: QPointF) -> None:
        self.move_to(point.x())

    def _places(self) -> Floats:
        """The x of the longest curve."""
        return max((curve.series.x for curve in self._curves.values()), key=len, default=np.empty(0))
