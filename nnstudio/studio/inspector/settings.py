"""The settings of the selected nodes, with what follows from them: output shape, weights, problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.layers.base import shape_text
from nnstudio.network import edits
from nnstudio.network.graph import Node
from nnstudio.studio.foresight.effect_text import layer_outlook
from nnstudio.studio.foresight.foresight import Foresight
from nnstudio.studio.forms import FieldEditor, abandon_typing, finish_typing, refused_typing
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.measures import LABEL_WIDTH, MARK_WIDTH
from nnstudio.studio.forms.row import FieldRow, Line
from nnstudio.studio.forms.sentence_label import SentenceLabel
from nnstudio.studio.inspector.block_line import BlockLine
from nnstudio.studio.inspector.header import Header
from nnstudio.studio.inspector.layer_form import LayerForm
from nnstudio.studio.inspector.name_editor import NameEditor
from nnstudio.studio.inspector.problem_notes import ProblemNotes
from nnstudio.studio.inspector.switch import NodeSwitch
from nnstudio.studio.session.edited_network import EditedNetwork
from nnstudio.studio.theme import Role, ThemeSource, set_role, spacing

PREFIX = "inspector"


class Settings(QWidget):
    """Name, the fields that all of the layers have, whether they learn; a form is made anew only for other types."""

    block_opened = Signal(str)
    """What is inside this block is to be opened."""
    dropped = Signal(str)
    """What was typed could not be taken over before other nodes were shown, for the reason given."""

    def __init__(self, session: EditedNetwork, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._foresight = Foresight(session, layer_outlook, self)
        self._ids: tuple[str, ...] = ()
        self._form: LayerForm | None = None
        self._header = Header(theme_source)
        self._header.reset_wanted.connect(self.reset_all)
        self._name = NameEditor(session)
        self._name.edited.connect(self._rename)
        self._name_row = FieldRow(self._name, LABEL_WIDTH)
        self._nothing_common = _note(self.tr("These layers have no setting in common."))
        self._trainable = NodeSwitch(
            f"{PREFIX}.trainable",
            self.tr("Trainable"),
            self.tr("Whether training changes the weights of this layer; off keeps them as they are."),
            default=True,
        )
        self._trainable.switched.connect(self._set_trainable)
        self._muted = NodeSwitch(
            f"{PREFIX}.muted",
            self.tr("Muted"),
            self.tr("Whether data passes by as if the layer were not there; while it does, the layer has no weights."),
            default=False,
        )
        self._muted.switched.connect(self._set_muted)
        self._block = BlockLine()
        self._block.open_requested.connect(self._open_block)
        self._output = _mono()
        self._output_line = Line(self.tr("Output shape"), self._output, LABEL_WIDTH)
        self._good = SentenceLabel(Role.GOOD)
        self._problems = ProblemNotes(session)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(spacing.TIGHT, spacing.SMALL, spacing.LARGE, spacing.LARGE)
        self._column.setSpacing(spacing.SMALL)
        for widget in (self._header, self._name_row, self._nothing_common, self._block, self._trainable, self._muted):
            self._column.addWidget(widget)
        self._column.addWidget(self._output_line)
        self._column.addWidget(self._good)
        self._column.addWidget(self._problems)

    def leave_for(self, nodes: tuple[Node, ...]) -> None:
        """Take over what is typed if other nodes are to be shown next; it may be a new name of one of them."""
        if tuple(node.id for node in nodes) != self._ids:
            finish_typing(self)
            refusals = refused_typing(self)
            abandon_typing(self)
            for refusal in refusals:
                self.dropped.emit(refusal)

    def show_nodes(self, nodes: tuple[Node, ...]) -> None:
        """Show nodes, at least one."""
        self._ids = tuple(node.id for node in nodes)
        self._header.show_nodes(nodes, self._session.inference)
        self._name_row.setVisible(len(nodes) == 1)
        self._name_row.set_value(nodes[0].id)
        form = self._form_of(nodes)
        form.show_values([node.layer for node in nodes])
        self._header.offer_reset(bool(form.resettable))
        self._nothing_common.setVisible(len(nodes) > 1 and not form.rows)
        self._block.show_nodes(nodes)
        self._show_trainable(nodes)
        self._show_muted(nodes)
        self._show_results(nodes)

    def focus_first(self) -> None:
        """Begin with the first setting; a node without settings with its name."""
        if self._ids and self._form is not None:
            rows = [row for row in self._form.rows.values() if row.isVisibleTo(self)]
            (rows[0].editor if rows else self._name).setFocus()

    def focus_name(self) -> None:
        """Begin with the name; several nodes have none."""
        if len(self._ids) == 1:
            self._name.setFocus()

    def reset_all(self) -> None:
        """Give every setting its default again, where it has one."""
        if self._form is not None and self._form.resettable:
            self._reset(self._form.resettable)

    def _form_of(self, nodes: tuple[Node, ...]) -> LayerForm:
        types = tuple({type(node.layer): None for node in nodes})
        if self._form is not None and self._form.types == types:
            return self._form
        if self._form is not None:
            discard(self._form)
        form = LayerForm(types, PREFIX)
        form.reset_wanted.connect(self._reset)
        form.tried.connect(self._try)
        form.settled.connect(self._foresight.settle)
        form.edited.connect(lambda name, value: self._set(name, value, merge=False))
        form.stepped.connect(lambda name, value: self._set(name, value, merge=True))
        self._column.insertWidget(self._column.indexOf(self._name_row) + 1, form)
        form.show()
        self._form = form
        return form

    def _show_trainable(self, nodes: tuple[Node, ...]) -> None:
        weights = self._session.inference.weights
        can_learn = [node for node in nodes if weights.get(node.id, {"unknown": None})]
        self._trainable.setVisible(bool(can_learn))
        self._trainable.show_states({node.trainable for node in can_learn or nodes})

    def _show_muted(self, nodes: tuple[Node, ...]) -> None:
        able = [node for node in nodes if node.layer.most_inputs != 0]
        self._muted.setVisible(bool(able))
        self._muted.show_states({node.muted for node in able or nodes})

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
        if description is None or target is None or target.kind == "values" or network.outgoing[node.id] or node.muted:
            return ""
        count = target.class_count
        if "units" not in fields_of(type(node.layer)) or self._session.inference.shapes.get(node.id) != (count,):
            return ""
        return self.tr("Units equals the {count} classes of {name}.").format(count=count, name=description.name)

    def _set(self, name: str, value: Any, *, merge: bool) -> None:
        self._session.do(edits.set_fields(self._session.document, self._ids, **{name: value}), merge=merge)

    def _try(self, name: str, value: Any, editor: FieldEditor) -> None:
        """Tell what a value would do to the nodes that are shown."""
        ids = self._ids
        self._foresight.consider(editor, lambda document: edits.set_fields(document, ids, **{name: value}), ids)

    def _reset(self, names: Sequence[str]) -> None:
        self._session.do(edits.reset_fields(self._session.document, self._ids, names))

    def _set_trainable(self, trainable: bool) -> None:
        self._session.do(edits.set_trainable(self._session.document, self._ids, trainable))

    def _set_muted(self, muted: bool) -> None:
        self._session.do(edits.set_muted(self._session.document, self._ids, muted))

    def _open_block(self) -> None:
        self.block_opened.emit(self._ids[0])

    def _rename(self, name: str) -> None:
        self._session.do(edits.rename_node(self._session.document, self._ids[0], name))


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setContentsMargins(MARK_WIDTH, 0, 0, 0)
    set_role(label, Role.SECOND)
    return label


def _mono() -> QLabel:
    label = QLabel()
    label.setIndent(spacing.SMALL)
    label.setObjectName(f"{PREFIX}.output_shape")
    set_role(label, Role.MONO)
    return label
