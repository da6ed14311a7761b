"""A sentence in a color of its own under a line of a form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.theme import Role, set_role


class SentenceLabel(QLabel):
    """Hidden while there is nothing to say."""

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
