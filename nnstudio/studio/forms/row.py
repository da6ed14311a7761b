"""One setting as a line of a form: mark, label, editor, and beneath them what was refused or what it holds."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.measures import DISCLOSURE_WIDTH, MARK_WIDTH
from nnstudio.studio.forms.wording import tooltip, words
from nnstudio.studio.theme import Role, set_role, spacing

_MARK_RADIUS = 2.5


class Mark(QWidget):
    """The dot left of a setting that differs from its default."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = False
        self.setFixedWidth(MARK_WIDTH)

    def show_if(self, shown: bool) -> None:
        """Show the dot, or only keep its place."""
        if shown != self.shown:
            self.shown = shown
            self.setToolTip(QCoreApplication.translate("Forms", "Differs from its default") if shown else "")
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as a field."""
        return QSize(MARK_WIDTH, spacing.FIELD_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The dot, in the accent."""
        del event
        if not self.shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QGuiApplication.palette().accent())
        painter.drawEllipse(QPointF(_MARK_RADIUS, self.height() / 2), _MARK_RADIUS, _MARK_RADIUS)


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


class Sentence(QLabel):
    """A sentence in a color of its own under a line; hidden while there is none."""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, role)
        self.setWordWrap(True)
        self.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; an empty one hides the label."""
        self.setText(text)
        self.setVisible(bool(text))


class FieldRow(QWidget):
    """One field of a form."""

    def __init__(self, editor: FieldEditor, label_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._line = Line(words(editor.field.label), editor, label_width, before=editor.before, wide=editor.wide)
        self._line.setToolTip(tooltip(editor.field))
        self._refusal = Sentence(Role.ERROR)
        self._refusal.setObjectName(f"{editor.name}.refusal")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing.TIGHT)
        column.addWidget(self._line)
        column.addWidget(self._refusal)
        if editor.below is not None:
            column.addWidget(editor.below)
        self._add_reset()
        editor.refused.connect(self._refusal.say)

    @property
    def marked(self) -> bool:
        """Whether the dot shows that the value differs from its default."""
        return self._line.mark.shown

    def set_value(self, value: object) -> None:
        """Show a value."""
        self.editor.set_value(value)
        differs = value is SEVERAL or value != self.editor.field.default
        self._line.mark.show_if(differs)
        self._reset.setEnabled(differs and not self.editor.field.required)

    def _add_reset(self) -> None:
        self._reset = QAction(QCoreApplication.translate("Forms", "Reset to default"), self)
        self._reset.triggered.connect(self.editor.reset)
        self._line.addAction(self._reset)
        self._line.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.editor.add_menu_action(self._reset)
