"""Which columns are predicted, which each Input node takes, and which says how much a row counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.catalog.frozen_mapping import FrozenMapping
from nnstudio.data.dataset import Dataset
from nnstudio.data.reference import ONLY, DataReference
from nnstudio.studio.data_view.column_chooser import ColumnChooser
from nnstudio.studio.data_view.column_line import ColumnLine
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import Line
from nnstudio.studio.theme import spacing


class Columns(QWidget):
    """A line for the target (of each output, if there are several), one for every Input, one for sample weights."""

    edited = Signal(object)
    """The reference with other columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference: DataReference | None = None
        self._targets: dict[str, ColumnLine] = {}
        self._inputs: dict[str, tuple[Line, ColumnChooser]] = {}
        self._weight = ColumnLine(
            self.tr("Sample weights"), "data.sample_weight", self.tr("The column that tells how much each row counts.")
        )
        self._weight.chosen.connect(self._choose_weight)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing.SMALL)
        self._column.addWidget(self._weight)

    def show_data(
        self, reference: DataReference, dataset: Dataset, nodes: Sequence[str], outputs: Sequence[str] = ()
    ) -> None:
        """Show what a reference says about the columns of this data, for a network with these Inputs and outputs."""
        self._reference = reference
        self._show_targets(reference, dataset, outputs if len(outputs) > 1 else (ONLY,))
        if list(self._inputs) != list(nodes):
            self._make_inputs(nodes)
        targets = {*chain.from_iterable(reference.targets.values())} or {dataset.target or ""}
        offered = [name for name in dataset.columns if name not in {*targets, *reference.sample_weights.values()}]
        for node, (line, chooser) in self._inputs.items():
            chosen = reference.inputs.get(node) or _obvious(offered, node, len(nodes))
            chooser.show_columns(offered, chosen)
            line.mark.show_if(node in reference.inputs)
            line.setVisible(len(dataset.columns) > 1)
        self._show_weight(reference, dataset, targets)

    def _show_targets(self, reference: DataReference, dataset: Dataset, outputs: Sequence[str]) -> None:
        if list(self._targets) != list(outputs):
            self._make_targets(outputs)
        said = reference.targets
        plain = " + ".join(chain.from_iterable(said.values())) or dataset.target or ""
        for output, line in self._targets.items():
            shown = plain if output == ONLY else " + ".join(said.get(output, said.get(ONLY, ())))
            offered = tuple(dataset.columns)
            line.show_columns(offered if shown in offered or not shown else (shown, *offered), shown)
            line.mark.show_if(bool(said) and (output == ONLY or output in said))

    def _show_weight(self, reference: DataReference, dataset: Dataset, targets: set[str]) -> None:
        shown = " + ".join(dict.fromkeys(reference.sample_weights.values()))
        free = [name for name in dataset.columns if name not in targets]
        self._weight.show_columns(("", *free) if shown in free or not shown else ("", shown, *free), shown)
        self._weight.mark.show_if(bool(shown))
        self._weight.setVisible(bool(shown) or len(free) > 1)

    def _make_targets(self, outputs: Sequence[str]) -> None:
        for line in self._targets.values():
            discard(line)
        self._targets = {}
        for place, output in enumerate(outputs):
            name = "data.target" if output == ONLY else f"data.target.{output}"
            label = self.tr("Target") if output == ONLY else self.tr("Target of “{output}”").format(output=output)
            line = ColumnLine(label, name, self.tr("The column that the network learns to predict."))
            line.chosen.connect(lambda column, output=output: self._choose_target(output, column))
            self._targets[output] = line
            self._column.insertWidget(place, line)
            line.show()

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
            self._column.insertWidget(self._column.indexOf(self._weight), line)
            line.show()

    def _choose_target(self, output: str, name: str) -> None:
        if self._reference is None:
            return
        target: str | FrozenMapping[str, tuple[str, ...]] = name
        if output != ONLY:
            said = {node: columns for node, columns in self._reference.targets.items() if node != ONLY}
            target = FrozenMapping({**said, output: (name,)})
        self.edited.emit(self._reference.replace(target=target, inputs=self._inputs_without(name)))

    def _choose_weight(self, name: str) -> None:
        if self._reference is not None:
            inputs = self._inputs_without(name)
            self.edited.emit(self._reference.replace(sample_weight=name or None, inputs=inputs))

    def _inputs_without(self, name: str) -> FrozenMapping[str, tuple[str, ...]]:
        """What is said of the inputs, but for a column that is something else now."""
        inputs = {node: tuple(column for column in names if column != name) for node, names in self._inputs_chosen()}
        return FrozenMapping({node: names for node, names in inputs.items() if names})

    def _choose_inputs(self, node: str, names: tuple[str, ...]) -> None:
        if self._reference is not None:
            self.edited.emit(self._reference.replace(inputs=FrozenMapping({**self._reference.inputs, node: names})))

    def _inputs_chosen(self) -> list[tuple[str, tuple[str, ...]]]:
        return list(self._reference.inputs.items()) if self._reference is not None else []


def _obvious(offered: Sequence[str], node: str, count: int) -> Sequence[str]:
    """The columns that a node takes while nothing is said about it."""
    return offered if count == 1 else [name for name in offered if name == node]
