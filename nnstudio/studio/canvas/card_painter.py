"""How a card is drawn.

The smaller it is shown, the larger are the letters in it, until only the type is left. Where there is no room for
three lines, or a strip takes the third, the name stands beside the type.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnstudio.studio.canvas.card import Card
from nnstudio.studio.canvas.edge_path import direct
from nnstudio.studio.canvas.lettering import grown, letter_scale, write
from nnstudio.studio.canvas.ports import Port, Side, port_place
from nnstudio.studio.canvas.style import EDGE, HAIRLINE, OUTLINE, PORT_RADIUS, CanvasStyle, outline, with_alpha
from nnstudio.studio.theme.icons import paint_icon
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_RADIUS, CARD_WIDTH, GRID, ICON, MEDIUM, SMALL

CARD_RECT: Final = QRectF(0, 0, CARD_WIDTH, CARD_HEIGHT)
TEXT_LEFT: Final = 40.0
TEXT_RIGHT: Final = CARD_WIDTH - MEDIUM

_BAR = QRectF(6.5, 10, 3, CARD_HEIGHT - 20)
_ICON = QRectF(17, 14, ICON, ICON)
_FAR_ICON = QRectF(20, CARD_HEIGHT / 2 - ICON, 2 * ICON, 2 * ICON)
_FAR_LEFT = 60.0
_MARK = QRectF(TEXT_RIGHT - ICON, 33, ICON, ICON)
TITLE_BASELINE: Final = 26.0
NAME_BASELINE: Final = 56.0
THREE_LINES: Final = 1.05
"""Up to this scale of the letters a card has room for the name in a line of its own."""
_TWO_LINES_DROP = 3.0
"""How much lower two lines stand that are alone on a card."""
_STRIP_DROP = -4.0
"""The same of two lines above a strip, for each time that the letters are larger."""
_SHADOW_DROP = 1.5
_RING = 3.0
_FAINT = 0.5
"""How strong the way through a muted card is, behind what is written there."""
_STACK_INSET, _STACK_DROP = 8.0, 4.0
"""How much narrower each card beneath a block is, and how far it looks out below."""


def paint_card(painter: QPainter, card: Card, style: CanvasStyle, *, selected: bool, live: bool, detail: float) -> None:
    """The ground of a card with everything written on it."""
    scale = letter_scale(detail)
    has_third_line = not live and scale <= THREE_LINES
    _paint_ground(painter, card, style, selected=selected)
    if card.muted:
        paint_bypass(painter, card, style)
    drop = 0.0 if has_third_line else _STRIP_DROP * (scale - 1) if live else _TWO_LINES_DROP
    painter.translate(0, drop)
    paint_icon(painter, grown(_ICON, scale), card.category.lower(), _icon_color(card, style))
    _paint_title(painter, card, style, scale, named=not has_third_line)
    room = TEXT_RIGHT - TEXT_LEFT - (ICON * scale + GRID if card.problem else 0)
    summary = style.text_metrics.elidedText(card.summary, Qt.TextElideMode.ElideRight, room / scale)
    painter.setPen(style.third if card.stands_aside else style.second)
    write(painter, QPointF(TEXT_LEFT, summary_baseline(scale)), summary, style.text_font, scale)
    if has_third_line:
        room = (TEXT_RIGHT - TEXT_LEFT) / scale
        name = style.name_metrics.elidedText(card.name_line, Qt.TextElideMode.ElideRight, room)
        painter.setPen(style.third)
        write(painter, QPointF(TEXT_LEFT, NAME_BASELINE), name, style.name_font, scale)
    if card.problem:
        name, color = ("error", style.theme.error) if card.is_error else ("warning", style.theme.warning)
        mark = grown(_MARK, scale)
        paint_icon(painter, mark.translated(TEXT_RIGHT - mark.right(), 0), name, color)
    painter.translate(0, -drop)


def summary_baseline(scale: float) -> float:
    """Where the second line stands: the larger the letters, the lower."""
    return 34.0 + 8.0 * scale


def paint_small_card(painter: QPainter, card: Card, style: CanvasStyle, *, selected: bool, named: bool) -> None:
    """A card from far away: its icon and its type, as large as fits; from farther still a bar in place of words."""
    _paint_ground(painter, card, style, selected=selected)
    if not named:
        bar = QRectF(_FAR_LEFT, (CARD_HEIGHT - SMALL) / 2, 9.0 * len(card.type_name), SMALL)
        painter.fillRect(bar.intersected(CARD_RECT.adjusted(0, 0, -MEDIUM, 0)), style.third)
        return
    paint_icon(painter, _FAR_ICON, card.category.lower(), _icon_color(card, style))
    scale = min(1.0, (TEXT_RIGHT - _FAR_LEFT) / style.far_metrics.horizontalAdvance(card.type_name))
    middle = CARD_HEIGHT / 2 + style.far_metrics.capHeight() * scale / 2
    painter.setPen(style.third if card.stands_aside else style.text)
    write(painter, QPointF(_FAR_LEFT, middle), card.type_name, style.far_font, scale)


def paint_bypass(painter: QPainter, card: Card, style: CanvasStyle) -> None:
    """The way that data takes through a muted card: from its first input to its output."""
    start, end = port_place(Side.INPUT, 0, card.inputs), port_place(Side.OUTPUT, 0, 1)
    painter.setPen(outline(with_alpha(style.theme.category(card.category), _FAINT), EDGE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(direct(start, end))


def paint_ports(painter: QPainter, card: Card, style: CanvasStyle, hovered: Port | None) -> None:
    """The ports on the border of a card; the one under the mouse is filled."""
    painter.setPen(outline(style.hue(card.category), EDGE))
    for side, count in ((Side.INPUT, card.inputs), (Side.OUTPUT, 1)):
        for index in range(count):
            under_mouse = hovered is not None and (hovered.side, hovered.index) == (side, index)
            painter.setBrush(style.accent if under_mouse else style.canvas)
            radius = PORT_RADIUS + (HAIRLINE if under_mouse else 0)
            painter.drawEllipse(port_place(side, index, count), radius, radius)


def _paint_ground(painter: QPainter, card: Card, style: CanvasStyle, *, selected: bool) -> None:
    if card.is_block:
        _paint_stack(painter, card, style)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if card.stands_aside else style.shadow)
    painter.drawRoundedRect(CARD_RECT.translated(0, _SHADOW_DROP), CARD_RADIUS, CARD_RADIUS)
    half = HAIRLINE / 2
    painter.setPen(outline(style.faint, HAIRLINE, dashed=True) if card.stands_aside else style.line)
    if selected or card.is_error:
        half = OUTLINE / 2
        painter.setPen(outline(style.error if card.is_error else style.accent))
    painter.setBrush(_ground(card, style))
    painter.drawRoundedRect(CARD_RECT.adjusted(half, half, -half, -half), CARD_RADIUS - half, CARD_RADIUS - half)
    if selected and card.is_error:
        painter.setPen(outline(style.accent, HAIRLINE))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = CARD_RECT.adjusted(-_RING, -_RING, _RING, _RING)
        painter.drawRoundedRect(ring, CARD_RADIUS + _RING, CARD_RADIUS + _RING)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.faint if card.stands_aside else style.hue(card.category))
    painter.drawRoundedRect(_BAR, _BAR.width() / 2, _BAR.width() / 2)


def _paint_stack(painter: QPainter, card: Card, style: CanvasStyle) -> None:
    """Two cards beneath a block's, the farthest first: there is more inside."""
    painter.setPen(outline(style.hue(card.category), HAIRLINE))
    painter.setBrush(style.card)
    for number in (2, 1):
        inset, drop = number * _STACK_INSET, number * _STACK_DROP - HAIRLINE / 2
        painter.drawRoundedRect(CARD_RECT.adjusted(inset, CARD_RADIUS, -inset, drop), CARD_RADIUS, CARD_RADIUS)


