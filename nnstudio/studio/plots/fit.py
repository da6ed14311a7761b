"""The curve that a network with one input has fitted, through the points it learns from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

import pyqtgraph as pg  # isort: skip - after PySide6, which tells it which Qt to use

from nnstudio.studio.plots.axes import BARE_WIDTH
from nnstudio.studio.plots.bubble import Line
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.hover import HoverLayer
from nnstudio.studio.plots.key import Key, KeyRow, Mark
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.plots.picture import Extent
from nnstudio.studio.plots.points import PointsLayer
from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.spacing import SMALL

Floats = NDArray[np.floating]


class FitPlot(QWidget):
    """Points with one input and one target, and what the network says in between.

    Ask `grid` where to predict, hand the predictions to `set_curve`. The view fits the points, not the curve, so that
    it stands still while the curve finds its way.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels = ("x", "y")
        self._extent = Extent(-1, 1, -1, 1)
        self._curve: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        empty = EmptyText(
            self.tr("No points to show yet"),
            self.tr("Choose data with one column of numbers: the fitted curve runs through its points here."),
        )
        self._surface = Surface(theme, empty)
        self._line = pg.PlotCurveItem(connect="finite", antialias=True)
        self._surface.add(self._line)
        self._points = PointsLayer(self._surface.view, theme)
        self._hover = HoverLayer(self._surface.view, theme)
        self._key = KeyRow(theme, indent=BARE_WIDTH + 1)
        self._arrange()

    def set_points(self, x: Floats, y: Floats, validation_mask: NDArray[np.bool_] | None = None) -> None:
        """Shows points with one input x and one target y, each (n,) or (n, 1)."""
        if x.size != y.size:
            raise ValueError(f"Points need as many y as x, not {y.size} and {x.size}.")
        places = np.column_stack([np.ravel(x), np.ravel(y)])
        held_back = np.zeros(len(places), np.bool_) if validation_mask is None else validation_mask
        self._extent = Extent.around(places)
        self._points.set_points(places, held_back.astype(np.intp), held_back)
        self._surface.set_empty(len(places) == 0)
        self.set_curve(np.empty(0), np.empty(0))
        self._paint()
        self.fit()

    def set_curve(self, x: Floats, y: Floats) -> None:
        """Shows the fitted curve, x ascending, each (n,) or (n, 1)."""
        if x.size != y.size:
            raise ValueError(f"A curve needs as many y as x, not {y.size} and {x.size}.")
        self._curve = (np.ravel(x).astype(np.float64), np.ravel(y).astype(np.float64))
        self._line.setData(*self._curve)

    def clear(self) -> None:
        """Shows neither points nor a curve."""
        self.set_points(np.empty(0), np.empty(0))

    def set_labels(self, x: str, y: str) -> None:
        """Names the input and the target as their columns are named."""
        self._labels = (x, y)
        self._surface.set_labels(x, y)

    def set_empty_text(self, text: EmptyText) -> None:
        """Says what will be here and how to get it, while there are no points."""
        self._surface.set_empty_text(text)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self._theme = theme
        for part in (self._surface, self._points, self._hover, self._key):
            part.set_theme(theme)
        self._paint()

    def fit(self) -> None:
        """Shows all points."""
        self._surface.set_range((self._extent.left, self._extent.right), (self._extent.bottom, self._extent.top))

    def grid(self, n: int) -> NDArray[np.float64]:
        """Inputs (n, 1) to predict, from the left end of the plot to the right."""
        return np.linspace(self._extent.left, self._extent.right, n)[:, None]

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self._surface, 1)
        layout.addWidget(self._key)
        self.setAccessibleName(self.tr("Fitted curve"))
        self._surface.set_labels(*self._labels)
        self._surface.fit_wanted.connect(self.fit)
        self._surface.pointed.connect(self._point_at)
        self._surface.left.connect(self._hover.clear)
        self._paint()

    def _paint(self) -> None:
        """Colors everything that is shown."""
        pen = QPen(QColor(self._theme.text), 2 * self.devicePixelRatioF())
        pen.setCosmetic(True)
        self._line.setPen(pen)
        self._points.set_palette((self._theme.training, self._theme.validation))
        self._key.set_keys(self._keys() if len(self._points.places) else ())

    def _keys(self) -> list[Key]:
        translate = QCoreApplication.translate
        keys = [Key(translate("plots.fit", "training"), self._theme.training)]
        if self._points.validation.any():
            keys.append(Key(translate("plots.fit", "validation"), self._theme.validation, Mark.RING))
        return [*keys, Key(translate("plots.fit", "prediction"), self._theme.text, Mark.LINE)]

    def _point_at(self, point: QPointF) -> None:
        if self._surface.is_empty:
            return
        x_name, y_name = self._labels
        x, y = self._curve
        lines = []
        at = point.y()
        if len(x):
            at = float(np.interp(point.x(), x, y))
            lines = [Line(y_name, value_text(at), self._theme.text, (point.x(), at))]
        self._hover.show_at(point.x(), at, f"{x_name} {value_text(point.x())}", lines)
