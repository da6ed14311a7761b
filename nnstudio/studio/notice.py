"""A sentence above the canvas that stays until it is read, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from nnstudio.studio.theme import Role, ThemeSource, icon, set_role
from nnstudio.studio.theme.spacing import ICON, LARGE, SMALL


class Notice(QFrame):
    """Hidden until there is something to say. It never takes the focus and never stops what the user is doing."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._theme_source = theme_source
        set_role(self, Role.BAR)
        self._mark = QLabel()
        self._text = QLabel()
        self._text.setObjectName("notice.text")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._actions = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, SMALL, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addLayout(self._actions)
        close = self._button(self.tr("Dismiss"), self.hide)
        row.addWidget(close)
        self.hide()

    def tell(self, sentence: str, actions: dict[str, Callable[[], object]] | None = None, *, bad: bool = True) -> None:
        """Show a sentence; each action closes the notice and then does what it says."""
        while (item := self._actions.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for text, act in (actions or {}).items():
            self._actions.addWidget(self._button(text, self._closing(act)))
        theme = self._theme_source.theme
        name, color = ("error", theme.error) if bad else ("info", theme.accent)
        self._mark.setPixmap(icon(name, color, ICON).pixmap(ICON, ICON))
        self._text.setText(sentence)
        self.show()

    def _closing(self, act: Callable[[], object]) -> Callable[[], None]:
        def call() -> None:
            self.hide()
            act()

        return call

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked: act())
        set_role(button, Role.LINK)
        return button
