"""The command palette: every action of the window and everything on the canvas, by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QApplication, QListWidgetItem, QMainWindow, QWidget
from shiboken6 import isValid

from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.destinations import Destination, destinations
from nnstudio.studio.search.fuzzy import ranked
from nnstudio.studio.search.search_popup import BESIDE, SearchPopup
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import ICON

_WIDTH: Final = 480
_HEIGHT_FROM_TOP: Final = 72
_ACTION: Final = Qt.ItemDataRole.UserRole + 1


class CommandPalette(SearchPopup):
    """Finds what can be done now, what was done last before all others; what cannot be done now stands in gray."""

    destination_chosen = Signal(object)
    """This `Destination` is to be shown."""

    def __init__(self, actions: Actions, session: Session, theme_source: ThemeSource, window: QMainWindow) -> None:
        super().__init__("commands.search", _WIDTH, window)
        self.set_prompt(self.tr("Search commands and nodes"))
        self._actions = actions
        self._session = session
        self._theme_source = theme_source
        self._window = window
        self._places: dict[str, Destination] = {}
        self._before: QWidget | None = None
        self._recent: list[str] = []
        """The object names of the actions that were chosen here, the last one first."""

    def open(self) -> None:
        """Ask in the middle of the window's upper part."""
        self._before = QApplication.focusWidget()
        self.open_at(QPoint((self._window.width() - self.width()) // 2, _HEIGHT_FROM_TOP))

    def close_search(self) -> None:
        """Give the cursor back to where it was, if that is still there."""
        self.hide()
        before, self._before = self._before, None
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def found(self, query: str, most: int) -> list[QListWidgetItem]:
        """Commands, and what is on the canvas once something is typed."""
        actions = self._actions.by_title()
        self._places = destinations(self._session.document.network) if query.strip() else {}
        titles = ranked(query, [*actions, *self._places]) if query.strip() else sorted(actions, key=self._age(actions))
        titles.sort(key=lambda title: title in actions and not actions[title].isEnabled())
        return [
            self._command(title, actions[title]) if title in actions else self._destination(title)
            for title in titles[:most]
        ]

    def take(self, item: QListWidgetItem) -> None:
        """Do it, or go there."""
        name: str | None = item.data(_ACTION)
        if name is None:
            self.destination_chosen.emit(self._places[item.text()])
        else:
            self._recent = [name, *(other for other in self._recent if other != name)]
            self._actions[name].trigger()

    def _age(self, actions: Mapping[str, QAction]) -> Callable[[str], int]:
        """How many others were chosen since."""
        ages = {name: age for age, name in enumerate(self._recent)}
        return lambda title: ages.get(actions[title].objectName(), len(ages))

    def _command(self, title: str, action: QAction) -> QListWidgetItem:
        theme, possible = self._theme_source.theme, action.isEnabled()
        row = QListWidgetItem(action.icon() if not action.icon().isNull() else _no_icon(), title)
        row.setForeground(QColor(theme.text if possible else theme.third))
        row.setData(BESIDE, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        row.setData(_ACTION, action.objectName())
        row.setToolTip(action.statusTip())
        return row

    def _destination(self, title: str) -> QListWidgetItem:
        theme = self._theme_source.theme
        row = QListWidgetItem(self._places[title].picture(theme), title)
        row.setForeground(QColor(theme.text))
        row.setData(BESIDE, self.tr("go to"))
        return row


def _no_icon() -> QIcon:
    """Room as wide as an icon, so that all names begin at one line."""
    empty = QPixmap(ICON, ICON)
    empty.fill(Qt.GlobalColor.transparent)
    return QIcon(empty)
