"""Which quantities are drawn."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from nnstudio.studio.theme import Role, Theme, ThemeSource, icon, set_role
from nnstudio.studio.training.figure_names import figure_name

_FIRST = "loss"


class MetricChooser(QPushButton):
    """A menu of quantities with check marks; at first the loss is chosen."""

    changed = Signal()
    """Other quantities are chosen."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._chosen = {_FIRST}
        self._menu = QMenu(self)
        self.clicked.connect(self._open)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the text
        self.setToolTip(self.tr("Choose which figures are drawn"))
        set_role(self, Role.QUIET)
        theme_source.changed.connect(self._restyle)
        self._restyle(theme_source.theme)
        self._describe()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen ones of the offered quantities, in their order; the first one if none of them is chosen."""
        offered = list(self._actions)
        return tuple(name for name in offered if name in self._chosen) or tuple(offered[:1])

    def offer(self, quantities: Iterable[str]) -> None:
        """Offer these quantities; what was chosen stays chosen."""
        names = list(quantities)
        if names == list(self._actions):
            return
        self._menu.clear()
        self._actions = {name: self._action(name) for name in names}
        self._describe()

    def _action(self, name: str) -> QAction:
        action = self._menu.addAction(figure_name(name))
        action.setCheckable(True)
        action.setChecked(name in self._chosen)
        action.toggled.connect(lambda checked: self._choose(name, checked))
        return action

    def _choose(self, name: str, checked: bool) -> None:
        (self._chosen.add if checked else self._chosen.discard)(name)
        self._describe()
        self.changed.emit()

    def _open(self) -> None:
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _restyle(self, theme: Theme) -> None:
        self.setIcon(icon("chevron-down", theme.second))

    def _describe(self) -> None:
        self.setText(", ".join(map(figure_name, self.chosen or (_FIRST,))))
