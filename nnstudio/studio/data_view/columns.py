"""Which columns are predicted, and which each Input node takes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import DataReference
from nnstudio.studio.data_view.column_chooser import ColumnChooser
from nnstudio.studio.forms.choice_editor import Chooser, show_index
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import Line
from nnstudio.studio.theme import spacing


class Columns(QWidget):
    """A line for the target and one for every Input node."""

    edited = Signal(object)
    """The reference with other columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference: DataReference | None = None
        self._names: tuple[str, ...] = ()
        self._target = Chooser()
        self._target.setObjectName("data.target")
        self._target.setAccessibleName(self.tr("Target"))
        self._target.currentIndexChanged.connect(self._choose_target)
        self._target_line = Line(self.tr("Target"), self._target, LABEL_WIDTH)
        self._target_line.setToolTip(self.tr("The column that the network learns to predict."))
        self._inputs: dict[str, tuple[Line, ColumnChooser]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing.SMALL)
        self._column.addWidget(self._target_line)

    def show_data(self, reference: DataReference, dataset: Dataset, nodes: Sequence[str]) -> None:
        """Show what a reference says about the columns of this data, for a network with these Input nodes."""
        self._reference = reference
        self._show_target(reference, dataset)
        if list(self._inputs) != list(nodes):
            self._make_inputs(nodes)
        targets = {*chain.from_iterable(reference.targets.values())} or {dataset.target or ""}
        offered = [name for name in dataset.columns if name not in targets]
        for node, (line, chooser) in self._inputs.items():
            chosen = reference.inputs.get(node) or _obvious(offered, node, len(nodes))
            chooser.show_columns(offered, chosen)
            line.mark.show_if(node in reference.inputs)
            line.setVisible(len(dataset.columns) > 1)

    def _show_target(self, reference: DataReference, dataset: Dataset) -> None:
        names = tuple(dataset.columns)
        shown = " + ".join(chain.from_iterable(reference.targets.values())) or dataset.target or ""
        offered = names if shown in names or not shown else (shown, *names)
        if offered != self._names:
            self._names = offered
            blocked = self._target.blockSignals(True)
            self._target.clear()
            self._target.addItems(list(offered))
            self._target.setPlaceholderText(self.tr("Choose a column"))
            self._target.blockSignals(blocked)
        show_index(self._target, offered.index(shown) if shown else -1)
        self._target_line.mark.show_if(bool(reference.targets))

    def _make_inputs(self, nodes: Sequence[str]) -> None:
        for line, _ in self._inputs.values():
            discard(line)
        self._inputs = {}
        for node in nodes:
            chooser = ColumnChooser(f"data.inputs.{node}")
            label = self.tr("Inputs") if len(nodes) == 1 else self.tr("Inputs of “{node}”").format(node=node)
            chooser.setAccessibleName(label)
            chooser.chosen.connect(lambda names, node=node: self._choose_inputs(node, names))
            line = Line(label, chooser, LABEL_WIDTH)
            line.setToolTip(self.tr("The columns that this Input takes."))
            self._inputs[node] = (line, chooser)
            self._column.addWidget(line)
            line.show()

    def _choose_target(self, index: int) -> None:
        if index < 0 or self._reference is None:
            return
        name = self._names[index]
        inputs = {node: tuple(column for column in names if column != name) for node, names in self._inputs_chosen()}
        kept = FrozenMapping({node: names for node, names in inputs.items() if names})
        self.edited.emit(self._reference.replace(target=name, inputs=kept))

    def _choose_inputs(self, node: str, names: tuple[str, ...]) -> None:
        if self._reference is not None:
            self.edited.emit(self._reference.replace(inputs=FrozenMapping({**self._reference.inputs, node: names})))

    def _inputs_chosen(self) -> list[tuple[str, tuple[str, ...]]]:
        return list(self._reference.inputs.items()) if self._reference is not None else []


def _obvious(offered: Sequence[str], node: str, count: int) -> Sequence[str]:
    """The columns that a node takes while nothing is said about it."""
    return offered if count == 1 else [name for name in offered if name == node]
