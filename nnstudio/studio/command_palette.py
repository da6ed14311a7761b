"""The command palette: every action of the window, every node and every frame, by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QApplication, QListWidgetItem, QMainWindow, QWidget

from nnstudio.network.annotations import Frame
from nnstudio.network.graph import Node
from nnstudio.network.inside import every_frame, every_node
from nnstudio.studio.actions import Actions
from nnstudio.studio.fuzzy import ranked
from nnstudio.studio.search_popup import BESIDE, SearchPopup
from nnstudio.studio.session import Session
from nnstudio.studio.theme import ThemeSource, icon
from nnstudio.studio.theme.spacing import ICON

_WIDTH: Final = 480
_HEIGHT_FROM_TOP: Final = 72
_NODES: Final = Qt.ItemDataRole.UserRole + 1
_ACTION: Final = Qt.ItemDataRole.UserRole + 2


class CommandPalette(SearchPopup):
    """Finds what can be done now, what was done last before all others; what cannot be done now stands in gray."""

    nodes_chosen = Signal(object)
    """The paths of a node, or of all nodes of a frame, that are to be shown."""

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
        """Commands, and nodes and frames once something is typed."""
        actions, network = self._actions.by_title(), self._session.document.network
        places: dict[str, Node | Frame] = {f"{node.id}: {node.type_name}": node for node in every_node(network)}
        places |= {self.tr("{title}: Frame").format(title=frame.title): frame for frame in every_frame(network)}
        titles = ranked(query, [*actions, *places]) if query.strip() else sorted(actions, key=self._age(actions))
        titles.sort(key=lambda title: title in actions and not actions[title].isEnabled())
        return [
            self._command(title, actions[title]) if title in actions else self._destination(title, places[title])
            for title in titles[:most]
        ]

    def take(self, item: QListWidgetItem) -> None:
        """Do it, or go there."""
        name: str | None = item.data(_ACTION)
        if name is None:
            self.nodes_chosen.emit(tuple(item.data(_NODES)))
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

    def _destination(self, title: str, place: Node | Frame) -> QListWidgetItem:
        theme = self._theme_source.theme
        if isinstance(place, Frame):
            picture, paths = icon("frame", theme.frame(place.color)), place.nodes
        else:
            category = place.layer.category
            picture, paths = icon(category.lower(), theme.category(category)), (place.id,)
        row = QListWidgetItem(picture, title)
        row.setForeground(QColor(theme.text))
        row.setData(BESIDE, self.tr("go to"))
        row.setData(_NODES, list(paths))
        return row


def _no_icon() -> QIcon:
    """Room as wide as an icon, so that all names begin at one line."""
    empty = QPixmap(ICON, ICON)
    empty.fill(Qt.GlobalColor.transparent)
    return QIcon(empty)
