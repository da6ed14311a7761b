"""A sentence beside the mouse: what would happen if the button were released here."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.studio.canvas.style import HAIRLINE, CanvasStyle, outline
from nnstudio.studio.theme.spacing import FIELD_RADIUS, LARGE, SMALL, TIGHT

_WIDEST = 320
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Hint(QWidget):
    """A small card with one sentence, red-rimmed where it tells of a refusal. The mouse goes through it."""

    announced = Signal(str)
    """A sentence that is to be read after the gesture is over."""

    def __init__(self, style: CanvasStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._style = style
        self._text = ""
        self._refused = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str, at: QPoint, *, refused: bool = False) -> None:
        """Show a sentence beside a point of the view, inside it."""
        if (text, refused) != (self._text, self._refused):
            self._text, self._refused = text, refused
            self.resize(self.sizeHint())
            self.update()
        self.follow(at)
        self.setVisible(bool(text))

    def follow(self, at: QPoint) -> None:
        """Stay beside a point of the view, inside it."""
        bounds = self._ground.rect().adjusted(SMALL, SMALL, -SMALL - self.width(), -SMALL - self.height())
        corner = at + QPoint(LARGE, LARGE)
        self.move(min(corner.x(), bounds.right()), min(corner.y(), bounds.bottom()))

    def announce(self, text: str) -> None:
        """Say it where sentences stay: in the status bar."""
        self.announced.emit(text)

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As much as the sentence needs."""
        space = QRect(0, 0, _WIDEST, _WIDEST)
        text = self._style.text_metrics.boundingRect(space.toRectF(), int(_FLAGS), self._text)
        return QSize(round(text.width()) + 2 * SMALL + 2, round(text.height()) + 2 * TIGHT + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, rim and sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(outline(self._style.error, HAIRLINE) if self._refused else self._style.line)
        painter.setBrush(self._style.card)
        painter.drawRoundedRect(rect, FIELD_RADIUS, FIELD_RADIUS)
        painter.setPen(self._style.text)
        painter.setFont(self._style.text_font)
        painter.drawText(self.rect().adjusted(SMALL, TIGHT, -SMALL + 2, -TIGHT), int(_FLAGS), self._text)
        painter.end()
