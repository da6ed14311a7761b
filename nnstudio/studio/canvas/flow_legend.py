"""What the hues of the edges mean while a network trains."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.studio.canvas.flow import DECADES
from nnstudio.studio.canvas.style import CanvasStyle
from nnstudio.studio.theme.spacing import FIELD_RADIUS, MEDIUM, SMALL

_HEIGHT = 32
_RAMP_WIDTH = 80
_RAMP_HEIGHT = 6
_STEPS = 20


class FlowLegend(QWidget):
    """The ramp of the gradient flow, from small to large."""

    def __init__(self, style: CanvasStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self._title = self.tr("Gradient flow")
        self._scale = self.tr("log")
        explanation = self.tr("Yellow and wide: the largest gradient. Blue and thin: one that is {n} times smaller.")
        self.setToolTip(explanation.format(n=f"{10**DECADES:,.0f}"))
        self.set_style(style)

    def set_style(self, style: CanvasStyle) -> None:
        """Paint in another theme."""
        self._style = style
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Title, ramp and scale in a row."""
        words = self._style.text_metrics.horizontalAdvance(self._title)
        words += self._style.number_metrics.horizontalAdvance(self._scale)
        return QSize(round(words) + _RAMP_WIDTH + 2 * MEDIUM + 2 * SMALL, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Title, ramp and scale."""
        style = self._style
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.line)
        painter.setBrush(style.panel)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), FIELD_RADIUS, FIELD_RADIUS)
        x = float(MEDIUM)
        x = self._write(painter, x, self._title, numbers=False) + SMALL
        step, top = _RAMP_WIDTH / _STEPS, (_HEIGHT - _RAMP_HEIGHT) / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for number in range(_STEPS):
            color = QColor(style.theme.flow(number / (_STEPS - 1)))
            painter.fillRect(QRectF(round(x) + number * step, top, step, _RAMP_HEIGHT), color)
        self._write(painter, x + _RAMP_WIDTH + SMALL, self._scale, numbers=True)
        painter.end()

    def _write(self, painter: QPainter, x: float, text: str, *, numbers: bool) -> float:
        style = self._style
        painter.setFont(style.number_font if numbers else style.text_font)
        painter.setPen(style.third if numbers else style.second)
        width = (style.number_metrics if numbers else style.text_metrics).horizontalAdvance(text)
        painter.drawText(QRectF(x, 0, width + 1, _HEIGHT), int(Qt.AlignmentFlag.AlignVCenter), text)
        return x + width
