"""An edge on the canvas: a curve between two ports and the shape that it carries."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnstudio.network.graph import Edge
from nnstudio.studio.canvas.bounded_item import BoundedItem
from nnstudio.studio.canvas.edge_look import EdgeLook
from nnstudio.studio.canvas.edge_path import Box, is_long, routed
from nnstudio.studio.canvas.flow import LEVELS
from nnstudio.studio.canvas.label_place import label_place
from nnstudio.studio.canvas.shape_pill import ShapePill
from nnstudio.studio.canvas.style import EDGE, OUTLINE, CanvasStyle, outline

_WIDEST = 5.0
_REACH = 6.0
"""How near to the curve the mouse has to be."""
_LOOKED_AT = 0.5
"""Above other edges, below the cards."""


class EdgeItem(BoundedItem):
    """Shows an `EdgeLook` between two points of the scene."""

    def __init__(self, edge: Edge, style: CanvasStyle) -> None:
        super().__init__(QRectF())
        self.edge = edge
        self._style = style
        self._look = EdgeLook()
        self._selected = False
        self._marked = False
        self._path = QPainterPath()
        self._start = self._end = self._middle = QPointF()
        self._long = False
        self._pill = ShapePill(self, style)
        self._pen: QPen | None = None

    @property
    def look(self) -> EdgeLook:
        """What the edge shows."""
        return self._look

    @property
    def ends(self) -> tuple[QPointF, QPointF]:
        """Where it begins and where it ends on the scene."""
        return self._start + self.pos(), self._end + self.pos()

    @property
    def middle(self) -> QPointF:
        """Where its shape is written."""
        return self._pill.scenePos()

    @property
    def is_long(self) -> bool:
        """Whether there is room for a card between its ends, so that it may have to go around some."""
        return self._long

    @property
    def label(self) -> str:
        """What its pill says."""
        return self._pill.text

    @property
    def is_marked(self) -> bool:
        """Whether the mouse would take it, or a layer would land on it."""
        return self._marked

    def set_look(self, look: EdgeLook) -> None:
        """Show this."""
        if look != self._look:
            self._look = look
            self._pill.set_look(look)
            self._pill.setVisible(not look.idle)
            self._restroke()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._pill.set_style(style)
        self._restroke()

    def set_selected(self, selected: bool) -> None:
        """Show whether the edge is selected."""
        if selected != self._selected:
            self._selected = selected
            self._show_attention()

    def set_marked(self, marked: bool) -> None:
        """Show whether the mouse would take it, or a layer would land on it."""
        if marked != self._marked:
            self._marked = marked
            self._show_attention()

    def connect_points(self, start: QPointF, end: QPointF, cards: Sequence[Box]) -> None:
        """Run between these points and around these cards."""
        if (start, end) == self.ends and not self._long:
            return
        self.setPos(0, 0)
        self._start, self._end, self._long = start, end, is_long(start, end)
        self._path, self._middle = routed(start, end, cards)
        self.setRect(self._path.boundingRect().adjusted(-_REACH, -_REACH, _REACH, _REACH))
        self._pill.setPos(self._middle)
        self._restroke()

    def place_label(self, taken: Sequence[QRectF]) -> None:
        """Write the shape where none of this lies."""
        own = [rect.translated(-self.pos()) for rect in taken]
        self._pill.setPos(label_place(self._path, self._middle, self._pill.own_rect, own))

    def shift(self, way: QPointF) -> None:
        """Move as a whole, because both of its ends did."""
        self.setPos(self.pos() + way)

    def is_near(self, point: QPointF) -> bool:
        """Whether the mouse at a point of the scene would take this edge."""
        place = self.mapFromScene(point)
        if self._pill.own_rect.translated(self._pill.pos()).contains(place):
            return True
        if not self.rect().contains(place):
            return False
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * _REACH)
        return stroker.createStroke(self._path).contains(place)

    def surroundings(self) -> QPainterPath:
        """Where the mouse may move about without leaving this edge."""
        stroker = QPainterPathStroker()
        stroker.setWidth(6 * _REACH)
        area = stroker.createStroke(self._path)
        area.addRect(self._pill.own_rect.translated(self._pill.pos()))
        area.setFillRule(Qt.FillRule.WindingFill)
        return area

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The curve."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pen is None:
            self._pen = self._stroke()
        painter.setPen(self._pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)

    def _show_attention(self) -> None:
        """The names of the axes have to be read, whatever else lies there."""
        looked_at = self._selected or self._marked
        self._pill.set_looked_at(selected=self._selected, marked=self._marked)
        self.setZValue(_LOOKED_AT if looked_at else 0)
        self._restroke()

    def _restroke(self) -> None:
        """Have another pen when it is painted next: an edit may change a thousand edges, of which few are in view."""
        self._pen = None
        self.update()

    def _stroke(self) -> QPen:
        look, style = self._look, self._style
        width = EDGE + (OUTLINE - EDGE if self._selected else 0) + (1 if self._marked else 0)
        if look.idle and not (self._selected or self._marked):
            return outline(style.faint, EDGE, dashed=True)
        if look.refused:
            return outline(style.error, width, dashed=True)
        if self._selected or self._marked:
            return outline(style.accent, width)
        if look.flow is not None:
            fraction = look.flow / (LEVELS - 1)
            return outline(QColor(style.theme.flow(fraction)), EDGE + (_WIDEST - EDGE) * fraction)
        return QPen(QBrush(self._blend()), width)

    def _blend(self) -> QLinearGradient:
        """From the hue of the source to that of the target."""
        blend = QLinearGradient(self._start, self._end)
        blend.setColorAt(0, self._style.hue(self._look.source_category))
        blend.setColorAt(1, self._style.hue(self._look.target_category))
        return blend
