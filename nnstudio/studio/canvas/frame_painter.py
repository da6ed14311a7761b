"""How a frame is drawn: as a tinted ground with a title behind its nodes, or collapsed to a card."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnstudio.studio.canvas.card_painter import (
    CARD_RECT,
    NAME_BASELINE,
    TEXT_LEFT,
    TEXT_RIGHT,
    THREE_LINES,
    TITLE_BASELINE,
    paint_weight_count,
    summary_baseline,
)
from nnstudio.studio.canvas.frame_look import FrameLook
from nnstudio.studio.canvas.lettering import grown, letter_scale, write
from nnstudio.studio.canvas.style import EDGE, HAIRLINE, LEGIBLE, NAMELESS, OUTLINE, PORT_RADIUS, CanvasStyle, outline
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.icons import paint_icon
from nnstudio.studio.theme.spacing import (
    CARD_HEIGHT,
    CARD_RADIUS,
    FIELD_RADIUS,
    FRAME_RADIUS,
    FRAME_TITLE,
    GRID,
    ICON,
    MEDIUM,
    SMALL,
    TIGHT,
)

FRAME_TINT: Final = 0.1
"""How much of its hue is in the ground of a frame; twice as much where nodes would join or leave it."""
CARD_TINT: Final = 0.12
"""The same in the ground of its card."""
_LINE = 0.5
"""The same in the line around either."""
_TITLE_LEFT = MEDIUM + ICON + SMALL
_CARD_BAR = QRectF(6.5, 10, 3, CARD_HEIGHT - 20)
_CARD_CHEVRON = QRectF(17, 14, ICON, ICON)
_CARD_MARK = QRectF(TEXT_RIGHT - ICON, 41, ICON, ICON)
_STACK: Final = ((16.0, 8.0), (8.0, 4.0))
"""How much narrower each card beneath is, and how far it looks out below; the farthest first."""


def chevron_rect(rect: QRectF, *, folded: bool) -> QRectF:
    """Where the mark is that collapses or expands a frame; large enough to be hit."""
    mark = _CARD_CHEVRON.translated(rect.topLeft()) if folded else _frame_chevron(rect)
    return mark.adjusted(-GRID, -GRID, GRID, GRID)


def chip_rect(strip: QRectF, title: str, style: CanvasStyle) -> QRectF:
    """Where the title is written, with the mark before it."""
    width = min(style.button_metrics.horizontalAdvance(title), strip.width() - _TITLE_LEFT - MEDIUM)
    return _chip(strip, _TITLE_LEFT + width)


def paint_ground(
    painter: QPainter, rect: QRectF, color: str | None, style: CanvasStyle, *, selected: bool, marked: bool
) -> None:
    """The tinted ground of a frame; stronger where nodes would join or leave it."""
    theme = style.theme
    hue = theme.frame(color)
    half = (OUTLINE if selected or marked else HAIRLINE) / 2
    line = QColor(mix(theme.canvas, hue, _LINE))
    painter.setPen(outline(style.accent, OUTLINE, dashed=marked) if selected or marked else outline(line, HAIRLINE))
    painter.setBrush(_tint(color, style, marked=marked))
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), FRAME_RADIUS, FRAME_RADIUS)


def paint_title(
    painter: QPainter, rect: QRectF, look: FrameLook, style: CanvasStyle, *, marked: bool, detail: float
) -> None:
    """The title on a ground of its own, so that edges pass below; larger or not at all where nobody could read it."""
    if detail < NAMELESS:
        return
    is_far = detail < LEGIBLE
    scale = 1.0 if is_far else letter_scale(detail)
    font, metrics = (style.far_font, style.far_metrics) if is_far else (style.button_font, style.button_metrics)
    left = MEDIUM if is_far else MEDIUM + (_TITLE_LEFT - MEDIUM) * scale
    room = rect.width() - left - MEDIUM
    title = metrics.elidedText(look.title, Qt.TextElideMode.ElideRight, room / scale)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_tint(look.color, style, marked=marked))
    painter.drawRoundedRect(_chip(rect, left + metrics.horizontalAdvance(title) * scale), FIELD_RADIUS, FIELD_RADIUS)
    if not is_far:
        mark = grown(_frame_chevron(rect), scale)
        paint_icon(painter, mark.translated(rect.left() + MEDIUM - mark.left(), 0), "chevron-down", style.theme.second)
    painter.setPen(style.text)
    write(painter, QPointF(rect.left() + left, _baseline(rect, metrics.capHeight() * scale)), title, font, scale)


def paint_frame_card(
    painter: QPainter, look: FrameLook, style: CanvasStyle, *, selected: bool, marked: bool, detail: float
) -> None:
    """A collapsed frame as a card of the size of a node's, with a stack beneath it: there is more inside."""
    theme = style.theme
    hue = theme.frame(look.color)
    ground = QColor(mix(theme.card, hue, CARD_TINT))
    painter.setPen(outline(QColor(mix(theme.card, hue, _LINE)), HAIRLINE))
    painter.setBrush(ground)
    for inset, drop in _STACK:
        painter.drawRoundedRect(CARD_RECT.adjusted(inset, CARD_RADIUS, -inset, drop - 0.5), CARD_RADIUS, CARD_RADIUS)
    half = HAIRLINE / 2
    if selected or marked or look.is_error:
        half = OUTLINE / 2
        color = style.error if look.is_error and not (selected or marked) else style.accent
        painter.setPen(outline(color, OUTLINE, dashed=marked))
    painter.drawRoundedRect(CARD_RECT.adjusted(half, half, -half, -half), CARD_RADIUS - half, CARD_RADIUS - half)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(hue))
    painter.drawRoundedRect(_CARD_BAR, _CARD_BAR.width() / 2, _CARD_BAR.width() / 2)
    if detail >= LEGIBLE:
        _paint_card_text(painter, look, style, letter_scale(detail))
    elif detail >= NAMELESS:
        _write(painter, QPointF(TEXT_LEFT - MEDIUM, _baseline(CARD_RECT, style.far_metrics.capHeight())), look, style)


