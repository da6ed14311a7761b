"""Boxes that stand on a baseline: what a formula is put together from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPolygonF, QTransform


@dataclass(frozen=True, eq=False)
class Box:
    """How much room it takes, above and below its baseline."""

    width: float
    ascent: float
    descent: float

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw it from this point of the baseline on."""
        raise NotImplementedError

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.ascent + self.descent


@dataclass(frozen=True, eq=False)
class Glyphs(Box):
    """A text with space on both sides, stretched in height where it has to hold something tall."""

    text: str
    font: QFont
    left: float = 0.0
    stretch: float = 1.0

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the text."""
        painter.setFont(self.font)
        if self.stretch == 1.0:
            painter.drawText(QPointF(x + self.left, y), self.text)
            return
        painter.save()
        natural = QFontMetricsF(self.font).tightBoundingRect(self.text)
        middle = y + (self.descent - self.ascent) / 2
        painter.setTransform(QTransform(1, 0, 0, self.stretch, x + self.left, middle), combine=True)
        painter.drawText(QPointF(0, -natural.center().y()), self.text)
        painter.restore()


@dataclass(frozen=True, eq=False)
class Beside(Box):
    """Boxes in a row."""

    boxes: tuple[Box, ...]

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw one after the other."""
        for box in self.boxes:
            box.draw(painter, x, y)
            x += box.width


@dataclass(frozen=True, eq=False)
class Raised(Box):
    """A box above the baseline, or below it."""

    box: Box
    by: float

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw it there."""
        self.box.draw(painter, x, y - self.by)


@dataclass(frozen=True, eq=False)
class Stacked(Box):
    """A small box over another, from the same place on."""

    boxes: tuple[Box, ...]

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw both."""
        for box in self.boxes:
            box.draw(painter, x, y)


@dataclass(frozen=True, eq=False)
class Over(Box):
    """A fraction: one box above a stroke, one below."""

    top: Box
    bottom: Box
    axis: float
    gap: float

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw both and the stroke."""
        line = y - self.axis
        self.top.draw(painter, x + (self.width - self.top.width) / 2, line - self.gap - self.top.descent)
        self.bottom.draw(painter, x + (self.width - self.bottom.width) / 2, line + self.gap + self.bottom.ascent)
        painter.drawLine(QLineF(x + self.gap / 2, line, x + self.width - self.gap / 2, line))


@dataclass(frozen=True, eq=False)
class Radical(Box):
    """A box under a root."""

    inner: Box
    hook: float
    gap: float

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw the sign and what is under it."""
        top, bottom = y - self.ascent + 1, y + self.descent
        hook, low = self.hook, bottom - (bottom - top) * 0.4
        sign = [(0.0, low), (0.28, low - 1), (0.55, bottom - 1), (0.95, top), (0.95, top)]
        points = [QPointF(x + hook * share, height) for share, height in sign]
        painter.drawPolyline(QPolygonF([*points, QPointF(x + self.width - self.gap / 2, top)]))
        self.inner.draw(painter, x + hook + self.gap / 2, y)


def glyphs(text: str, font: QFont, left: float = 0.0, right: float = 0.0) -> Glyphs:
    """The box of a text with some space around."""
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text) + left + right
    return Glyphs(width, metrics.capHeight() * 1.05, metrics.descent() * 0.8, text, font, left)


def beside(boxes: Sequence[Box]) -> Beside:
    """The box of a row."""
    ascent, descent = (max((getattr(box, name) for box in boxes), default=0.0) for name in ("ascent", "descent"))
    return Beside(sum(box.width for box in boxes), ascent, descent, tuple(boxes))


def raised(box: Box, by: float) -> Raised:
    """The box of something above the baseline."""
    return Raised(box.width, box.ascent + by, box.descent - by, box, by)


def stretched(text: str, font: QFont, inner: Box) -> Glyphs:
    """A bracket that is as high as what stands in it; there may be none."""
    plain = glyphs(text, font)
    if not text:
        return plain
    natural = QFontMetricsF(font).tightBoundingRect(text).height()
    stretch = inner.height / natural
    if stretch <= 1.25:
        return plain
    return Glyphs(plain.width, inner.ascent, inner.descent, text, font, 0.0, ceil(stretch * 20) / 20)
