"""The pill on an edge that says which shape it carries."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.studio.canvas.bounded_item import BoundedItem
from nnstudio.studio.canvas.edge_look import EdgeLook
from nnstudio.studio.canvas.lettering import LARGEST, grown, letter_scale
from nnstudio.studio.canvas.style import HAIRLINE, LEGIBLE, CanvasStyle, outline
from nnstudio.studio.theme.spacing import PILL_HEIGHT


class ShapePill(BoundedItem):
    """A shape in monospace, such as 8×8×32, with the names of its axes while it is looked at.

    Red where the target refuses it.
    """

    def __init__(self, parent: QGraphicsItem, style: CanvasStyle) -> None:
        super().__init__(QRectF(), parent)
        self._style = style
        self._look = EdgeLook()
        self._selected = False
        self._marked = False
        self._rect = QRectF()
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._measure()

    @property
    def text(self) -> str:
        """What it says now."""
        axes = self._look.axes if self._selected or self._marked else ""
        return axes or self._look.shape

    @property
    def own_rect(self) -> QRectF:
        """The pill around its middle, in its own size."""
        return self._rect

    def set_look(self, look: EdgeLook) -> None:
        """Say what the edge carries, in red or not; while it is looked at with the names of the axes."""
        before, self._look = self._look, look
        if (look.carried, look.names, look.refused) != (before.carried, before.names, before.refused):
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
        if self._look.refused or self._selected:
            painter.setPen(outline(style.error if self._look.refused else style.accent, HAIRLINE))
        painter.setBrush(style.panel)
        half = HAIRLINE / 2
        painter.drawRoundedRect(self._rect.adjusted(half, half, -half, -half), PILL_HEIGHT / 2, PILL_HEIGHT / 2)
        painter.setPen(style.error if self._look.refused else style.second)
        painter.setFont(style.pill_font)
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignCenter, self.text)

    def _measure(self) -> None:
        rect = self._style.pill_rect(self.text)
        if rect is not self._rect:
            self._rect = rect
            self.setRect(grown(rect, LARGEST))
        self.update()
