"""What a template learns, as a small picture for the welcome page."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.studio.theme import Theme, ThemeSource
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.spacing import SMALL, TIGHT
from nnstudio.studio.theme.type import TITLE, Weight, sans

HEIGHT: Final = 48
_DOT = 2.5
_LINE = 2.0
_PIXELS = 8
"""The digits are pictures of 8 × 8 pixels."""
_TILES = 4
_MARGIN = 1.0

_FILTERS: Final = (
    np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
    np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]]),
)
"""Edges across, edges upright, and outlines: what convolutions learn first."""


class TemplatePicture(QWidget):
    """The picture of one template, as wide as there is room."""

    def __init__(self, name: str, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paint = PICTURES[name]
        self._theme_source = theme_source
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wider than high."""
        return QSize(4 * HEIGHT, HEIGHT)

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints it in the colors of the theme."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter, self.rect().toRectF(), self._theme_source.theme)
        painter.end()


def _parabola(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    def at(x: float) -> QPointF:
        return _place(rect, x, x * x)

    path = QPainterPath(at(0))
    for step in range(1, 41):
        path.lineTo(at(step / 40))
    painter.setPen(QPen(QColor(theme.text), _LINE))
    painter.drawPath(path)
    chosen = random.Random(4)
    _dots(painter, (at(chosen.random()) for _ in range(22)), theme.training)


def _spirals(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    for arm in range(2):
        turns = [math.sqrt(index / 44) for index in range(2, 45)]  # dots at even distances
        angles = [5.6 * turn + arm * math.pi for turn in turns]
        _dots(
            painter,
            (
                _place(rect, 0.5 + math.cos(angle) * turn * 0.42, 0.5 + math.sin(angle) * turn / 2)
                for turn, angle in zip(turns, angles, strict=True)
            ),
            theme.class_color(arm),
        )


def _flowers(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    chosen = random.Random(1)
    for kind, (x, y) in enumerate(((0.14, 0.16), (0.5, 0.5), (0.82, 0.78))):
        places = [_place(rect, chosen.gauss(x, 0.07), min(max(chosen.gauss(y, 0.12), 0), 1)) for _ in range(16)]
        _dots(painter, places, theme.class_color(kind))


def _agreement(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    pen = QPen(QColor(theme.third), 1)
    pen.setDashPattern([4, 4])
    painter.setPen(pen)
    painter.drawLine(_place(rect, 0, 0), _place(rect, 1, 1))
    chosen = random.Random(2)
    places = []
    for _ in range(34):
        x = chosen.random()
        places.append(_place(rect, x, min(max(chosen.gauss(x, 0.2), 0), 1)))
    _dots(painter, places, theme.training)


def _digits(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    for index, figure in enumerate("3704"):
        _tile(painter, _tile_place(rect, index), _digit(figure), theme.field, theme.text)


def _filtered(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    digit = _digit("5")
    _tile(painter, _tile_place(rect, 0), digit, theme.field, theme.text)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(digit, 1), (3, 3))
    for index, kernel in enumerate(_FILTERS, start=1):
        response = np.maximum(np.einsum("ijkl,kl->ij", windows, kernel), 0)
        _tile(painter, _tile_place(rect, index), response / response.max(), theme.field, theme.category("convolution"))


def _tide(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    def at(x: float) -> QPointF:
        return _place(rect, x, 0.5 + (math.sin(13 * x) + math.sin(30 * x) / 2) / 3)

    known, steps = 0.8, 60
    path = QPainterPath(at(0))
    for step in range(1, steps + 1):
        path.lineTo(at(known * step / steps))
    painter.setPen(QPen(QColor(theme.text), _LINE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    _dots(painter, (at(x) for x in (0.84, 0.89, 0.94, 0.99)), theme.training)


def _waves(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    shapes: tuple[Callable[[float], float], ...] = (
        lambda phase: math.sin(2 * math.pi * phase),
        lambda phase: 1.0 if phase % 1 < 0.5 else -1.0,
        lambda phase: 2 * (phase % 1) - 1,
    )
    for number, shape in enumerate(shapes):
        middle = 0.9 - 0.4 * number
        points = [_place(rect, step / 160, middle + 0.12 * shape(step / 32)) for step in range(161)]
        painter.setPen(QPen(QColor(theme.class_color(number)), _LINE))
        painter.drawPolyline(QPolygonF(points))


PICTURES: Final = MappingProxyType[str, Callable[[QPainter, QRectF, Theme], None]](
    {
        "square": _parabola,
        "spiral": _spirals,
        "iris": _flowers,
        "digits-mlp": _digits,
        "digits-cnn": _filtered,
        "diabetes": _agreement,
        "tide": _tide,
        "waves": _waves,
    }
)
"""A picture for each template."""


def _place(rect: QRectF, x: float, y: float) -> QPointF:
    """A point of the picture; x to the right and y upwards from 0 to 1."""
    reach = _DOT + _MARGIN
    inside = rect.adjusted(reach, reach, -reach, -reach)
    return QPointF(inside.left() + x * inside.width(), inside.bottom() - y * inside.height())


def _dots(painter: QPainter, places: Iterable[QPointF], color: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    for place in places:
        painter.drawEllipse(place, _DOT, _DOT)


def _tile_place(rect: QRectF, index: int) -> QRectF:
    side = min(HEIGHT - SMALL, (rect.width() - (_TILES - 1) * TIGHT) / _TILES)
    return QRectF(rect.left() + index * (side + TIGHT), rect.top() + (HEIGHT - SMALL - side) / 2, side, side)


def _tile(painter: QPainter, place: QRectF, values: NDArray[np.floating], low: str, high: str) -> None:
    """A plane of numbers from 0 to 1 as square pixels between two colors."""
    side = place.width() / _PIXELS
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    for (row, column), value in np.ndenumerate(values):
        pixel = QRectF(place.left() + column * side, place.top() + row * side, side, side)
        painter.fillRect(pixel, QColor(mix(low, high, float(value))))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _digit(figure: str) -> NDArray[np.float64]:
    """A figure in few pixels, as a scanner would have it."""
    font = QFont(sans(TITLE, Weight.SEMIBOLD))
    path = QPainterPath()
    path.addText(QPointF(), font, figure)
    bounds = path.boundingRect()
    image = QImage(_PIXELS, _PIXELS, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = _PIXELS / bounds.height()
    painter.translate((_PIXELS - bounds.width() * scale) / 2, 0)
    painter.scale(scale, scale)
    painter.translate(-bounds.topLeft())
    painter.fillPath(path, QColor("#ffffff"))
    painter.end()
    pixels = [[QColor(image.pixel(column, row)).redF() for column in range(_PIXELS)] for row in range(_PIXELS)]
    return np.array(pixels)
