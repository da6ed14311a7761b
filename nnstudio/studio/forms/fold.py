"""A part of a form that is folded away until it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.studio.forms.fold_button import FoldButton
from nnstudio.studio.forms.mark import Mark
from nnstudio.studio.theme import spacing

_GROUP = "unfolded"


class Fold(QWidget):
    """A button that shows and hides what is added below it, and remembers what a person wants of it."""

    def __init__(self, name: str, owner: str, title: str = "", parent: QWidget | None = None) -> None:
        """`owner` tells those who cannot see it what there is more of; without a title it is called "More"."""
        super().__init__(parent)
        self._differs = False
        self._mark = Mark()
        self.button = FoldButton(title or _tr("More"))
        self.button.setObjectName(name)
        self.button.setAccessibleName(title or _tr("More of {owner}").format(owner=owner))
        self.button.toggled.connect(self._turn)
        self.button.clicked.connect(self._remember)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self._mark)
        line.addWidget(self.button)
        line.addStretch()
        self._content = QWidget()
        self._content_column = QVBoxLayout(self._content)
        self._content_column.setContentsMargins(0, 0, 0, 0)
        self._content_column.setSpacing(spacing.SMALL)
        self._content.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing.SMALL)
        column.addLayout(line)
        column.addWidget(self._content)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the end of what is folded."""
        self._content_column.addWidget(widget)

    def open(self) -> None:
        """Show what is folded."""
        self.button.setChecked(True)

    def follow(self, *, differs: bool) -> None:
        """Be as it was left last; until then, open where something in it differs from its default."""
        self._differs = differs
        left = self._settings().value(self._key)
        if left is not None:
            self.button.setChecked(str(left).lower() == "true")
        elif differs:
            self.open()
        self._show_mark()

    def _turn(self, opened: bool) -> None:
        self._content.setVisible(opened)
        self._show_mark()

    def _remember(self, opened: bool) -> None:
        self._settings().setValue(self._key, opened)

    def _show_mark(self) -> None:
        self._mark.show_if(self._differs and not self.button.isChecked())
        if self._mark.shown:
            self._mark.setToolTip(_tr("Something in here differs from its default"))

    @property
    def _key(self) -> str:
        return f"{_GROUP}/{self.button.objectName()}"

    @staticmethod
    def _settings() -> QSettings:
        return QSettings("nnstudio", "studio")


def unfold(widget: QWidget) -> None:
    """Open whatever a widget is folded away in."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, Fold):
            above.open()
        above = above.parentWidget()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
