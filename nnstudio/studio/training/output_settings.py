"""What one of several outputs learns by: its loss, how much that counts, and its metrics."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnstudio.catalog.fields import Field, fields_of
from nnstudio.catalog.fields.kinds import NumberField
from nnstudio.network.document import Training
from nnstudio.studio.forms import Form
from nnstudio.studio.forms.editors import editor_for
from nnstudio.studio.forms.fold import Fold
from nnstudio.studio.forms.measures import LABEL_WIDTH, MARK_WIDTH, NESTED_INDENT
from nnstudio.studio.forms.row import FieldRow
from nnstudio.studio.theme import Role, set_role, spacing

WEIGHT = "loss_weights"
BY_OUTPUT = tuple(name for name, field in fields_of(Training).items() if field.by_output or name == WEIGHT)
"""The settings that differ from output to output."""
RARE = "weighted_metrics"


class OutputSettings(QWidget):
    """Those settings of one output under its name; their editors are called `training.<setting>.<output>`."""

    edited = Signal(str, object)
    """A person gave a setting this value."""
    stepped = Signal(str, object)
    """Like `edited`, but one of a quick row of steps that are to be undone together."""
    tried = Signal(str, object, object)
    """A person is about to give a setting this value, in this editor."""
    settled = Signal()
    """Nothing is tried any more."""

    def __init__(self, output: str, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.output = output
        self._rows = {name: self._row(name, f"{prefix}.{name}.{output}") for name in BY_OUTPUT}
        self._more = Fold(f"{prefix}.more.{output}", output)
        heading = QLabel(self.tr("Output “{0}”").format(output))
        heading.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        set_role(heading, Role.HEADING)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, spacing.MEDIUM)
        column.setSpacing(spacing.SMALL)
        column.addWidget(heading)
        for name, row in self._rows.items():
            if name != RARE:
                column.addWidget(row)
        self._more.add(self._rows[RARE])
        column.addWidget(self._more)

    def show_training(self, training: Training) -> None:
        """Show what a training says of this output."""
        for name, row in self._rows.items():
            row.set_value(training.value_of(name, self.output))
        if self._rows[RARE].marked:
            self._more.open()

    def _row(self, name: str, editor_name: str) -> FieldRow:
        editor = editor_for(_field(name), editor_name, _nested)
        spoken = self.tr("{0} of “{1}”").format(editor.input.accessibleName(), self.output)
        editor.input.setAccessibleName(spoken)
        editor.edited.connect(lambda value: self.edited.emit(name, value))
        editor.stepped.connect(lambda value: self.stepped.emit(name, value))
        editor.tried.connect(lambda value, place: self.tried.emit(name, value, place))
        editor.settled.connect(self.settled)
        return FieldRow(editor, LABEL_WIDTH)


def _field(name: str) -> Field:
    """The field of a setting, as it is for one output."""
    field = fields_of(Training)[name]
    if name == WEIGHT:
        label = QCoreApplication.translate("Training", "Loss weight")
        return NumberField(name, label, field.help, Training().loss_weight_of(""), bounds=field.bounds)
    return replace(field, by_output=False)


def _nested(declaration: Any, name: str) -> Form:
    return Form(declaration, name, label_width=LABEL_WIDTH - NESTED_INDENT)
