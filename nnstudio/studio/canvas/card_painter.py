"""How a card is drawn."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnstudio.studio.canvas.card import Card
from nnstudio.studio.canvas.edge_path import direct
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
_TITLE_BASELINE = 26.0
_SUMMARY_BASELINE = 42.0
_NAME_BASELINE = 56.0
_SHADOW_DROP = 1.5
_RING = 3.0
_FAINT = 0.5
"""How strong the way through a muted card is, behind what is written there."""
_STACK_INSET, _STACK_DROP = 8.0, 4.0
"""How much narrower each card beneath a block is, and how far it looks out below."""


def paint_card(painter: QPainter, card: Card, style: CanvasStyle, *, selected: bool, live: bool) -> None:
    """The ground of a card with everything written on it; where a strip is shown, it takes the name's place."""
    _paint_ground(painter, card, style, selected=selected)
    if card.muted:
        paint_bypass(painter, card, style)
    paint_icon(painter, _ICON, card.category.lower(), _icon_color(card, style))
    _paint_title(painter, card, style)
    painter.setFont(style.text_font)
    painter.setPen(style.third if card.stands_aside else style.second)
    width = TEXT_RIGHT - TEXT_LEFT - (ICON + GRID if card.problem else 0)
    summary = style.text_metrics.elidedText(card.summary, Qt.TextElideMode.ElideRight, width)
    painter.drawText(QPointF(TEXT_LEFT, _SUMMARY_BASELINE), summary)
    if not live:
        painter.setFont(style.name_font)
        name = style.name_metrics.elidedText(card.name_line, Qt.TextElideMode.ElideRight, TEXT_RIGHT - TEXT_LEFT)
        painter.setPen(style.third)
        painter.drawText(QPointF(TEXT_LEFT, _NAME_BASELINE), name)
    if card.problem:
        name, color = ("error", style.theme.error) if card.is_error else ("warning", style.theme.warning)
        paint_icon(painter, _MARK, name, color)


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
    painter.save()
    painter.translate(_FAR_LEFT, middle)
    painter.scale(scale, scale)
    painter.setFont(style.far_font)
    painter.setPen(style.third if card.stands_aside else style.text)
    painter.drawText(QPointF(), card.type_name)
    painter.restore()


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


def paint_weight_count(painter: QPainter, weights: str, color: QColor, style: CanvasStyle) -> float:
    """How many weights there are, at the right of a title's line; returns the width that is left for the title."""
    width = TEXT_RIGHT - TEXT_LEFT
    if not weights:
        return width
    count_width = style.number_metrics.horizontalAdvance(weights)
    painter.setFont(style.number_font)
    painter.setPen(color)
    painter.drawText(QPointF(TEXT_RIGHT - count_width, _TITLE_BASELINE), weights)
    return width - count_width - SMALL


def _paint_title(painter: QPainter, card: Card, style: CanvasStyle) -> None:
    width = paint_weight_count(painter, card.weights, style.third, style)
    fits = style.title_metrics.horizontalAdvance(card.type_name) <= width
    font, metrics = (style.title_font, style.title_metrics) if fits else (style.button_font, style.button_metrics)
    painter.setFont(font)
    painter.setPen(style.second if card.stands_aside else style.text)
    title = metrics.elidedText(card.type_name, Qt.TextElideMode.ElideRight, width)
    painter.drawText(QPointF(TEXT_LEFT, _TITLE_BASELINE), title)


def _ground(card: Card, style: CanvasStyle) -> QColor:
    return style.canvas if card.stands_aside else style.card


def _icon_color(card: Card, style: CanvasStyle) -> str:
    return style.theme.disabled if card.stands_aside else style.theme.category(card.category)
