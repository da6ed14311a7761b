"""A frame on the canvas: a title and a ground behind its nodes, or, folded, one card that stands for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.network.framed_layout import FRAME_MARGINS
from nnstudio.studio.canvas.card_painter import CARD_RECT
from nnstudio.studio.canvas.frame_look import FrameLook
from nnstudio.studio.canvas.frame_painter import (
    chevron_rect,
    chip_rect,
    paint_dots,
    paint_frame_card,
    paint_ground,
    paint_title,
)
from nnstudio.studio.canvas.node_item import ABOVE_EDGES
from nnstudio.studio.canvas.ports import Side, port_place
from nnstudio.studio.canvas.style import OUTLINE, CanvasStyle
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, FRAME_TITLE, GRID

_BEHIND: Final = -1.0
_TITLE_LEVEL: Final = ABOVE_EDGES - 0.1
_MARGIN = 9.0


def frame_rect(cards: Sequence[QGraphicsItem]) -> QRectF:
    """The frame around some cards, with room for its title."""
    left, top, right, bottom = FRAME_MARGINS
    lefts, tops = [card.x() for card in cards], [card.y() for card in cards]
    corner = QPointF(min(lefts) - left, min(tops) - top)
    return QRectF(corner, QPointF(max(lefts) + CARD_WIDTH + right, max(tops) + CARD_HEIGHT + bottom))


def card_corner(frame: QRectF) -> QPointF:
    """Where the card of a collapsed frame stands: in the middle, on the grid."""
    corner = frame.center() - CARD_RECT.center()
    return QPointF(round(corner.x() / GRID) * GRID, round(corner.y() / GRID) * GRID)


class FrameGround(QGraphicsItem):
    """What lies behind edges and nodes; its `FrameItem`, with the title, lies above the edges."""

    def __init__(self, frame: FrameItem) -> None:
        super().__init__()
        self._frame = frame
        self.setZValue(_BEHIND)

    def set_rect_changed(self) -> None:
        """The frame is to be elsewhere."""
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The frame with its outline."""
        return self._frame.rect.adjusted(-OUTLINE, -OUTLINE, OUTLINE, OUTLINE)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """A rounded rectangle in the frame's tint."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._frame.paint_ground(painter)


class FrameItem(QGraphicsItem):
    """Shows a `FrameLook` around some cards; knows neither the document nor the session."""

    def __init__(self, frame_id: str, look: FrameLook, style: CanvasStyle) -> None:
        super().__init__()
        self.annotation_id = frame_id
        self._look = look
        self._style = style
        self._rect = QRectF()
        self._folded = False
        self._selected = False
        self._marked = False
        self._ends: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.ground = FrameGround(self)
        self.setZValue(_TITLE_LEVEL)

    @property
    def look(self) -> FrameLook:
        """What it says."""
        return self._look

    @property
    def rect(self) -> QRectF:
        """The frame on the scene; where it is collapsed, what it would be."""
        return self._rect

    @property
    def shown_rect(self) -> QRectF:
        """What of the scene it takes up now: the frame, or its card."""
        return CARD_RECT.translated(card_corner(self._rect)) if self._folded else self._rect

    @property
    def title_rect(self) -> QRectF:
        """Where it can be taken hold of: the strip with the title, or the whole card."""
        strip = QRectF(self._rect.topLeft(), QSizeF(self._rect.width(), FRAME_TITLE))
        return self.shown_rect if self._folded else strip

    @property
    def chip_rect(self) -> QRectF:
        """Where its title is written, or the whole card."""
        return self.shown_rect if self._folded else chip_rect(self.title_rect, self._look.title, self._style)

    @property
    def writing_rect(self) -> QRectF:
        """Where its title is written anew: behind the mark."""
        strip = self.title_rect
        if self._folded:
            strip = QRectF(strip.topLeft() + QPointF(0, GRID), QSizeF(strip.width(), FRAME_TITLE))
        return strip.adjusted(self.chevron_rect.right() - strip.left(), GRID / 2, -GRID, -GRID / 2)

    @property
    def chevron_rect(self) -> QRectF:
        """Where a click collapses or expands it."""
        return chevron_rect(self.shown_rect, folded=self._folded)

    @property
    def is_folded(self) -> bool:
        """Whether its card is shown in place of its nodes."""
        return self._folded

    @property
    def is_selected(self) -> bool:
        """Whether it is shown as selected."""
        return self._selected

    @property
    def is_marked(self) -> bool:
        """Whether it is shown as about to take or to lose nodes."""
        return self._marked

    def set_look(self, look: FrameLook) -> None:
        """Say this."""
        if look != self._look:
            self._look = look
            self._explain()
            self._repaint()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._repaint()

    def set_rect(self, rect: QRectF) -> None:
        """Stand here."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self.ground.set_rect_changed()
            self._rect = rect
            self._repaint()

    def set_folded(self, folded: bool) -> None:
        """Show the card, or the frame."""
        if folded != self._folded:
            self.prepareGeometryChange()
            self._folded = folded
            self.setZValue(ABOVE_EDGES if folded else _TITLE_LEVEL)
            self.ground.setVisible(not folded)
            self._explain()
            self.update()

    def set_selected(self, selected: bool) -> None:
        """Show whether all of its nodes are selected."""
        if selected != self._selected:
            self._selected = selected
            self._repaint()

    def set_marked(self, marked: bool) -> None:
        """Show that nodes would join or leave it."""
        if marked != self._marked:
            self._marked = marked
            self._repaint()

    def set_ends(self, sources: Iterable[str], results: Iterable[str]) -> None:
        """Tell what leads into its card (nodes outside), and which of its nodes lead out."""
        ends = tuple(sources), tuple(results)
        if ends != self._ends:
            self._ends = ends
            self.update()

    def way_in(self, source: str) -> QPointF:
        """Where the edges from a node outside go into the card, on the scene."""
        return self._end(Side.INPUT, source)

    def way_out(self, node_id: str) -> QPointF:
        """Where the edges of a node inside come out of the card, on the scene."""
        return self._end(Side.OUTPUT, node_id)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The title, or the card with all that looks out."""
        return self.title_rect.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The title or the card, less of it from far away."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        if not self._folded:
            paint_title(painter, self.title_rect, self._look, self._style, marked=self._marked, detail=detail)
            return
        painter.translate(card_corner(self._rect))
        paint_frame_card(painter, self._look, self._style, selected=self._selected, marked=self._marked, detail=detail)
        sides = zip((Side.INPUT, Side.OUTPUT), self._ends, strict=True)
        dots = [_end(side, index, len(names)) for side, names in sides for index in range(len(names))]
        paint_dots(painter, dots, self._look, self._style)

    def paint_ground(self, painter: QPainter) -> None:
        """What lies behind the nodes."""
        state = {"selected": self._selected, "marked": self._marked}
        paint_ground(painter, self._rect, self._look.color, self._style, **state)

    def _repaint(self) -> None:
        self.update()
        self.ground.update()

    def _end(self, side: Side, name: str) -> QPointF:
        names = self._ends[side is Side.OUTPUT]
        return card_corner(self._rect) + _end(side, names.index(name), len(names))

    def _explain(self) -> None:
        """Tell to the mouse what is wrong inside."""
        self.setToolTip(f"<qt>{escape(self._look.problem)}</qt>" if self._folded and self._look.problem else "")


def _end(side: Side, index: int, count: int) -> QPointF:
    """Like the inputs of a card, on its upper or on its lower side."""
    place = port_place(Side.INPUT, index, count)
    return place + QPointF(0, CARD_HEIGHT) if side is Side.OUTPUT else place
