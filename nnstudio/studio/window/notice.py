"""A sentence above the canvas that stays until it is read, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from nnstudio.studio.language import told
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role
from nnstudio.studio.theme.spacing import ICON, LARGE, MEDIUM, SMALL, TIGHT


@dataclass(frozen=True)
class _Entry:
    sentence: str
    bad: bool
    actions: Mapping[str, Callable[[], object]] = field(default_factory=dict)


class Notice(QFrame):
    """Hidden until there is something to say. It never takes the focus and never stops what the user is doing.

    Sentences are told in the language of the window, also those that it takes over from one of another language.
    A newer sentence covers an older one, which comes back when the newer one is dismissed.
    """

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._theme_source = theme_source
        self._entries: list[_Entry] = []
        set_role(self, Role.BAR)
        self._mark = QLabel()
        self._text = QLabel()
        self._text.setObjectName("notice.text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(MEDIUM)
        row = QHBoxLayout(self)
        row.setContentsMargins(LARGE, SMALL, LARGE, SMALL)
        row.setSpacing(SMALL)
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addSpacing(SMALL)
        row.addLayout(self._actions)
        row.addSpacing(TIGHT)
        row.addWidget(self._button(self.tr("Dismiss"), self._dismiss))
        theme_source.changed.connect(self._show)
        self._show()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is told, the newest last."""
        return tuple(entry.sentence for entry in self._entries)

    def tell(
        self, sentence: str, actions: Mapping[str, Callable[[], object]] | None = None, *, bad: bool = True
    ) -> None:
        """Show a sentence; each action dismisses it and then does what it says."""
        self.withdraw(sentence)
        self._entries.append(_Entry(sentence, bad, actions or {}))
        self._show()

    def take_over(self, other: Notice) -> None:
        """Show what another one shows, but for what it offers to do: whoever offers that has to do so again."""
        self._entries[:0] = [entry for entry in other._entries if not entry.actions]
        self._show()

    def withdraw(self, sentence: str) -> None:
        """The sentence is no longer true."""
        self._keep([entry for entry in self._entries if entry.sentence != sentence])

    def withdraw_offers(self) -> None:
        """What could be done is out of place now; mere sentences stay."""
        self._keep([entry for entry in self._entries if not entry.actions])

    def _keep(self, entries: list[_Entry]) -> None:
        if entries != self._entries:
            self._entries = entries
            self._show()

    def _show(self) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if self._entries:
            entry = self._entries[-1]
            for text, act in entry.actions.items():
                self._actions.addWidget(self._button(text, self._dismissing(act)))
            theme = self._theme_source.theme
            name, color = ("error", theme.error) if entry.bad else ("info", theme.accent)
            self._mark.setPixmap(icon(name, color, ICON).pixmap(ICON, ICON))
            self._text.setText(told(entry.sentence))
        self.setVisible(bool(self._entries))

    def _dismiss(self) -> None:
        self._keep(self._entries[:-1])

    def _dismissing(self, act: Callable[[], object]) -> Callable[[], None]:
        def call() -> None:
            self._dismiss()
            act()

        return call

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked: act())
        set_role(button, Role.LINK)
        return button
