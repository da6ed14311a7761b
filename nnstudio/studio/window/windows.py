"""The windows of the program: each has a workspace of its own, and all share the theme and the language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from nnstudio.studio.canvas.accessible_canvas import accessible_canvas
from nnstudio.studio.language import Language, speak, spoken_by
from nnstudio.studio.session.workspace import Workspace
from nnstudio.studio.settings import chosen_mode
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.window.main_window import MainWindow
from nnstudio.studio.window.window_state import look, place, state_of

_BESIDE: Final = QPoint(32, 32)
"""Where a new window stands, seen from the one it was asked for in."""


class Windows(QObject):
    """Opens, finds, renews and closes them. An application has this once."""

    changed = Signal()
    """There is another window, or another file in one."""
    left = Signal(object)
    """This `MainWindow` was closed, and everything in it is kept."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._open: list[MainWindow] = []
        self._is_quitting = False
        QAccessible.installFactory(accessible_canvas)
        self._theme_source = app.findChild(ThemeSource) or ThemeSource(app, chosen_mode(), app)

    @classmethod
    def of(cls, app: QApplication) -> Windows:
        """Those of an application."""
        return app.findChild(cls) or cls(app)

    @property
    def all(self) -> tuple[MainWindow, ...]:
        """The windows that are open, oldest first."""
        return tuple(self._open)

    @property
    def are_quitting(self) -> bool:
        """Whether they are closed together."""
        return self._is_quitting

    def add(self, workspace: Workspace | None = None) -> MainWindow:
        """Another window, which is not shown yet; without a workspace it gets a new one."""
        window = MainWindow(workspace or Workspace(), self._theme_source)
        window.show_elsewhere = self.show_window_of
        window.another_requested.connect(self.open_beside)
        window.documents_dropped.connect(self.open_all_beside)
        window.language_chosen.connect(self.speak, Qt.ConnectionType.QueuedConnection)
        window.quit_requested.connect(self.quit)
        window.closed.connect(self._forget)
        window.files.path_changed.connect(self.changed)
        self._open.append(window)
        self.changed.emit()
        return window

    def open_beside(self, window: MainWindow) -> MainWindow:
        """Another window, a little apart from this one; it is gone once it is closed."""
        new = self.add()
        new.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not (window.isMaximized() or window.isFullScreen()):
            new.resize(window.size())
            new.move(window.pos() + _BESIDE)
        new.show()
        return new

    def open_all_beside(self, window: MainWindow, paths: Sequence[Path]) -> None:
        """Open each of these documents in a window of its own."""
        for path in paths:
            if not self.show_window_of(path):
                window = self.open_beside(window)
                window.open(path)

    def show_window_of(self, path: Path) -> bool:
        """Bring the window that has this file open to the front; False if there is none."""
        for window in self._open:
            if window.files.holds(path):
                window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
                window.show()
                window.raise_()
                window.activateWindow()
                return True
        return False

    def speak(self, language: Language) -> None:
        """Let every window speak a language from now on; whatever goes on in them goes on."""
        if language.spoken is spoken_by(self._app):
            return
        speak(self._app, language)
        for window in self.all:
            self._renew(window)

    def quit(self) -> None:
        """Close every window, unless something would be lost and the user would rather stay."""
        if all(window.files.keeping.may_leave() for window in self._open):
            self._is_quitting = True
            for window in self.all:
                window.close()
            self._is_quitting = False

    def _renew(self, old: MainWindow) -> None:
        """Put another window in the place of one, over the same workspace: all its texts are made anew."""
        state, place_in_order = state_of(old), self._open.index(old)
        self._open.remove(old)
        new = self.add(old.give_up_workspace())
        self._open.insert(place_in_order, self._open.pop())
        new.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, old.testAttribute(Qt.WidgetAttribute.WA_DeleteOnClose))
        place(new, state)
        if not (old.isMaximized() or old.isFullScreen()):
            new.setGeometry(old.geometry())  # exactly, also where it reaches beyond the screen
        new.show()
        new.take_over(old)
        look(new, state)
        old.close()
        old.deleteLater()

    def _forget(self, window: MainWindow) -> None:
        if window in self._open:
            self._open.remove(window)
            self.left.emit(window)
