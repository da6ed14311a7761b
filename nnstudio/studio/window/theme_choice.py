"""The theme, as it is chosen in the menu of a window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.settings import settings
from nnstudio.studio.theme import Mode, ThemeSource


class ThemeChoice(QObject):
    """Keeps the check mark and the icons of the menus true to the theme, which all windows share."""

    def __init__(self, theme_source: ThemeSource, parent: QObject) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._actions: Actions | None = None
        theme_source.changed.connect(self._show)
        theme_source.mode_changed.connect(self._show)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {f"view.theme_{mode}": partial(self._choose, mode) for mode in Mode}

    def show_in(self, actions: Actions) -> None:
        """Show in these actions what is chosen."""
        self._actions = actions
        self._show()

    def _show(self) -> None:
        if self._actions is not None:
            self._actions.tint(self._theme_source.theme)
            self._actions[f"view.theme_{self._theme_source.mode}"].setChecked(True)

    def _choose(self, mode: Mode) -> None:
        settings().setValue("theme", str(mode))
        self._theme_source.set_mode(mode)
