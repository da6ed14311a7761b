"""The command palette: every action of the window and every node of the network, by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QApplication, QListWidgetItem, QMainWindow, QWidget

from nnstudio.network.graph import Node
from nnstudio.network.inside import every_node
from nnstudio.studio.actions import Actions
from nnstudio.studio.fuzzy import ranked
from nnstudio.studio.search_popup import BESIDE, SearchPopup
from nnstudio.studio.session import Session
from nnstudio.studio.theme import ThemeSource, icon
from nnstudio.studio.theme.spacing import ICON

_WIDTH: Final = 480
_HEIGHT_FROM_TOP: Final = 72
_NODE: Final = Qt.ItemDataRole.UserRole + 1
_ACTION: Final = Qt.ItemDataRole.UserRole + 2


class CommandPalette(SearchPopup):
    """Finds what can be done now, what was done last before all others; what cannot be done now stands in gray."""

    node_chosen = Signal(str)
    """The path of a node that is to be shown."""

    def __init__(self, actions: Actions, session: Session, theme_source: ThemeSource, window: QMainWindow) -> None:
        super().__init__("commands.search", _WIDTH, window)
        self.set_prompt(self.tr("Search commands and nodes"))
        self._actions = actions
        self._session = session
        self._theme_source = theme_source
        self._window = window
        self._before: QWidget | None = None
        self._recent: list[str] = []
        """The object names of the actions that were chosen here, the last one first."""

    def open(self) -> None:
        """Ask in the middle of the window's upper part."""
        self._before = QApplication.focusWidget()
        self.open_at(QPoint((self._window.width() - self.width()) // 2, _HEIGHT_FROM_TOP))

    def close_search(self) -> None:
        """Give the cursor back to where it was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def found(self, query: str, most: int) -> list[QListWidgetItem]:
        """Commands, and nodes once something is typed."""
        actions = self._actions.by_title()
        nodes = {f"{node.id}: {node.type_name}": node for node in every_node(self._session.document.network)}
        titles = ranked(query, [*actions, *nodes]) if query.strip() else sorted(actions, key=self._age(actions))
        titles.sort(key=lambda title: title in actions and not actions[title].isEnabled())
        return [
            self._command(title, actions[title]) if title in actions else self._node(title, nodes[title])
            for title in titles[:most]
        ]

    def take(self, item: QListWidgetItem) -> None:
        """Do it, or go there."""
        name: str | None = item.data(_ACTION)
        if name is None:
            self.node_chosen.emit(item.data(_NODE))
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

    def _node(self, title: str, node: Node) -> QListWidgetItem:
        theme, category = self._theme_source.theme, node.layer.category
        row = QListWidgetItem(icon(category.lower(), theme.category(category)), title)
        row.setForeground(QColor(theme.text))
        row.setData(BESIDE, self.tr("go to"))
        row.setData(_NODE, node.id)
        return row


def _no_icon() -> QIcon:
    """Room as wide as an icon, so that all names begin at one line."""
    empty = QPixmap(ICON, ICON)
    empty.fill(Qt.GlobalColor.transparent)
    return QIcon(empty)
