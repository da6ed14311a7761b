"""A picture stretched over a part of the plane."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from nnstudio.studio.plots.blend import Pixels
from nnstudio.studio.plots.layer import BELOW, Layer
from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.spacing import FIELD_RADIUS

_MARGIN = 0.1


class Extent(NamedTuple):
    """A part of the plane."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, points: NDArray[np.floating]) -> Extent:
        """The extent of points (n, 2) with a margin; from -1 to 1 where there are none."""
        finite = points[np.isfinite(points).all(axis=1)]
        if not len(finite):
            return cls(-1, 1, -1, 1)
        low, high = finite.min(axis=0), finite.max(axis=0)
        margin = np.where(high > low, (high - low) * _MARGIN, 0.5)
        (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
        return cls(left, right, bottom, top)

    def grid(self, resolution: int) -> NDArray[np.float64]:
        """Points (resolution², 2): each row from left to right, the rows from bottom to top."""
        across = np.linspace(self.left, self.right, resolution)
        up = np.linspace(self.bottom, self.top, resolution)
        columns, rows = np.meshgrid(across, up)
        return np.column_stack([columns.ravel(), rows.ravel()])

    def cell(self, x: float, y: float, resolution: int) -> tuple[int, int]:
        """Row and column of the point of the grid that is nearest to (x, y)."""
        column = round((x - self.left) / (self.right - self.left) * (resolution - 1))
        row = round((y - self.bottom) / (self.top - self.bottom) * (resolution - 1))
        return min(max(row, 0), resolution - 1), min(max(column, 0), resolution - 1)


class PictureLayer(Layer):
    """The picture, with the rounded corners of the plot's frame."""

    def __init__(self, view: Any, theme: Theme) -> None:
        super().__init__(view, theme, BELOW / 2)
        self._image: QImage | None = None
        self._extent = Extent(0, 1, 0, 1)

    def set_picture(self, pixels: Pixels, extent: Extent) -> None:
        """Shows pixels (rows, columns, 3), the lowest row first, whose outermost centers lie on the extent's edges."""
        rows, columns, _ = pixels.shape
        upright = np.ascontiguousarray(pixels[::-1])
        image = QImage(upright.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        self._image = image.copy()  # Qt does not keep the array alive
        wide = (extent.right - extent.left) / max(columns - 1, 1) / 2
        high = (extent.top - extent.bottom) / max(rows - 1, 1) / 2
        self._extent = Extent(extent.left - wide, extent.right + wide, extent.bottom - high, extent.top + high)
        self.update()

    def clear(self) -> None:
        """Shows nothing."""
        self._image = None
        self.update()

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        """Paints the picture, smoothly stretched, and the frame around it."""
        if self._image is None:
            return
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), FIELD_RADIUS, FIELD_RADIUS)
        top_left = self.pixel(self._extent.left, self._extent.top)
        bottom_right = self.pixel(self._extent.right, self._extent.bottom)
        painter.setClipPath(frame)
        painter.drawImage(QRectF(top_left, bottom_right), self._image)
        painter.setClipping(False)
        painter.strokePath(frame, QPen(QColor(mix(self.theme.plot, self.theme.line, 0.5)), 1))
