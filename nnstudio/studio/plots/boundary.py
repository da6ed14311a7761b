"""What a network with two inputs says everywhere on the plane, with the data points on top."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.studio.plots.axes import BARE_WIDTH
from nnstudio.studio.plots.coloring import Coloring
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.hover import HoverLayer
from nnstudio.studio.plots.key import KeyRow
from nnstudio.studio.plots.numbers import value_text
from nnstudio.studio.plots.picture import Extent, PictureLayer
from nnstudio.studio.plots.points import PointsLayer
from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.spacing import SMALL

Floats = NDArray[np.floating]


class BoundaryPlot(QWidget):
    """Class probabilities, or the values of a regression, over two inputs.

    Ask `grid` where to predict, hand the predictions to `set_surface`; some ten times a second is fine.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._coloring = Coloring()
        self._labels = ("x", "y")
        self._extent = Extent(-1, 1, -1, 1)
        self._predicted: Floats | None = None
        self._predicted_extent = self._extent
        empty = EmptyText(
            self.tr("No points to show yet"),
            self.tr("Choose data with two columns of numbers: what the network says everywhere is painted here."),
        )
        self._surface = Surface(theme, empty)
        self._picture = PictureLayer(self._surface.view, theme)
        self._points = PointsLayer(self._surface.view, theme)
        self._hover = HoverLayer(self._surface.view, theme, crosshair=False)
        self._key = KeyRow(theme, indent=BARE_WIDTH + 1)
        self._arrange()

    def set_points(
        self, x: Floats, y: Floats, validation_mask: NDArray[np.bool_] | None = None, class_names: Sequence[str] = ()
    ) -> None:
        """Shows rows x (n, 2) with their targets y (n,): numbers of classes, or without class names any values."""
        if x.ndim != 2 or x.shape[1] != 2 or y.shape != (len(x),):
            raise ValueError(f"Points need x of shape (n, 2) and y of shape (n,), not {x.shape} and {y.shape}.")
        targets = np.asarray(y, np.float64)
        self._coloring = Coloring.of(targets, tuple(class_names))
        self._extent = Extent.around(x)
        self._predicted = None
        self._picture.clear()
        self._points.set_points(x, self._coloring.numbers(targets), validation_mask)
        self._surface.set_empty(len(x) == 0)
        self._paint()
        self.fit()

    def set_surface(self, values: Floats, extent: tuple[float, float, float, float] | None = None) -> None:
        """Paints what was predicted for every row of `grid`: probabilities (n, classes), or one number each (n,).

        One number is the probability of the second of two classes, or the value of a regression. `extent` (left, right,
        bottom, top) is that of the grid where it was not `grid` that made it.
        """
        side = math.isqrt(len(values))
        if side < 2 or side * side != len(values):
            raise ValueError(f"A surface needs a prediction for each row of a square grid, not {len(values)} of them.")
        table = np.asarray(values, np.float64).reshape(len(values), -1)
        if self._coloring.class_names and table.shape[1] == 1:
            table = np.hstack([1 - table, table])
        self._predicted = table.reshape(side, side, -1)
        self._predicted_extent = self._extent if extent is None else Extent(*extent)
        self._paint()

    def clear(self) -> None:
        """Shows neither points nor predictions."""
        self.set_points(np.empty((0, 2)), np.empty(0))

    def set_labels(self, x: str, y: str) -> None:
        """Names the two inputs as their columns are named."""
        self._labels = (x, y)
        self._surface.set_labels(x, y)

    def set_empty_text(self, text: EmptyText) -> None:
        """Says what will be here and how to get it, while there are no points."""
        self._surface.set_empty_text(text)

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self._theme = theme
        for part in (self._surface, self._picture, self._points, self._hover, self._key):
            part.set_theme(theme)
        self._paint()

    def fit(self) -> None:
        """Shows all points."""
        self._surface.set_range((self._extent.left, self._extent.right), (self._extent.bottom, self._extent.top))

    def grid(self, resolution: int) -> NDArray[np.float64]:
        """Rows (resolution², 2) to predict: the plane from left to right and from bottom to top."""
        return self._extent.grid(resolution)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self._surface, 1)
        layout.addWidget(self._key)
        self.setAccessibleName(self.tr("Decision boundary"))
        self._surface.set_labels(*self._labels)
        self._surface.fit_wanted.connect(self.fit)
        self._surface.pointed.connect(self._point_at)
        self._surface.left.connect(self._hover.clear)

    def _paint(self) -> None:
        """Colors everything that is shown."""
        has_points = len(self._points.places) > 0
        with_validation = bool(self._points.validation.any())
        self._points.set_palette(self._coloring.palette(self._theme))
        self._key.set_keys(self._coloring.keys(self._theme, with_validation=with_validation) if has_points else ())
        if self._predicted is not None:
            rows, columns, outputs = self._predicted.shape
            pixels = self._coloring.pixels(self._predicted.reshape(-1, outputs), self._theme)
            self._picture.set_picture(pixels.reshape(rows, columns, 3), self._predicted_extent)

    def _point_at(self, point: QPointF) -> None:
        if self._surface.is_empty:
            return
        x, y = point.x(), point.y()
        title = "   ".join(f"{name} {value_text(value)}" for name, value in zip(self._labels, (x, y), strict=True))
        lines = []
        if self._predicted is not None:
            row, column = self._predicted_extent.cell(x, y, len(self._predicted))
            lines = self._coloring.lines(self._predicted[row, column], self._theme)
        self._hover.show_at(x, y, title, lines)
