"""A place for a widget that takes long to load, such as a plot: it is made right after its place was painted once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)


class Deferred(QWidget, Generic[W]):
    """Empty at first, so that the window's first frame waits for nothing; then the widget that `make` gives."""

    made = Signal()
    """The widget is there, and wants to be told what to show."""

    def __init__(self, make: Callable[[], W], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._content: W | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.require)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    @property
    def content(self) -> W | None:
        """The widget, once it is made."""
        return self._content

    def require(self) -> W:
        """The widget, made now if need be."""
        if self._content is None:
            self._content = self._make()
            self._layout.addWidget(self._content)
            self.setFocusProxy(self._content)
            self.made.emit()
        return self._content

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The first time, has the widget made once this frame is on the screen."""
        super().paintEvent(event)
        if self._content is None and not self._soon.isActive():
            self._soon.start()
