"""The rows and columns of the outline: one row a node, in the order of the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from nnstudio.catalog.layers.base import shape_text
from nnstudio.network import edits
from nnstudio.network.change import Change
from nnstudio.network.graph import Node
from nnstudio.network.known import Known
from nnstudio.studio.forms.typed_text import RefusedTextError
from nnstudio.studio.language import told
from nnstudio.studio.outline.framing import frame_title, put_into_frame
from nnstudio.studio.outline.wiring import sources_text, wire
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.session.node_names import free_name
from nnstudio.studio.theme import ThemeSource, icon

Index: TypeAlias = QModelIndex | QPersistentModelIndex
_CONTEXT = "Outline"
_DASH: Final = "–"
_TO_READ: Final = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_FOR_TYPING: Final = _TO_READ | Qt.ItemFlag.ItemIsEditable


@dataclass(frozen=True)
class _Column:
    """What a column says of a node, and what becomes of other words typed there."""

    title: str
    text: Callable[[Known, Node], str]
    change: Callable[[EditedNetwork, Node, str], Change] | None = None
    """None where nothing can be typed. Raises RefusedTextError."""


def _layer(_: Known, node: Node) -> str:
    muted = QCoreApplication.translate(_CONTEXT, "{layer} · muted").format(layer=node.type_name)
    return muted if node.muted else node.type_name


def _shape(known: Known, node: Node) -> str:
    shape = known.inference.shapes.get(node.id)
    return _DASH if shape is None else shape_text(shape)


def _weights(known: Known, node: Node) -> str:
    return f"{known.inference.weight_count(node.id):,}" if node.id in known.inference.weights else _DASH


def _rename(network: EditedNetwork, node: Node, text: str) -> Change:
    return edits.rename_node(network.document, node.id, free_name(network.document.network, text, node.id))


COLUMNS: Final = (
    _Column("Node", lambda _, node: node.id, _rename),
    _Column("Layer", _layer),
    _Column("Settings", lambda _, node: told(node.layer.summary)),
    _Column(
        "Inputs",
        lambda known, node: sources_text(known.network, node.id),
        lambda network, node, text: wire(network.document, network.inference, node.id, text),
    ),
    _Column("Shape", _shape),
    _Column("Weights", _weights),
    _Column(
        "Frame",
        lambda known, node: frame_title(known.network, node.id),
        lambda network, node, text: put_into_frame(network.document, node.id, text),
    ),
)


class OutlineModel(QAbstractTableModel):
    """Mirrors a network that is being edited; what is typed becomes a change of it."""

    refused = Signal(str)
    """A sentence: why something that was typed cannot be."""
    mirrored = Signal()
    """Rows came, went or say something else."""

    def __init__(self, network: EditedNetwork, theme_source: ThemeSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self._theme_source = theme_source
        self._shown = Known()
        self._nodes: tuple[Node, ...] = ()
        self._is_mirroring = False
        self._complaints: dict[str, str] = {}
        network.replaced.connect(self._begin_anew)
        network.problems_changed.connect(self._mirror)  # after every change
        theme_source.changed.connect(self._repaint)
        self._mirror()

    @property
    def is_mirroring(self) -> bool:
        """Whether rows come and go at this moment, because nodes do."""
        return self._is_mirroring

    def node_at(self, row: int) -> str:
        """The node of a row."""
        return self._nodes[row].id

    def row_of(self, node_id: str) -> int:
        """The row of a node; -1 if there is none."""
        return next((row for row, node in enumerate(self._nodes) if node.id == node_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """One for each node."""
        return 0 if parent.isValid() else len(self._nodes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        """One for each of `COLUMNS`."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate(_CONTEXT, COLUMNS[section].title)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; the first of a row also has the icon of the layer, and the complaint if there is one."""
        node, column = self._nodes[index.row()], COLUMNS[index.column()]
        complaint = self._complaints.get(node.id, "")
        theme = self._theme_source.theme
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return column.text(self._shown, node)
            case Qt.ItemDataRole.ToolTipRole:
                return complaint
            case Qt.ItemDataRole.DecorationRole if index.column() == 0:
                category = node.layer.category
                return icon("error", theme.error) if complaint else icon(category.lower(), theme.category(category))
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(theme.third if node.muted else theme.text if column.change else theme.second)
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return complaint
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Whether a cell can be typed into."""
        return _FOR_TYPING if COLUMNS[index.column()].change else _TO_READ

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Carry out what was typed, or tell why not."""
        node, change = self._nodes[index.row()], COLUMNS[index.column()].change
        if role != Qt.ItemDataRole.EditRole or change is None:
            return False
        try:
            self._network.do(change(self._network, node, str(value)))
        except RefusedTextError as error:
            self.refused.emit(str(error))
            return False
        return True

    def _begin_anew(self) -> None:
        self.beginResetModel()
        self._take(self._network.known)
        self._nodes = self._shown.network.nodes
        self.endResetModel()
        self.mirrored.emit()

    def _mirror(self) -> None:
        """Have a row for each node, and tell which rows say something else than they did."""
        known = self._network.known
        differing, before = known.differing(self._shown), self._nodes
        self._is_mirroring = True
        if len(known.network.nodes) != len(before):
            self._splice(known)
            before = known.network.nodes
        self._take(known)
        self._nodes = known.network.nodes
        pairs = enumerate(zip(self._nodes, before, strict=True))
        self._tell(row for row, (node, old) in pairs if node.id != old.id or node.id in differing)
        self._is_mirroring = False
        self.mirrored.emit()

    def _splice(self, known: Known) -> None:
        """Put the rows of nodes that came in the place of those of nodes that went; the others stay."""
        before, now = self._nodes, known.network.nodes
        above = _alike(before, now)
        below = min(_alike(before[::-1], now[::-1]), len(before) - above, len(now) - above)
        if len(before) > above + below:
            self.beginRemoveRows(QModelIndex(), above, len(before) - below - 1)
            self._take(known)
            self._nodes = before[:above] + before[len(before) - below :]
            self.endRemoveRows()
        if len(now) > above + below:
            self.beginInsertRows(QModelIndex(), above, len(now) - below - 1)
            self._take(known)
            self._nodes = now
            self.endInsertRows()

    def _take(self, known: Known) -> None:
        self._shown = known
        self._complaints = {
            problem.node: told(problem.message)
            for problem in reversed(known.problems)
            if problem.node is not None and problem.severity == "error"
        }

    def _repaint(self) -> None:
        """Tell that all rows have other colors."""
        self._tell(range(len(self._nodes)))

    def _tell(self, rows: Iterable[int]) -> None:
        """Have rows shown anew, as many at once as follow each other."""
        for _, run in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
            adjoining = [row for _, row in run]
            self.dataChanged.emit(self.index(adjoining[0], 0), self.index(adjoining[-1], len(COLUMNS) - 1))


def _alike(nodes: Sequence[Node], others: Sequence[Node]) -> int:
    """How many nodes stand at the head of both."""
    pairs = enumerate(zip(nodes, others, strict=False))
    return next((number for number, (node, other) in pairs if node.id != other.id), min(len(nodes), len(others)))
