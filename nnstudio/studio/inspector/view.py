"""The inspector as a whole."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.engine.health import NodeLive
from nnstudio.network.graph import Node
from nnstudio.studio.forms import abandon_typing
from nnstudio.studio.forms.explanation import Explanation
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.inspector.explanation import common_formula, weights_text
from nnstudio.studio.inspector.live import LiveSection
from nnstudio.studio.inspector.settings import Settings
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import Role, ThemeSource, set_role, spacing


class Inspector(QWidget):
    """Shows the selected node, or what several have in common, and lets every setting be changed.

    It has no scroll bars of its own: put it into a `Column`.
    """

    left = Signal()
    """What had the focus is gone with its node."""
    help_requested = Signal(object)
    """The help page of this type of declaration is wanted."""
    block_opened = Signal(str)
    """What is inside this block is to be opened."""
    dropped = Signal(str)
    """What was typed could not be taken over before other nodes were shown, for the reason given."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[str, ...] = ()
        self._settings = Settings(session, theme_source)
        self._settings.block_opened.connect(self.block_opened)
        self._settings.dropped.connect(self.dropped)
        self.live_section = LiveSection(theme_source)
        self._explanation = Explanation(self.tr("What it computes"), "inspector")
        self._explanation.help_requested.connect(self.help_requested)
        self._empty = _empty_note()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self._empty, self._settings, self.live_section, self._explanation):
            layout.addWidget(widget)
        layout.addStretch()
        session.problems_changed.connect(self._follow)  # after every change
        session.selection_changed.connect(self._refresh)
        session.replaced.connect(self._begin_anew)
        self._refresh()

    @property
    def declaration(self) -> type[Declaration] | None:
        """The type of layer that is shown, if one is."""
        nodes = self._session.selected_nodes
        return type(nodes[0].layer) if _of_one_type(nodes) else None

    def focus_first(self) -> None:
        """Begin with the first setting; a node without settings with its name."""
        self._settings.focus_first()

    def focus_name(self) -> None:
        """Begin with the name of the node."""
        self._settings.focus_name()

    def reset_all(self) -> None:
        """Give every setting its default again, where it has one."""
        self._settings.reset_all()

    def set_live(self, live: NodeLive | None) -> None:
        """Show the selected node as it is at this moment of the training; None where nothing trains."""
        self.live_section.show_live(live if len(self._shown) == 1 else None)

    def _begin_anew(self) -> None:
        abandon_typing(self)
        self._refresh()

    def _follow(self) -> None:
        """Reflect a change, unless a new selection is about to follow because a node went or got another name."""
        if self._session.selection <= self._session.document.network.by_id.keys():
            self._refresh()

    def _refresh(self) -> None:
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self._settings.leave_for(self._session.selected_nodes)
        self._show_nodes(self._session.selected_nodes)
        if had_focus and not self._session.selected_nodes:
            self.left.emit()

    def _show_nodes(self, nodes: tuple[Node, ...]) -> None:
        shown = tuple(node.id for node in nodes)
        if shown != self._shown:
            self._shown = shown
            self.live_section.show_live(None)
        one_type = _of_one_type(nodes)
        self._settings.setVisible(bool(nodes))
        self._explanation.setVisible(one_type)
        self._empty.setVisible(not nodes)
        if nodes:
            self._settings.show_nodes(nodes)
        else:
            self._empty.setText(self._advice())
        if one_type:
            weights = self._session.inference.weights.get(nodes[0].id, {}) if len(nodes) == 1 else {}
            formula = common_formula([node.layer for node in nodes])
            self._explanation.explain(type(nodes[0].layer), formula, weights_text(weights))

    def _advice(self) -> str:
        if self._session.document.network.nodes:
            return self.tr("Select a layer to see and change its settings.")
        return self.tr("The canvas is empty.\nDrag a layer from the list onto it to begin.")


def _of_one_type(nodes: tuple[Node, ...]) -> bool:
    return len({type(node.layer) for node in nodes}) == 1


def _empty_note() -> QLabel:
    label = QLabel()
    label.setObjectName("inspector.empty")
    label.setWordWrap(True)
    label.setContentsMargins(spacing.TIGHT + MARK_WIDTH, spacing.LARGE, spacing.LARGE, spacing.LARGE)
    set_role(label, Role.SECOND)
    return label
