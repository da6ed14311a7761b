"""A part of a form that is folded away until it is wanted."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.theme import spacing


class Fold(QWidget):
    """A button named "More" that shows and hides what is added below it."""

    def __init__(self, name: str, owner: str, parent: QWidget | None = None) -> None:
        """`owner` tells those who cannot see it what there is more of."""
        super().__init__(parent)
        self.button = IconButton("chevron-right", QCoreApplication.translate("Forms", "More"), beside=True)
        self.button.setObjectName(name)
        self.button.setAccessibleName(QCoreApplication.translate("Forms", "More of {owner}").format(owner=owner))
        self.button.setCheckable(True)
        self.button.toggled.connect(self._turn)
        line = QHBoxLayout()
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

    def _turn(self, opened: bool) -> None:
        self.button.set_icon_name("chevron-down" if opened else "chevron-right")
        self._content.setVisible(opened)