def paint_weight_count(painter: QPainter, weights: str, color: QColor, style: CanvasStyle, scale: float) -> float:
    """How many weights there are, at the right of a title's line; returns the width that is left for the title."""
    width = TEXT_RIGHT - TEXT_LEFT
    if not weights:
        return width
    count_width = style.number_metrics.horizontalAdvance(weights) * scale
    painter.setPen(color)
    write(painter, QPointF(TEXT_RIGHT - count_width, TITLE_BASELINE), weights, style.number_font, scale)
    return width - count_width - SMALL


def _paint_title(painter: QPainter, card: Card, style: CanvasStyle, scale: float, *, named: bool) -> None:
    """The type as large as fits, and beside it the name where there is room for all of it."""
    width = paint_weight_count(painter, card.weights, style.third, style, scale)
    font, metrics = style.title_font, style.title_metrics
    scale = min(scale, max(width / metrics.horizontalAdvance(card.type_name), 1.0))
    if metrics.horizontalAdvance(card.type_name) > width:
        font, metrics = style.button_font, style.button_metrics
    painter.setPen(style.second if card.stands_aside else style.text)
    title = metrics.elidedText(card.type_name, Qt.TextElideMode.ElideRight, width / scale)
    write(painter, QPointF(TEXT_LEFT, TITLE_BASELINE), title, font, scale)
    left = metrics.horizontalAdvance(title) * scale + SMALL
    if named and left + style.name_metrics.horizontalAdvance(card.name_line) * scale <= width:
        painter.setPen(style.third)
        write(painter, QPointF(TEXT_LEFT + left, TITLE_BASELINE), card.name_line, style.name_font, scale)


def _ground(card: Card, style: CanvasStyle) -> QColor:
    return style.canvas if card.stands_aside else style.card


def _icon_color(card: Card, style: CanvasStyle) -> str:
    return style.theme.disabled if card.stands_aside else style.theme.category(card.category)
