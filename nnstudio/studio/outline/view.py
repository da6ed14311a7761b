"""The panel with the outline of the network."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QStackedLayout, QTreeView, QVBoxLayout, QWidget

from nnstudio.studio.outline.model import COLUMNS, OutlineModel
from nnstudio.studio.plots.empty import EmptyText
from nnstudio.studio.results.captions import EmptyPlace
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import ThemeSource
from nnstudio.studio.theme.spacing import TIGHT

_WIDTHS = (96, 112, 184, 96, 72, 72)
_ROW = QItemSelectionModel.SelectionFlag.Rows


class OutlineView(QWidget):
    """Every node of the network in a row. Names and inputs are typed into; what is selected is selected everywhere."""

    message = Signal(str)
    """A sentence for the status bar."""
    node_activated = Signal(str)
    """The node of a row was to be opened."""

    def __init__(self, network: EditedNetwork, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self._model = OutlineModel(network, theme_source, self)
        self._model.refused.connect(self.message)
        self._rows = _Rows()
        self._rows.setObjectName("outline.rows")
        self._rows.setAccessibleName(self.tr("Outline of the network"))
        self._rows.setModel(self._model)
        for column, width in enumerate(_WIDTHS):
            self._rows.setColumnWidth(column, width)
        self._rows.header().setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        self._rows.header().setStretchLastSection(False)  # that would never let it get narrower than it begins
        self._rows.chosen.connect(lambda row: self.node_activated.emit(self._model.node_at(row)))
        text = EmptyText(
            self.tr("No layers yet"),
            self.tr("Every layer of the network stands here in a row, with what feeds it. Press Shift+A to add one."),
        )
        self._empty = EmptyPlace(theme_source, text)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._rows)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(TIGHT, TIGHT, TIGHT, TIGHT)
        layout.addLayout(self._pages)
        self._rows.selectionModel().selectionChanged.connect(self._select_nodes)
        self._model.mirrored.connect(self._follow)
        network.selection_changed.connect(self._select_rows)
        self._follow()

    def _follow(self) -> None:
        """Nodes may be in other rows now, unless a new selection is about to follow because one got another name."""
        self._pages.setCurrentWidget(self._rows if self._model.rowCount() else self._empty)
        if self._network.selection <= self._network.document.network.by_id.keys():
            self._select_rows()

    def _select_rows(self) -> None:
        """Select the rows of the nodes that are selected."""
        wanted = {row for name in self._network.selection if (row := self._model.row_of(name)) >= 0}
        selected = {index.row() for index in self._rows.selectionModel().selectedRows()}
        if wanted == selected:
            return
        selection = QItemSelection()
        for row in wanted:
            selection.select(self._model.index(row, 0), self._model.index(row, 0))
        model = self._rows.selectionModel()
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROW)
        if wanted:
            first = self._model.index(min(wanted), max(0, self._rows.currentIndex().column()))
            model.setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self._rows.scrollTo(first)

    def _select_nodes(self) -> None:
        """Select the nodes of the rows that are selected; rows that come and go select nothing."""
        if not self._model.is_mirroring:
            rows = self._rows.selectionModel().selectedRows()
            self._network.select(self._model.node_at(index.row()) for index in rows)


class _Rows(QTreeView):
    """The arrow keys walk over cells; Enter types into one that can be changed, and opens the node at others."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(False)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QTreeView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTreeView.EditTrigger.DoubleClicked | QTreeView.EditTrigger.EditKeyPressed)

    def commitData(self, editor: QWidget) -> None:  # noqa: N802 - Qt's name
        """Take over what was typed, unless its row went before Qt came to it."""
        if self.state() == QTreeView.State.EditingState:
            super().commitData(editor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Left and Right walk along the row, Enter types or opens."""
        if self.state() == QTreeView.State.EditingState:  # the keys that end typing arrive here, too
            return
        index = self.currentIndex()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if index.isValid() and key in steps:
            column = min(max(index.column() + steps[key], 0), len(COLUMNS) - 1)
            flags = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index.siblingAtColumn(column), flags)
        elif index.isValid() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if COLUMNS[index.column()].change is not None:
                self.edit(index)
            else:
                self.chosen.emit(index.row())
        else:
            super().keyPressEvent(event)
