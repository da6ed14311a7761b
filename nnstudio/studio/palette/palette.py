"""The palette: every layer by category, found by a few letters, dragged onto the canvas or chosen with Enter.

Categories fold with a click on their name, or with Left and Right; they stay as they are left, also across a search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QMenu, QTreeView, QVBoxLayout, QWidget

from nnstudio.catalog.layers.base import Layer, shape_text
from nnstudio.catalog.registry import types_of
from nnstudio.network.block import Block
from nnstudio.studio.language import told
from nnstudio.studio.palette.block_library import OfferedBlock
from nnstudio.studio.palette.layer_mime import BLOCK_MIME, LAYER_MIME, block_mime, layer_mime
from nnstudio.studio.search.layer_matches import matching_layers
from nnstudio.studio.search.layer_outcome import outcome
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import Role, Theme, ThemeSource, icon, set_role, spacing
from nnstudio.studio.theme.colors import CATEGORIES
from nnstudio.studio.theme.type import SECONDARY, Weight, sans


class LayerPalette(QWidget):
    """A search field over the list of layers."""

    layer_chosen = Signal(str)
    """The type name of a layer that is to be added."""
    block_chosen = Signal(str)
    """The text of a block that is to be added."""
    block_unwanted = Signal(object)
    """An `OfferedBlock` is no longer to be offered."""
    block_misnamed = Signal(object)
    """An `OfferedBlock` of the document is to have another name."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme_source.theme
        self._search = self._search_field()
        self._search_icon = QAction(icon("search", self._theme.third), "", self._search)
        self._search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        self._folded: set[str] = set()
        self._blocks: dict[str, tuple[OfferedBlock, ...]] = {}
        self._model = _LayerModel(self._tooltip, self)
        self._list = self._layer_list()
        self._nothing = QLabel(self.tr("No layer is called like that."))
        self._lay_out()
        theme_source.changed.connect(self._restyle)
        self._show_matches("")

    def focus_search(self) -> None:
        """Put the cursor into the search field, ready for another search."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def show_blocks(self, linked: tuple[OfferedBlock, ...], own: tuple[OfferedBlock, ...]) -> None:
        """Offer the user's own blocks and the definitions of the document before the layers."""
        self._blocks = {self.tr("My blocks"): own, self.tr("Linked blocks"): linked}
        name, bar = self._list.currentIndex().data(), self._list.verticalScrollBar()
        place = bar.value()
        self._show_matches(self._search.text())
        where = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        for index in self._model.match(self._model.index(0, 0), Qt.ItemDataRole.DisplayRole, name or "", 1, where):
            self._list.setCurrentIndex(index)
        bar.setValue(place)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the drawings have it."""
        return QSize(spacing.PALETTE_WIDTH, super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let Up, Down, Enter and Escape work between the search field and the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            handled = self._key_in_search(event) if watched is self._search else self._key_in_list(event)
            if handled:
                return True
        return super().eventFilter(watched, event)

    def _search_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("palette.search")
        field.setPlaceholderText(self.tr("Search layers"))
        field.setAccessibleName(self.tr("Search layers"))
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self._show_matches)
        field.installEventFilter(self)
        return field

    def _layer_list(self) -> QTreeView:
        view = QTreeView()
        view.setObjectName("palette.list")
        view.setAccessibleName(self.tr("Layers"))
        view.setModel(self._model)
        view.setHeaderHidden(True)
        view.setUniformRowHeights(True)
        view.setIndentation(spacing.MEDIUM)
        view.setFont(sans(SECONDARY))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setExpandsOnDoubleClick(False)
        view.doubleClicked.connect(self._choose)
        view.clicked.connect(self._toggle)
        view.collapsed.connect(lambda index: self._folded.add(index.data()))
        view.expanded.connect(lambda index: self._folded.discard(index.data()))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)
        view.installEventFilter(self)
        return view

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Layers"))
        set_role(title, Role.TITLE)
        head = QVBoxLayout()
        head.setContentsMargins(spacing.TIGHT, spacing.MEDIUM, spacing.MEDIUM, 0)
        head.setSpacing(spacing.SMALL)
        head.addWidget(title)
        head.addWidget(self._search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(spacing.SMALL, 0, 0, 0)
        layout.setSpacing(spacing.SMALL)
        self._nothing.setObjectName("palette.nothing")
        set_role(self._nothing, Role.SECOND)
        self._nothing.setContentsMargins(spacing.TIGHT, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addWidget(self._list)
        self.setFocusProxy(self._search)

    def _restyle(self, theme: Theme) -> None:
        self._theme = theme
        self._search_icon.setIcon(icon("search", theme.third))
        self._show_matches(self._search.text())

    def _show_matches(self, query: str) -> None:
        """Show all layers by category; or those that are found, best first and without sections."""
        layers = types_of(Layer)
        if query.strip():
            self._model.show_rows(self._found(query))
            self._list.setCurrentIndex(self._model.index(0, 0))
        else:
            sections = [
                self._section(title, [self._block_row(block) for block in blocks])
                for title, blocks in self._blocks.items()
                if blocks
            ]
            sections += [
                self._section(category, [self._row(layer) for layer in members])
                for category, members in _by_category(layers.values())
            ]
            self._model.show_rows(sections)
            self._unfold()
        self._nothing.setVisible(self._model.rowCount() == 0)

    def _unfold(self) -> None:
        for row in range(self._model.rowCount()):
            section = self._model.index(row, 0)
            self._list.setExpanded(section, section.data() not in self._folded)

    def _toggle(self, index: QModelIndex) -> None:
        if self._model.hasChildren(index):
            self._list.setExpanded(index, not self._list.isExpanded(index))

    def _found(self, query: str) -> list[QStandardItem]:
        layers = types_of(Layer)
        blocks = [block for offered in self._blocks.values() for block in offered]
        rows: list[QStandardItem] = []
        for name in matching_layers(query, [block.name for block in blocks]):
            rows += [self._row(layers[name])] if name in layers else []
            rows += [self._block_row(block) for block in blocks if block.name == name]
        return rows

    def _section(self, title: str, rows: Sequence[QStandardItem]) -> QStandardItem:
        section = QStandardItem(self.tr(title))
        section.setFont(sans(SECONDARY, Weight.SEMIBOLD))
        section.setForeground(QColor(self._theme.second))
        section.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        section.appendRows(rows)
        return section

    def _row(self, layer: type[Layer]) -> QStandardItem:
        hue = self._theme.category(layer.category)
        row = QStandardItem(icon(layer.category.lower(), hue), layer.__name__)
        row.setData(layer.__name__, _LayerModel.TYPE_NAME)
        row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
        return row

    def _block_row(self, block: OfferedBlock) -> QStandardItem:
        row = QStandardItem(icon(Block.category.lower(), self._theme.category(Block.category)), block.name)
        row.setData(block, _LayerModel.BLOCK)
        row.setToolTip(told(block.summary))
        row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
        return row

    def _show_menu(self, place: QPoint) -> None:
        """What can be done with a block besides placing it."""
        block = self._list.indexAt(place).data(_LayerModel.BLOCK)
        if isinstance(block, OfferedBlock):
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addAction(self.tr("Add to the canvas"), lambda: self.block_chosen.emit(block.text))
            if block.file is None:
                menu.addAction(self.tr("Rename…"), lambda: self.block_misnamed.emit(block))
            menu.addAction(self.tr("Delete “{name}”").format(name=block.name), lambda: self.block_unwanted.emit(block))
            menu.popup(self._list.viewport().mapToGlobal(place))

    def _tooltip(self, type_name: str) -> str:
        """What the layer does, and what it would make of the selected node's output."""
        layer = types_of(Layer)[type_name]
        selected = self._session.selected_nodes
        given = self._session.inference.shapes.get(selected[0].id) if len(selected) == 1 else None
        if given is None:
            return told(layer.title())
        found = outcome(type_name, self._session, given)
        if found.shape is None:
            fate = self.tr("After {node}: {layer} {reason}.")
        else:
            fate = self.tr("After {node}: {given} becomes {result}.")
        fate = fate.format(
            node=selected[0].title,
            layer=type_name,
            reason=found.reason,
            given=shape_text(given),
            result=shape_text(found.shape or ()),
        )
        return f"{told(layer.title())}\n{fate}"

    def _choose(self, index: QModelIndex) -> None:
        name, block = index.data(_LayerModel.TYPE_NAME), index.data(_LayerModel.BLOCK)
        if name:
            self.layer_chosen.emit(name)
        elif isinstance(block, OfferedBlock):
            self.block_chosen.emit(block.text)

    def _key_in_search(self, event: QKeyEvent) -> bool:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down:
                self._list.setFocus(Qt.FocusReason.TabFocusReason)
                if not self._list.currentIndex().isValid():
                    self._list.setCurrentIndex(self._model.first_layer())
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._search.text().strip():
                self._choose(self._model.first_layer())
            case Qt.Key.Key_Escape if self._search.text():
                self._search.clear()
            case _:
                return False
        return True

    def _key_in_list(self, event: QKeyEvent) -> bool:
        current = self._list.currentIndex()
        match Qt.Key(event.key()):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(current)
            case Qt.Key.Key_Up if not self._list.indexAbove(current).isValid():
                self.focus_search()
            case Qt.Key.Key_Escape if self._search.text():
                self._search.clear()
            case _:
                return False
        return True


