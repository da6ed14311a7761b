"""A note on the canvas: a quiet paper card with a text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.network.annotations import Note
from nnstudio.studio.canvas.note_text import fitting_lines
from nnstudio.studio.canvas.style import HAIRLINE, LEGIBLE, NAMELESS, OUTLINE, CanvasStyle, outline
from nnstudio.studio.theme.contrast import mix
from nnstudio.studio.theme.spacing import FIELD_RADIUS, GRID, MEDIUM, SMALL, TIGHT

BELOW_CARDS: Final = 0.8
"""A note hides edges, but no card."""
GRIP: Final = 16.0
"""The corner by which a note is made larger or smaller."""
NOTE_PADDING: Final = MEDIUM
_MARGIN = 4.0
_SHADOW_DROP = 1.5
_LINE = 0.25


class NoteItem(QGraphicsItem):
    """Shows a `Note`; knows neither the document nor the session."""

    def __init__(self, note: Note, style: CanvasStyle) -> None:
        super().__init__()
        self.annotation_id = note.id
        self._note = note
        self._size = QSizeF(*note.size)
        self._style = style
        self._selected = False
        self._written = True
        self.setZValue(BELOW_CARDS)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.set_note(note)

    @property
    def note(self) -> Note:
        """The note as the document has it."""
        return self._note

    @property
    def shown_rect(self) -> QRectF:
        """The paper on the scene."""
        return QRectF(self.pos(), self._size)

    @property
    def grip_rect(self) -> QRectF:
        """The corner by which its size is changed."""
        corner = self.shown_rect.bottomRight()
        return QRectF(corner - QPointF(GRIP, GRIP), corner)

    @property
    def text_rect(self) -> QRectF:
        """Where its text stands on the scene."""
        return self.shown_rect.adjusted(NOTE_PADDING, SMALL, -NOTE_PADDING, -SMALL)

    @property
    def is_selected(self) -> bool:
        """Whether it is shown as selected."""
        return self._selected

    def set_note(self, note: Note) -> None:
        """Say this, at its place and in its size."""
        self._note = note
        self.setPos(*note.position)
        self.set_size(QSizeF(*note.size))
        self.update()

    def set_size(self, size: QSizeF) -> None:
        """Be so large for a while."""
        if size != self._size:
            self.prepareGeometryChange()
            self._size = size
            self.update()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self.update()

    def set_selected(self, selected: bool) -> None:
        """Show whether it is selected."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def set_written(self, written: bool) -> None:
        """Show the text, or leave that to an editor on top."""
        if written != self._written:
            self._written = written
            self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The paper with its shadow."""
        return QRectF(QPointF(), self._size).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Paper, text, and the corner to pull at while it is selected."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style, paper = self._style, QRectF(QPointF(), self._size)
        ground = style.theme.paper(self._note.color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.shadow)
        painter.drawRoundedRect(paper.translated(0, _SHADOW_DROP), FIELD_RADIUS, FIELD_RADIUS)
        half = (OUTLINE if self._selected else HAIRLINE) / 2
        painter.setPen(outline(style.accent) if self._selected else outline(_line(ground, style), HAIRLINE))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(paper.adjusted(half, half, -half, -half), FIELD_RADIUS, FIELD_RADIUS)
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        if self._written:
            self._paint_text(painter, detail)
        if detail >= LEGIBLE:
            _paint_grip(painter, paper.bottomRight(), _line(ground, style))

    def _paint_text(self, painter: QPainter, detail: float) -> None:
        area, style = self.text_rect.translated(-self.pos()), self._style
        if detail < NAMELESS:
            return
        is_far = detail < LEGIBLE
        font, metrics = (style.far_font, style.far_metrics) if is_far else (style.text_font, style.text_metrics)
        painter.setFont(font)
        painter.setPen(style.text)
        for number, line in enumerate(fitting_lines(self._note.text, font, metrics, area)):
            painter.drawText(QPointF(area.left(), area.top() + metrics.ascent() + number * metrics.lineSpacing()), line)


def _paint_grip(painter: QPainter, corner: QPointF, color: QColor) -> None:
    """Two strokes across the corner."""
    painter.setPen(outline(color, HAIRLINE))
    for reach in (2 * GRID, GRID):
        inset = TIGHT
        painter.drawLine(corner - QPointF(reach + inset, inset), corner - QPointF(inset, reach + inset))


def _line(ground: str, style: CanvasStyle) -> QColor:
    """What stands out from a ground a little."""
    return QColor(mix(ground, style.theme.second, 2 * _LINE))
