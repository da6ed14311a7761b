"""One of the projects that the welcome page offers to open again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.studio.files.recent_names import recent_name, recent_tip, removal_name
from nnstudio.studio.widgets.elided_link import ElidedLink


class RecentLink(ElidedLink):
    """Opens a project at a click; Del, or its menu, takes it off the list."""

    chosen = Signal(str)
    """Open this path."""
    unwanted = Signal(str)
    """Take this path off the list."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(recent_name(path).removesuffix(path.suffix), parent)
        self.path = path
        self.setToolTip(recent_tip(path))
        self.clicked.connect(self._choose)

    def event(self, event: QEvent) -> bool:
        """Keeps Del from the window's own action."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_removal(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Del takes it off the list."""
        if _is_removal(event):
            self._remove()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Offer what can be done with it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open")).triggered.connect(self._choose)
        menu.addAction(removal_name(self.path)).triggered.connect(self._remove)
        menu.popup(event.globalPos())

    def _choose(self) -> None:
        self.chosen.emit(str(self.path))

    def _remove(self) -> None:
        self.unwanted.emit(str(self.path))


def _is_removal(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Delete