def paint_dots(painter: QPainter, points: list[QPointF], look: FrameLook, style: CanvasStyle) -> None:
    """Where edges go in and out of a collapsed frame."""
    painter.setPen(outline(QColor(style.theme.frame(look.color)), EDGE))
    painter.setBrush(style.canvas)
    for point in points:
        painter.drawEllipse(point, PORT_RADIUS - 1, PORT_RADIUS - 1)


def _paint_card_text(painter: QPainter, look: FrameLook, style: CanvasStyle, scale: float) -> None:
    """The title and what is inside: the layers, and where there is room for three lines how they are called."""
    paint_icon(painter, grown(_CARD_CHEVRON, scale), "chevron-right", style.theme.text)
    width = paint_weight_count(painter, look.weights, style.second, style, scale)
    painter.setPen(style.text)
    title = style.title_metrics.elidedText(look.title, Qt.TextElideMode.ElideRight, width / scale)
    write(painter, QPointF(TEXT_LEFT, TITLE_BASELINE), title, style.title_font, scale)
    painter.setPen(style.second)
    write(painter, QPointF(TEXT_LEFT, summary_baseline(scale)), look.layers, style.text_font, scale)
    if scale <= THREE_LINES:
        room = TEXT_RIGHT - TEXT_LEFT - (ICON + GRID if look.problem else 0)
        contents = style.name_metrics.elidedText(look.contents, Qt.TextElideMode.ElideRight, room / scale)
        write(painter, QPointF(TEXT_LEFT, NAME_BASELINE), contents, style.name_font, scale)
    if look.problem:
        name, color = ("error", style.theme.error) if look.is_error else ("warning", style.theme.warning)
        paint_icon(painter, _CARD_MARK, name, color)


def _write(painter: QPainter, at: QPointF, look: FrameLook, style: CanvasStyle) -> None:
    """The title in large letters, for a card that is far away."""
    painter.setFont(style.far_font)
    painter.setPen(style.text)
    room = CARD_RECT.width() - at.x() - MEDIUM
    painter.drawText(at, style.far_metrics.elidedText(look.title, Qt.TextElideMode.ElideRight, room))


def _chip(strip: QRectF, width: float) -> QRectF:
    return QRectF(strip.left() + SMALL, strip.top() + TIGHT, width, strip.height() - SMALL)


def _tint(color: str | None, style: CanvasStyle, *, marked: bool) -> QColor:
    return QColor(mix(style.theme.canvas, style.theme.frame(color), FRAME_TINT * (2 if marked else 1)))


def _frame_chevron(rect: QRectF) -> QRectF:
    return QRectF(rect.left() + MEDIUM, rect.top() + (FRAME_TITLE - ICON) / 2, ICON, ICON)


def _baseline(rect: QRectF, cap_height: float) -> float:
    """Where letters stand that are in the middle of a strip, or of a card."""
    return rect.top() + (rect.height() + cap_height) / 2
