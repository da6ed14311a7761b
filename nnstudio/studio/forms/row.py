"""One setting as a line of a form: mark, label, editor, and beneath them what was refused or what it holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.hint import Hint
from nnstudio.studio.forms.mark import Mark
from nnstudio.studio.forms.measures import DISCLOSURE_WIDTH
from nnstudio.studio.forms.shown_value import shown_value
from nnstudio.studio.forms.wording import as_sentence, range_text, tooltip, words
from nnstudio.studio.theme import Role, set_role, spacing


class Line(QWidget):
    """Mark, label and any widget, aligned as in every form."""

    def __init__(
        self,
        label: str,
        widget: QWidget,
        label_width: int,
        *,
        before: QWidget | None = None,
        wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """A `wide` widget takes the whole width under its label."""
        super().__init__(parent)
        self.mark = Mark()
        self.label = QLabel(label)
        set_role(self.label, Role.SECOND)
        self.label.setBuddy(widget)
        if wide:
            self._stack(widget, before)
        else:
            self._line_up(widget, before, label_width)

    def _line_up(self, widget: QWidget, before: QWidget | None, label_width: int) -> None:
        gap = spacing.SMALL
        self.label.setWordWrap(True)
        self.label.setFixedWidth(label_width if before is None else label_width + gap - DISCLOSURE_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.mark)
        layout.addWidget(self.label)
        layout.addWidget(before) if before is not None else layout.addSpacing(gap)
        layout.addWidget(widget, 1)
        self.setMinimumHeight(spacing.FIELD_HEIGHT)

    def _stack(self, widget: QWidget, before: QWidget | None) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setColumnStretch(3, 1)
        layout.addWidget(self.mark, 0, 0)
        layout.addWidget(self.label, 0, 1)
        if before is not None:
            layout.addWidget(before, 0, 2)
        layout.addWidget(widget, 1, 1, 1, 3)


class FieldRow(QWidget):
    """One field of a form."""

    reset_wanted = Signal()
    """The field is to have its default again, which this row does not know: that of each thing that it stands for."""

    def __init__(self, editor: FieldEditor, label_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._line = Line(words(editor.field.label), editor, label_width, before=editor.before, wide=editor.wide)
        self._line.setToolTip(tooltip(editor.field))
        self._hint = Hint(editor.name)
        self._default = shown_value(editor.field, editor.field.default)
        self._about = self._name, words(editor.field.help), as_sentence(range_text(editor.field))
        self._refusal = self._remark = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._line)
        column.addWidget(self._hint)
        if editor.below is not None:
            column.addWidget(editor.below)
        self._add_reset()
        editor.refused.connect(self._refuse)
        editor.foretold.connect(self._hint.show_outlook)

    @property
    def marked(self) -> bool:
        """Whether the dot shows that the value differs from its default."""
        return self._line.mark.shown

    @property
    def resettable(self) -> bool:
        """Whether there is a default to go back to."""
        return self._reset.isEnabled()

    def set_value(self, value: object) -> None:
        """Show a value."""
        field = self.editor.field
        differs = value != field.default
        self.show_values([value], differs=differs, resettable=differs and not field.required)

    def show_values(self, values: Sequence[object], *, differs: bool, resettable: bool) -> None:
        """Show values, whether any differs from its default, and whether that can be gone back to."""
        self.editor.set_values(values)
        self._reset.setEnabled(resettable)
        self._line.mark.show_if(differs, resets=resettable, default=self._default)
        self._remark = self._spoken(self.editor.value, differs=differs)
        self._describe()

    def reset(self) -> None:
        """Go back to the default, as if a person had chosen it."""
        if not self.resettable:
            return
        if self.editor.field.required:
            self.reset_wanted.emit()
        else:
            self.editor.reset()

    def _refuse(self, sentence: str) -> None:
        self._hint.refuse(sentence)
        self._refusal = sentence
        self._describe()

    def _spoken(self, value: object, *, differs: bool) -> str:
        """What the dot and the place of the value tell the eye."""
        if value is SEVERAL:
            return QCoreApplication.translate("Forms", "The selected nodes differ in it.")
        if not differs or not self._default:
            return ""
        told = QCoreApplication.translate("Forms", "Differs from its default, {default}.")
        return told.format(default=self._default)

    @property
    def _name(self) -> str:
        """The name of a list of choices: on Linux, Qt tells its current entry in place of that."""
        return as_sentence(words(self.editor.field.label)) if isinstance(self.editor.input, QComboBox) else ""

    def _describe(self) -> None:
        """Let screen readers tell what the setting is for, what it may hold, and what is wrong with it."""
        sentences = (self._refusal, *self._about, self._remark)
        self.editor.input.setAccessibleDescription(" ".join(filter(None, sentences)))

    def _add_reset(self) -> None:
        self._reset = QAction(QCoreApplication.translate("Forms", "Reset to default"), self)
        self._reset.triggered.connect(self.reset)
        self._line.mark.clicked.connect(self.reset)
        self._line.addAction(self._reset)
        self._line.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.editor.add_menu_action(self._reset)
