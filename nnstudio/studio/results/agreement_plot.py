"""Predicted against true numbers: on the diagonal a prediction is right."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.insight.regression import RegressionReport
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.plots.layer import Layer
from nnstudio.studio.plots.picture import Extent
from nnstudio.studio.plots.points import PointsLayer
from nnstudio.studio.plots.surface import Surface
from nnstudio.studio.theme import Theme


class AgreementPlot(QWidget):
    """One dot for each sample, as far to the right as the true value and as high as the predicted one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        empty = EmptyText(self.tr("No predictions yet"), self.tr("Press Train, and predictions are compared here."))
        self._surface = Surface(theme, empty)
        self._diagonal = DiagonalLayer(self._surface.view, theme)
        self._points = PointsLayer(self._surface.view, theme)
        self._extent = Extent(-1, 1, -1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._surface)
        self.setAccessibleName(self.tr("Predicted against true values"))
        self._surface.fit_wanted.connect(self.fit)
        self._surface.set_empty(True)
        self.set_theme(theme)

    def show_reports(self, reports: tuple[RegressionReport, ...]) -> None:
        """Show every predicted quantity, each in a color of its own; the view follows the true values."""
        true, predicted = (np.concatenate([getattr(one, side) for one in reports]) for side in ("true", "predicted"))
        quantity = np.repeat(np.arange(len(reports)), [len(one.true) for one in reports])
        extent = Extent.around(np.stack([true, true], axis=1))
        finite = np.isfinite(predicted)  # a network that has diverged predicts what has no place
        self._points.set_points(np.stack([true, predicted], axis=1)[finite], quantity[finite], None)
        names = ", ".join(one.name for one in reports)
        self._surface.set_labels(self.tr("true {0}").format(names), self.tr("predicted"))
        self._surface.set_empty(False)
        if extent != self._extent:
            self._extent = extent
            self.fit()

    def clear(self) -> None:
        """Show nothing."""
        self._points.set_points(np.empty((0, 2)), np.empty(0, np.intp), None)
        self._surface.set_empty(True)

    def fit(self) -> None:
        """Show the whole range of true values, also upwards."""
        self._surface.set_range((self._extent.left, self._extent.right), (self._extent.bottom, self._extent.top))

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colors of this theme from now on."""
        for part in (self._surface, self._diagonal, self._points):
            part.set_theme(theme)
        self._points.set_palette([pair[0] for pair in theme.curves])


class DiagonalLayer(Layer):
    """The line on which predictions are right."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme, z=1.0)

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints the line from corner to corner, wherever the view stands."""
        (left, right), _ = self.view.viewRange()
        painter.setClipRect(rect)
        pen = QPen(QColor(self.theme.third), 1)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawLine(QPointF(self.pixel(left, left)), QPointF(self.pixel(right, right)))
