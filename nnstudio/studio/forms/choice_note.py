"""The foot of a list that dropped down: what the highlighted choice is, and what would come of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.theme import Role, set_role, spacing
from nnstudio.studio.theme.type import SECONDARY, sans
from nnstudio.studio.widgets.elided_label import ElidedLabel

WIDTH: Final = spacing.INSPECTOR_WIDTH - 2 * spacing.LARGE
"""Room for its sentences."""
_LINES = 3


class ChoiceNote(QFrame):
    """Always of one height, so that nothing jumps while one choice after the other is looked at."""

    def __init__(self, parent: QWidget | None = None, *, framed: bool = True) -> None:
        """A `framed` note goes on with the frame of the list; one in a menu is inside it."""
        super().__init__(parent)
        self.setObjectName("choice_note")
        if framed:
            set_role(self, Role.FOOT)
        self._help = ""
        self._facts = ElidedLabel()
        set_role(self._facts, Role.HINT)
        self._words = QLabel()
        self._words.setWordWrap(True)
        line = round(QFontMetricsF(sans(SECONDARY)).lineSpacing())
        self._words.setFixedHeight(_LINES * line + 1)
        self._facts.setFixedHeight(line + 1)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing.MEDIUM, spacing.TIGHT, spacing.MEDIUM, spacing.TIGHT)
        column.setSpacing(spacing.TIGHT // 2)
        column.addWidget(self._facts)
        column.addWidget(self._words)
        self.setFixedHeight(self.sizeHint().height())
        self.show_choice("")

    @property
    def said(self) -> str:
        """All that is said."""
        return " ".join(filter(None, (self._facts.text(), self._words.text())))

    def show_choice(self, help_text: str) -> None:
        """Tell what a choice is."""
        self._help = help_text
        self.show_outlook(Outlook())

    def show_outlook(self, outlook: Outlook) -> None:
        """Tell what would come of it; what would be wrong then counts for more than what it is."""
        self._facts.setText(outlook.facts)
        self._words.setText(self._cut(outlook.doubt or self._help))
        set_role(self._words, Role.HINT if not outlook.doubt else Role.ERROR if outlook.is_error else Role.WARNING)

    def _cut(self, text: str) -> str:
        """As many words as there is room for."""
        metrics, room = QFontMetricsF(sans(SECONDARY)), QRectF(0, 0, WIDTH - 2 * spacing.MEDIUM, self._words.height())
        words = text.split(" ")
        while len(words) > 1 and metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() > room.height():
            words.pop()
            text = " ".join(words) + "…"
        return text
