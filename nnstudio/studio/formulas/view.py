"""A formula on its own ground, as wide as there is room."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.studio.formulas.layout import Layout
from nnstudio.studio.theme import spacing

_PADDING: Final = spacing.MEDIUM


class FormulaView(QWidget):
    """Draws a formula in as many lines as it takes; screen readers are told its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formula = ""
        self._layout = Layout("", 0)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """The formula as plain text."""
        return self._formula

    def setText(self, formula: str) -> None:  # noqa: N802 - as labels have it
        """Show another formula; nothing of an empty one."""
        if formula != self._formula:
            self._formula = formula
            self._lay_out()
            self.setAccessibleName(self.tr("Formula"))
            self.setAccessibleDescription(formula)
            self.setToolTip(formula)
        self.setVisible(bool(formula))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lines."""
        return QSize(spacing.INSPECTOR_WIDTH // 2, self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Narrow formulas take more lines."""
        return round(Layout(self._formula, width - 2 * _PADDING).height) + 2 * _PADDING

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Breaks it anew."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of a field, and the formula."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(self.rect(), spacing.FIELD_RADIUS, spacing.FIELD_RADIUS)
        free = max(0.0, self.width() - 2 * _PADDING - self._layout.width)
        left = _PADDING + (free / 2 if self._layout.is_one_line else 0)
        self._layout.draw(painter, left, _PADDING, self.palette().color(QPalette.ColorRole.Text))

    def _lay_out(self) -> None:
        self._layout = Layout(self._formula, self.width() - 2 * _PADDING)
        self.updateGeometry()
        self.update()
