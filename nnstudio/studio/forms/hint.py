"""What stands under a setting while it is being changed: what would come of it, or why it cannot be."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.sentence_label import SentenceLabel
from nnstudio.studio.theme import Role, spacing

_MILLISECONDS: Final = 120


class Hint(QWidget):
    """Sentences that unroll under a line and roll up again, so that nothing below them jumps."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """The labels are called `<name>.outlook`, `<name>.doubt` and `<name>.refusal`."""
        super().__init__(parent)
        self._facts, self._doubt, self._error = (SentenceLabel(role) for role in (Role.HINT, Role.WARNING, Role.ERROR))
        self._refusal = SentenceLabel(Role.ERROR)
        self._facts.setObjectName(f"{name}.outlook")
        self._doubt.setObjectName(f"{name}.doubt")
        self._error.setObjectName(f"{name}.error")
        self._refusal.setObjectName(f"{name}.refusal")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, spacing.TIGHT, 0, 0)
        column.setSpacing(spacing.TIGHT // 2)
        for label in (self._refusal, self._facts, self._doubt, self._error):
            column.addWidget(label)
        self._unrolling = QVariantAnimation(self, duration=_MILLISECONDS)
        self._unrolling.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._unrolling.valueChanged.connect(self._unroll)
        self._unrolling.finished.connect(self._settle)
        self.setMaximumHeight(0)
        self.hide()

    @property
    def said(self) -> str:
        """All that is said."""
        labels = (self._refusal, self._facts, self._doubt, self._error)
        return " ".join(label.text() for label in labels if label.text())

    def refuse(self, sentence: str) -> None:
        """Say why what was typed cannot be used; an empty sentence takes it back."""
        self._refusal.say(sentence)
        self._announce(sentence)
        self._fit()

    def show_outlook(self, outlook: Outlook) -> None:
        """Say what would come of a value; an empty outlook takes it back."""
        self._facts.say(outlook.facts)
        self._doubt.say("" if outlook.is_error else outlook.doubt)
        self._error.say(outlook.doubt if outlook.is_error else "")
        self._announce(self.said)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Makes room for sentences that take more lines in another width."""
        super().resizeEvent(event)
        if event.oldSize().width() not in (event.size().width(), -1) and self.said:
            self._fit()

    def _announce(self, text: str) -> None:
        """Let screen readers say what appeared, without the focus going there."""
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _fit(self) -> None:
        height = self._wanted()
        if height:
            self.show()
        if not self.isVisible():
            self._unroll(height)
            self._settle()
            return
        if height != self._unrolling.endValue() or self._unrolling.state() != QVariantAnimation.State.Running:
            self._unrolling.stop()
            self._unrolling.setStartValue(min(self.height(), self.maximumHeight()))
            self._unrolling.setEndValue(height)
            self._unrolling.start()

    def _wanted(self) -> int:
        if not self.said:
            return 0
        row, layout = self.parentWidget(), self.layout()
        return layout.heightForWidth(row.width()) if row is not None and layout is not None else 0

    def _unroll(self, height: int) -> None:
        self.setFixedHeight(height)

    def _settle(self) -> None:
        if not self.said:
            self.hide()
