"""Which theme is shown: the user's choice, or the system's."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnstudio.studio.theme.application import apply
from nnstudio.studio.theme.colors import DARK, LIGHT, Theme


class Mode(StrEnum):
    """What the user chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def system_theme() -> Theme:
    """The theme that fits the system's color scheme; light where the system does not say."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


class ThemeSource(QObject):
    """Keeps an application in the theme of the chosen mode.

    In the mode `system` it follows the system while the program runs. Whoever paints with the theme's own colors
    connects to `changed`.
    """

    changed = Signal(Theme)
    mode_changed = Signal()
    """The user chose another mode, with which the theme may still be the same."""

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._mode = mode
        self._ask_for_scheme()
        self._theme = self._chosen()
        apply(app, self._theme)
        app.styleHints().colorSchemeChanged.connect(self._update)

    @property
    def theme(self) -> Theme:
        """The theme that is shown now."""
        return self._theme

    @property
    def mode(self) -> Mode:
        """What the user chose."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Chooses to follow the system, or one theme whatever the system says."""
        self._mode = mode
        self._ask_for_scheme()
        self._update()
        self.mode_changed.emit()

    def _ask_for_scheme(self) -> None:
        """Lets the system's own parts, such as title bars and file dialogs, take the chosen scheme too."""
        hints = self._app.styleHints()
        match self._mode:
            case Mode.SYSTEM:
                hints.unsetColorScheme()
            case Mode.LIGHT:
                hints.setColorScheme(Qt.ColorScheme.Light)
            case Mode.DARK:
                hints.setColorScheme(Qt.ColorScheme.Dark)

    def _chosen(self) -> Theme:
        match self._mode:
            case Mode.SYSTEM:
                return system_theme()
            case Mode.LIGHT:
                return LIGHT
            case Mode.DARK:
                return DARK

    def _update(self) -> None:
        theme = self._chosen()
        if theme == self._theme:
            return
        self._theme = theme
        apply(self._app, theme)
        self.changed.emit(theme)
