"""The pill on an edge that says which shape it carries."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.studio.canvas.edge_look import UNKNOWN_SHAPE
from nnstudio.studio.canvas.lettering import LARGEST, grown, letter_scale
from nnstudio.studio.canvas.style import HAIRLINE, LEGIBLE, CanvasStyle, outline
from nnstudio.studio.theme.spacing import PILL_HEIGHT, SMALL


class ShapePill(QGraphicsItem):
    """A shape in monospace, such as 8×8×32, with the names of its axes while it is looked at.

    Red where the target refuses it.
    """

    def __init__(self, parent: QGraphicsItem, style: CanvasStyle) -> None:
        super().__init__(parent)
        self._style = style
        self._text = UNKNOWN_SHAPE
        self._axes = ""
        self._refused = False
        self._selected = False
        self._marked = False
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._measure()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._axes if self._axes and (self._selected or self._marked) else self._text

    @property
    def rect(self) -> QRectF:
        """The pill around its middle, in its own size."""
        return self._rect

    def show_shape(self, text: str, axes: str, *, refused: bool) -> None:
        """Say this, in red or not; while it is looked at with the names of the axes."""
        if (text, axes, refused) != (self._text, self._axes, self._refused):
            self._text, self._axes, self._refused = text, axes, refused
            self._measure()

    def set_looked_at(self, *, selected: bool, marked: bool) -> None:
        """Show that the edge is selected, or that the mouse would take it."""
        if (selected, marked) != (self._selected, self._marked):
            self._selected, self._marked = selected, marked
            self._measure()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._measure()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The pill, as large as it may grow."""
        return grown(self._rect, LARGEST)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Ground and text."""
        style = self._style
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        if detail < LEGIBLE:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = letter_scale(detail)
        painter.scale(scale, scale)
        painter.setPen(style.line)
        if self._refused or self._selected:
            painter.setPen(outline(style.error if self._refused else style.accent, HAIRLINE))
        painter.setBrush(style.panel)
        half = HAIRLINE / 2
        painter.drawRoundedRect(self._rect.adjusted(half, half, -half, -half), PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        painter.setPen(style.error if self._refused else style.second)
        painter.setFont(style.pill_font)
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self.text)

    def _measure(self) -> None:
        self.prepareGeometryChange()
        width = round(self._style.pill_metrics.horizontalAdvance(self.text)) + 2 * SMALL
        width += width % 2
        self._rect = QRectF(-width / 2, -PILL_HEIGHT / 2, width, PILL_HEIGHT)
        self.update()
