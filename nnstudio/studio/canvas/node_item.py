"""A node on the canvas: its card, its ports, and what its training looks like."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.engine.health import NodeHealth
from nnstudio.studio.canvas.bounded_item import BoundedItem
from nnstudio.studio.canvas.card import Card
from nnstudio.studio.canvas.card_painter import CARD_RECT, paint_card, paint_ports, paint_small_card
from nnstudio.studio.canvas.health_badge import HealthBadge
from nnstudio.studio.canvas.live_strip import LiveStrip
from nnstudio.studio.canvas.ports import REACH, Port, Side, port_place
from nnstudio.studio.canvas.style import LEGIBLE, NAMELESS, CanvasStyle
from nnstudio.studio.language import told

_MARGIN = 9.0
_BOUNDS = CARD_RECT.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
"""The card with its ports."""
ABOVE_EDGES = 1.0


class NodeItem(BoundedItem):
    """Shows a `Card`; knows neither the document nor the session."""

    def __init__(self, card: Card, style: CanvasStyle) -> None:
        super().__init__(_BOUNDS)
        self._card = card
        self._style = style
        self._selected = False
        self._hovered: Port | None = None
        self._strip = LiveStrip(self)
        self._badge = HealthBadge(self, style)
        self.setZValue(ABOVE_EDGES)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.set_style(style)
        self._explain()

    @property
    def card(self) -> Card:
        """What the card says."""
        return self._card

    @property
    def card_rect(self) -> QRectF:
        """The card on the scene, without ports and shadow."""
        return CARD_RECT.translated(self.pos())

    def is_at(self, point: QPointF) -> bool:
        """Whether the card is shown at a point of the scene."""
        return self.isVisible() and self.card_rect.contains(point)

    def set_card(self, card: Card) -> None:
        """Say this."""
        if card == self._card:
            return
        before, self._card = self._card, card
        if card.category != before.category:
            self._strip.set_style(self._style, card.category)
        if card.muted:
            self.set_health(None)
        if card.problem != before.problem:
            self._explain()
        self.update()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._strip.set_style(style, self._card.category)
        self._badge.set_style(style)
        self.update()

    @property
    def is_selected(self) -> bool:
        """Whether it is shown as selected."""
        return self._selected

    @property
    def is_live(self) -> bool:
        """Whether it shows what its training looks like."""
        return self._strip.isVisibleTo(self)

    @property
    def complaint(self) -> str:
        """What ails it, in a few words beside the card; empty if nothing does."""
        return self._badge.text

    def set_selected(self, selected: bool) -> None:
        """Show whether the node is selected; the session knows."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def set_hovered_port(self, port: Port | None) -> None:
        """Show which port the mouse would take."""
        if port != self._hovered:
            self._hovered = port
            self.update()

    def set_health(self, health: NodeHealth | None) -> None:
        """Show what the node's training looks like; nothing where it does not train, or where data only passes by."""
        if self._card.muted:
            health = None
        if (health is not None) != self.is_live:
            self._strip.setVisible(health is not None)
            self.update()
        self._strip.set_values(health.histogram if health else ())
        self._badge.set_text(told(health.message or "") if health else "")

    def port_at(self, point: QPointF) -> Port | None:
        """The port at a point of the scene."""
        port = self.nearest_port(self._ports(), point)
        return port if self._distance(port, point) <= REACH else None

    def nearest_port(self, ports: Iterable[Port], point: QPointF) -> Port:
        """Of some ports the one nearest to a point of the scene."""
        return min(ports, key=lambda port: self._distance(port, point))

    def port_position(self, port: Port) -> QPointF:
        """Where a port of this node lies on the scene."""
        return self.pos() + port_place(port.side, port.index, self._card.inputs)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The card, less of it from far away."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        if detail < LEGIBLE:
            paint_small_card(painter, self._card, self._style, selected=self._selected, named=detail >= NAMELESS)
            return
        paint_card(painter, self._card, self._style, selected=self._selected, live=self.is_live, detail=detail)
        paint_ports(painter, self._card, self._style, self._hovered)

    def _explain(self) -> None:
        """Tell the problem to the mouse; as rich text, because Qt breaks only that into lines."""
        self.setToolTip(f"<qt>{escape(self._card.problem)}</qt>" if self._card.problem else "")

    def _distance(self, port: Port, point: QPointF) -> float:
        return (self.port_position(port) - point).manhattanLength()

    def _ports(self) -> list[Port]:
        inputs = [Port(self._card.node_id, Side.INPUT, index) for index in range(self._card.inputs)]
        return [*inputs, Port(self._card.node_id, Side.OUTPUT)]
