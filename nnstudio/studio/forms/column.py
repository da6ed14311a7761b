"""The one column that a panel scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QVBoxLayout, QWidget

from nnstudio.studio.forms.tab_order import restore_reading_order


class Column(QScrollArea):
    """Widgets under each other, as wide as there is room and scrolled where they are higher.

    The scroll bar lies over the margin of what scrolls: whether it is needed or not, nothing changes its width.
    """

    left = Signal()
    """Escape was pressed, and nothing in it wanted it."""

    def __init__(self, *widgets: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self._bar.setValue)
        self.verticalScrollBar().rangeChanged.connect(self._follow_range)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in widgets:
            layout.addWidget(widget)
        layout.addStretch()
        self.setWidget(self._content)
        self._follow_range()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab goes from line to line."""
        restore_reading_order(self._content)
        return super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Is left with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keeps the bar at the edge."""
        super().resizeEvent(event)
        width = self._bar.sizeHint().width()
        self._bar.setGeometry(self.width() - width, 0, width, self.height())

    def _follow_range(self) -> None:
        real = self.verticalScrollBar()
        self._bar.setRange(real.minimum(), real.maximum())
        self._bar.setPageStep(self.viewport().height())  # the real one learns of it a moment later
        self._bar.setSingleStep(real.singleStep())
        self._bar.setVisible(real.maximum() > real.minimum())
        self._bar.raise_()
