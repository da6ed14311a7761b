"""The menu on the canvas: of the window's actions those that have a meaning where it was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from nnstudio.network.alignment import Alignment
from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.canvas.menu_target import MenuTarget
from nnstudio.studio.canvas.view import CanvasView
from nnstudio.studio.session.edited_network import EditedNetwork

_Groups: TypeAlias = tuple[tuple[str, ...], ...]

_COPIES: Final = ("edit.cut", "edit.copy", "edit.duplicate", "edit.delete")
_ALIGNMENTS: Final = tuple(f"network.align_{alignment.name.lower()}" for alignment in Alignment)

ENTRIES: Final[Mapping[MenuTarget, _Groups]] = MappingProxyType(
    {
        MenuTarget.SPACE: (
            ("network.add_layer", "network.add_note"),
            ("edit.paste", "edit.select_all"),
            ("network.layout", "view.fit"),
            ("network.close_block",),
        ),
        MenuTarget.NODES: (
            ("edit.settings", "edit.rename", "help.layer"),
            ("network.add_layer", "network.replace", "network.connect", "network.disconnect", "network.mute"),
            _COPIES,
            _ALIGNMENTS,
            ("network.group", "network.open_block", "network.unpack"),
            ("network.link_copy", "network.make_unique", "network.save_block"),
            ("network.frame", "network.unframe"),
        ),
        MenuTarget.EDGE: (("network.add_layer",), ("edit.delete",)),
        MenuTarget.FRAME: (
            ("network.write", "network.color", "network.collapse", "network.unframe"),
            _COPIES,
            ("network.mute", "network.group"),
        ),
        MenuTarget.NOTE: (("network.write", "network.color"), _COPIES),
    }
)
"""The actions that may stand in each menu by name; a line parts the groups."""


class CanvasMenu(QObject):
    """Opens at the mouse, or with a key beside what is selected."""

    def __init__(self, actions: Actions, canvas: CanvasView, network: EditedNetwork) -> None:
        super().__init__(canvas)
        self._actions = actions
        self._canvas = canvas
        self._network = network
        self._needs: Mapping[str, Callable[[], bool]] = {
            "edit.paste": lambda: bool(QGuiApplication.clipboard().text()),
            "edit.select_all": self._has_nodes,
            "edit.rename": self._is_one,
            "help.layer": self._is_one,
            "network.layout": self._has_nodes,
            "view.fit": self._has_nodes,
            "network.replace": self._is_one,
            "network.connect": self._are_several,
            "network.disconnect": lambda: bool(canvas.editing.loosened_edges),
            "network.mute": lambda: any(node.layer.most_inputs != 0 for node in network.selected_nodes),
            "network.unframe": lambda: bool(canvas.annotating.touched_frames),
            **dict.fromkeys(_ALIGNMENTS, self._are_several),
        }
        canvas.menu_wanted.connect(self.open)

    def open(self, target: MenuTarget, at: QPoint) -> None:
        """Show what can be done with it, at a point of the screen."""
        menu = QMenu(self._canvas)
        menu.setObjectName("canvas.menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for group in ENTRIES[target]:
            menu.addActions([*self._possible(group)])
            menu.addSeparator()
        menu.aboutToHide.connect(self._canvas.leave_menu, Qt.ConnectionType.QueuedConnection)  # after its action
        menu.popup(at)

    def _possible(self, names: tuple[str, ...]) -> Iterator[QAction]:
        for name in names:
            need = self._needs.get(name)
            if self._actions[name].isEnabled() and (need is None or need()):
                yield self._actions[name]

    def _has_nodes(self) -> bool:
        return bool(self._network.document.network.nodes)

    def _is_one(self) -> bool:
        return len(self._network.selection) == 1

    def _are_several(self) -> bool:
        return len(self._network.selection) > 1
