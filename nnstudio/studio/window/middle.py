"""The middle of a window: notices above, and the welcome page over the canvas."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget


class Middle(QWidget):
    """Bars one below the other, and under them layers of which the first lies on top."""

    def __init__(self, bars: list[QWidget], layers: list[QWidget]) -> None:
        super().__init__()
        ground = QWidget()
        stack = QStackedLayout(ground)
        stack.setStackingMode(QStackedLayout.StackingMode.StackAll)
        for layer in layers:
            stack.addWidget(layer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for bar in bars:
            column.addWidget(bar)
        column.addWidget(ground, 1)
