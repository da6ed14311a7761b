"""The pill on an edge that says which shape it carries."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.studio.canvas.edge_look import UNKNOWN_SHAPE
from nnstudio.studio.canvas.style import HAIRLINE, LEGIBLE, CanvasStyle, outline
from nnstudio.studio.theme.spacing import PILL_HEIGHT, SMALL


class ShapePill(QGraphicsItem):
    """A shape in monospace, such as 8×8×32; red where the target refuses it."""

    def __init__(self, parent: QGraphicsItem, style: CanvasStyle) -> None:
        super().__init__(parent)
        self._style = style
        self._text = UNKNOWN_SHAPE
        self._refused = False
        self._selected = False
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._measure()

    def show_shape(self, text: str, *, refused: bool) -> None:
        """Say this, in red or not."""
        if (text, refused) != (self._text, self._refused):
            self._text, self._refused = text, refused
            self._measure()

    def set_selected(self, selected: bool) -> None:
        """Show that the edge is selected."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._measure()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The pill around its middle."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Ground and text."""
        style = self._style
        if option.levelOfDetailFromTransform(painter.worldTransform()) < LEGIBLE:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.line)
        if self._refused or self._selected:
            painter.setPen(outline(style.error if self._refused else style.accent, HAIRLINE))
        painter.setBrush(style.panel)
        half = HAIRLINE / 2
        painter.drawRoundedRect(self._rect.adjusted(half, half, -half, -half), PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        painter.setPen(style.error if self._refused else style.second)
        painter.setFont(style.pill_font)
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self._text)

    def _measure(self) -> None:
        self.prepareGeometryChange()
        width = round(self._style.pill_metrics.horizontalAdvance(self._text)) + 2 * SMALL
        width += width % 2
        self._rect = QRectF(-width / 2, -PILL_HEIGHT / 2, width, PILL_HEIGHT)
        self.update()
