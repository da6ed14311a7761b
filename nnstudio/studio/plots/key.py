"""The key under a plot of points: which color is which class, and how validation points look."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.studio.theme import Theme
from nnstudio.studio.theme.type import SECONDARY, sans

_ROW = 20
_MARK = 7.0
_GAP = 6.0
_BETWEEN = 16.0


class Mark(Enum):
    """The sign in front of a name."""

    DOT = auto()
    RING = auto()
    LINE = auto()


class Key(NamedTuple):
    """A sign and what it stands for."""

    name: str
    color: str
    mark: Mark = Mark.DOT


class KeyRow(QWidget):
    """The keys in a row, or in more rows where one is too short; as high as it needs to be."""

    def __init__(self, theme: Theme, indent: int = 0) -> None:
        super().__init__()
        self.theme = theme
        self.indent = indent
        self.keys: tuple[Key, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Shows these keys instead of those before."""
        self.keys = tuple(keys)
        self.setAccessibleName(", ".join(key.name for key in keys))
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paints in the colors of this theme from now on."""
        self.theme = theme
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the rows that the keys take at this width."""
        places = self._places()
        return QSize(0, int(places[-1].bottom()) if places else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lets the rows break anew."""
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paints signs and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(sans(SECONDARY))
        for key, place in zip(self.keys, self._places(), strict=True):
            self._paint_mark(painter, key, QPointF(place.left() + _MARK / 2, place.center().y()))
            painter.setPen(QColor(self.theme.second))
            painter.drawText(place.adjusted(_MARK + _GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, key.name)
        painter.end()

    def _paint_mark(self, painter: QPainter, key: Key, center: QPointF) -> None:
        if key.mark is Mark.DOT:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(key.color))
            painter.drawEllipse(center, _MARK / 2, _MARK / 2)
            return
        painter.setPen(QPen(QColor(key.color), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if key.mark is Mark.RING:
            painter.drawEllipse(center, _MARK / 2 - 0.5, _MARK / 2 - 0.5)
        else:
            painter.drawLine(center - QPointF(_MARK / 2, 0), center + QPointF(_MARK / 2, 0))

    def _places(self) -> list[QRectF]:
        """Under the frame; where one row is too short for that, from the left edge."""
        metrics = QFontMetricsF(sans(SECONDARY))
        widths = [_MARK + _GAP + metrics.horizontalAdvance(key.name) for key in self.keys]
        left = self.indent if self.indent + sum(widths) + _BETWEEN * (len(widths) - 1) <= self.width() else 0
        places: list[QRectF] = []
        x, y = float(left), 0.0
        for width in widths:
            if places and x + width > self.width():
                x, y = float(left), y + _ROW
            places.append(QRectF(x, y, width, _ROW))
            x += width + _BETWEEN
        return places
