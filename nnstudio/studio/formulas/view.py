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
        self._layouts: dict[int, Layout] = {}
        """The formula for every width that it was asked for: whenever anything near it changes, Qt asks anew."""
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
            self._layouts.clear()
            self.updateGeometry()
            self.update()
            self.setAccessibleName(self.tr("Formula"))
            self.setAccessibleDescription(formula)
            self.setToolTip(formula)
        self.setVisible(bool(formula))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its lines."""
        return QSize(spacing.INSPECTOR_WIDTH // 2, self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Narrow formulas take more lines."""
        return round(self._layout_for(width).height) + 2 * _PADDING

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Takes another height."""
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The ground of a field, and the formula."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(self.rect(), spacing.FIELD_RADIUS, spacing.FIELD_RADIUS)
        layout = self._layout_for(self.width())
        free = max(0.0, self.width() - 2 * _PADDING - layout.width)
        left = _PADDING + (free / 2 if layout.is_one_line else 0)
        layout.draw(painter, left, _PADDING, self.palette().color(QPalette.ColorRole.Text))

    def _layout_for(self, width: int) -> Layout:
        if width not in self._layouts:
            self._layouts[width] = Layout(self._formula, width - 2 * _PADDING)
        return self._layouts[width]