class _LayerModel(QStandardItemModel):
    """Rows of layers and blocks, perhaps under categories, that can be dragged."""

    TYPE_NAME = Qt.ItemDataRole.UserRole
    BLOCK = Qt.ItemDataRole.UserRole + 1

    def __init__(self, tooltip: Callable[[str], str], parent: QObject) -> None:
        super().__init__(parent)
        self._tooltip = tooltip

    def show_rows(self, rows: Sequence[QStandardItem]) -> None:
        """Show these rows and no others."""
        self.clear()
        for row in rows:
            self.appendRow(row)

    def first_layer(self) -> QModelIndex:
        """The topmost row that is a layer."""
        top = self.index(0, 0)
        return self.index(0, 0, top) if self.hasChildren(top) else top

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Tooltips are made when they are asked for, because they tell of the selected node."""
        if role == Qt.ItemDataRole.ToolTipRole and (name := super().data(index, self.TYPE_NAME)):
            return self._tooltip(name)
        return super().data(index, role)

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """A drag carries a layer's type name, or a block."""
        return [LAYER_MIME, BLOCK_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """The type name of the dragged row, or its block."""
        block = indexes[0].data(self.BLOCK)
        return block_mime(block.text) if block is not None else layer_mime(indexes[0].data(self.TYPE_NAME))


def _by_category(layers: Iterable[type[Layer]]) -> list[tuple[str, list[type[Layer]]]]:
    """The layers in sections: the categories of the theme in its order, then others as they come."""
    sections: dict[str, list[type[Layer]]] = {}
    for layer in layers:
        sections.setdefault(layer.category, []).append(layer)
    order = list(CATEGORIES)
    return sorted(sections.items(), key=lambda item: order.index(item[0].lower()) if item[0].lower() in order else 99)
