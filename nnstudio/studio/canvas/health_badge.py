"""The badge beside a card that says what ails a training node."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.studio.canvas.lettering import LARGEST, letter_scale
from nnstudio.studio.canvas.style import PORT_RADIUS, CanvasStyle
from nnstudio.studio.theme.spacing import CARD_HEIGHT, CARD_WIDTH, GRID, MEDIUM, SECTION, SMALL


class HealthBadge(QGraphicsItem):
    """A pill at the right of a card with a dot and a few words."""

    def __init__(self, parent: QGraphicsItem, style: CanvasStyle) -> None:
        super().__init__(parent)
        self._style = style
        self._text = ""
        self._rect = QRectF()
        self.setPos(CARD_WIDTH + SMALL, CARD_HEIGHT / 2)
        self.setVisible(False)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say this; an empty text hides the badge."""
        if text == self._text:
            return
        self._text = text
        self.setVisible(bool(text))
        self._measure()

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self._measure()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """The pill, as large as it may grow."""
        return QRectF(self._rect.topLeft() * LARGEST, self._rect.size() * LARGEST)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Ground, dot and words."""
        scale = letter_scale(option.levelOfDetailFromTransform(painter.worldTransform()))
        painter.scale(scale, scale)
        half = self._style.line.widthF() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._style.line)
        painter.setBrush(self._style.card)
        painter.drawRoundedRect(self._rect.adjusted(half, half, -half, -half), SECTION / 2, SECTION / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.warning)
        painter.drawEllipse(QPointF(MEDIUM, 0), PORT_RADIUS, PORT_RADIUS)
        painter.setPen(self._style.second)
        painter.setFont(self._style.text_font)
        words = self._rect.adjusted(MEDIUM + PORT_RADIUS + GRID, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._text)

    def _measure(self) -> None:
        self.prepareGeometryChange()
        words = self._style.text_metrics.horizontalAdvance(self._text)
        self._rect = QRectF(0, -SECTION / 2, MEDIUM + PORT_RADIUS + GRID + words + MEDIUM, SECTION)
        self.update()
