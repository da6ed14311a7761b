"""The settings of the selected nodes, with what follows from them: output shape, weights, problems."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import shape_text
from nnstudio.network import edits
from nnstudio.network.graph import Node
from nnstudio.studio.edited_network import EditedNetwork
from nnstudio.studio.forms import Form, abandon_typing, finish_typing
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import LABEL_WIDTH
from nnstudio.studio.forms.row import FieldRow, Line, Sentence
from nnstudio.studio.inspector.block_line import BlockLine
from nnstudio.studio.inspector.header import Header
from nnstudio.studio.inspector.name_editor import NameEditor
from nnstudio.studio.inspector.problem_notes import ProblemNotes
from nnstudio.studio.theme import Role, ThemeSource, set_role, spacing

PREFIX = "inspector"


class Settings(QWidget):
    """Name, every field of the layer, whether it learns; the form is made anew only for another type of layer."""

    block_opened = Signal(str)
    """What is inside this block is to be opened."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ids: tuple[str, ...] = ()
        self._form: Form | None = None
        self._header = Header(theme_source)
        self._name = NameEditor(session)
        self._name.edited.connect(self._rename)
        self._name_row = FieldRow(self._name, LABEL_WIDTH)
        self._trainable = QCheckBox()
        self._trainable_line = self._add_switch()
        self._block = BlockLine()
        self._block.open_requested.connect(self._open_block)
        self._output = _mono()
        self._output_line = Line(self.tr("Output shape"), self._output, LABEL_WIDTH)
        self._good = Sentence(Role.GOOD)
        self._problems = ProblemNotes(session)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(spacing.SMALL, spacing.SMALL, spacing.LARGE, spacing.LARGE)
        self._column.setSpacing(spacing.SMALL)
        for widget in (self._header, self._name_row, self._block, self._trainable_line, self._output_line):
            self._column.addWidget(widget)
        self._column.addWidget(self._good)
        self._column.addWidget(self._problems)

    def show_nodes(self, nodes: tuple[Node, ...]) -> None:
        """Show nodes, which have layers of one type."""
        ids = tuple(node.id for node in nodes)
        if ids != self._ids:
            finish_typing(self)
            abandon_typing(self)
        self._ids = ids
        self._show_header(nodes)
        self._name_row.setVisible(len(nodes) == 1)
        self._name_row.set_value(nodes[0].id)
        form = self._form_of(nodes[0])
        form.show_values([node.layer for node in nodes])
        self._block.show_nodes(nodes)
        self._show_trainable(nodes)
        self._show_results(nodes)

    def _form_of(self, node: Node) -> Form:
        if self._form is not None and self._form.declaration is type(node.layer):
            return self._form
        if self._form is not None:
            discard(self._form)
        form = Form(type(node.layer), PREFIX)
        form.edited.connect(lambda name, value: self._set(name, value, merge=False))
        form.stepped.connect(lambda name, value: self._set(name, value, merge=True))
        self._column.insertWidget(self._column.indexOf(self._name_row) + 1, form)
        form.show()
        self._form = form
        return form

    def _show_header(self, nodes: tuple[Node, ...]) -> None:
        inference, layer = self._session.inference, nodes[0].layer
        known = all(node.id in inference.weights for node in nodes)
        total = sum(inference.weight_count(node.id) for node in nodes)
        weights = self.tr("1 weight") if total == 1 else self.tr("{count} weights").format(count=f"{total:,}")
        title = nodes[0].type_name
        if len(nodes) > 1:
            title = self.tr("{count} × {type}").format(count=len(nodes), type=title)
        self._header.show_type(title, layer.category, weights if known and total else "")

    def _show_trainable(self, nodes: tuple[Node, ...]) -> None:
        weights = self._session.inference.weights
        self._trainable_line.setVisible(any(weights.get(node.id, {"unknown": None}) for node in nodes))
        trainable = all(node.trainable for node in nodes)
        blocked = self._trainable.blockSignals(True)
        self._trainable.setChecked(trainable)
        self._trainable.blockSignals(blocked)
        self._trainable_line.mark.show_if(not trainable)

    def _show_results(self, nodes: tuple[Node, ...]) -> None:
        shapes = {self._session.inference.shapes.get(node.id) for node in nodes}
        (shape,) = shapes if len(shapes) == 1 else (None,)
        self._output_line.setVisible(shape is not None)
        self._output.setText("" if shape is None else shape_text(shape))
        self._good.say(self._good_news(nodes[0]) if len(nodes) == 1 else "")
        self._problems.show_problems(
            [problem for problem in self._session.problems if (problem.node or "").partition("/")[0] in self._ids]
        )

    def _good_news(self, node: Node) -> str:
        """Say that an output has one unit for each class, which is what most people look for here."""
        description, network = self._session.description, self._session.document.network
        target = None if description is None else description.target_of(node.id)
        if description is None or target is None or target.kind == "values" or network.outgoing[node.id]:
            return ""
        count = target.class_count
        if "units" not in fields_of(type(node.layer)) or self._session.inference.shapes.get(node.id) != (count,):
            return ""
        return self.tr("Units equals the {count} classes of {name}.").format(count=count, name=description.name)

    def _add_switch(self) -> Line:
        set_role(self._trainable, Role.SWITCH)
        self._trainable.setObjectName(f"{PREFIX}.trainable")
        self._trainable.setAccessibleName(self.tr("Trainable"))
        self._trainable.toggled.connect(self._set_trainable)
        line = Line(self.tr("Trainable"), self._trainable, LABEL_WIDTH)
        line.setToolTip(self.tr("Whether training changes the weights of this layer; off keeps them as they are."))
        return line

    def _set(self, name: str, value: Any, *, merge: bool) -> None:
        self._session.do(edits.set_fields(self._session.document, self._ids, **{name: value}), merge=merge)

    def _set_trainable(self, trainable: bool) -> None:
        self._session.do(edits.set_trainable(self._session.document, self._ids, trainable))

    def _open_block(self) -> None:
        self.block_opened.emit(self._ids[0])

    def _rename(self, name: str) -> None:
        self._session.do(edits.rename_node(self._session.document, self._ids[0], name))


def _mono() -> QLabel:
    label = QLabel()
    label.setIndent(spacing.SMALL)
    label.setObjectName(f"{PREFIX}.output_shape")
    set_role(label, Role.MONO)
    return label
