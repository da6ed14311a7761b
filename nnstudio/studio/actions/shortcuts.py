"""The shortcuts of a window's actions: those that are declared, and those that the user chose instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QKeySequence

_GROUP = "shortcuts"
_PORTABLE = QKeySequence.SequenceFormat.PortableText


class Shortcuts:
    """Gives actions their shortcuts and remembers what was chosen. No two actions share one."""

    def __init__(
        self, actions: Mapping[str, QAction], declared: Mapping[str, str], settings: Callable[[], QSettings]
    ) -> None:
        """`declared` holds the shortcut of every action, by the action's name, as the program has it at first."""
        self._actions = actions
        self._declared = declared
        self._settings = settings
        self.read()

    def read(self) -> None:
        """Take over what was chosen, which may have been in another window."""
        chosen = self._settings()
        for name, action in self._actions.items():
            keys = QKeySequence(str(chosen.value(f"{_GROUP}/{name}", self._declared[name])), _PORTABLE)
            if keys != action.shortcut():
                action.setShortcut(keys)

    def choose(self, name: str, keys: QKeySequence) -> QAction | None:
        """Give an action this shortcut, or none; returns the action that had it and has none any more."""
        loser = next((other for other in self._actions if other != name and self._has(other, keys)), None)
        if loser is not None:
            self._set(loser, QKeySequence())
        self._set(name, keys)
        return None if loser is None else self._actions[loser]

    def reset(self, name: str) -> QAction | None:
        """Give an action the shortcut that is declared; returns the action that had it meanwhile."""
        return self.choose(name, QKeySequence(self._declared[name], _PORTABLE))

    def is_declared(self, name: str) -> bool:
        """Whether an action has the shortcut that is declared."""
        return self._actions[name].shortcut() == QKeySequence(self._declared[name], _PORTABLE)

    def _has(self, name: str, keys: QKeySequence) -> bool:
        return not keys.isEmpty() and self._actions[name].shortcut() == keys

    def _set(self, name: str, keys: QKeySequence) -> None:
        self._actions[name].setShortcut(keys)
        key = f"{_GROUP}/{name}"
        if self.is_declared(name):
            self._settings().remove(key)
        else:
            self._settings().setValue(key, keys.toString(_PORTABLE))
