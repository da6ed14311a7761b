"""A link that never takes more room than there is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from nnstudio.studio.theme import Role, set_role


class ElidedLink(QPushButton):
    """Ends in … where there is no room for all of it; unless it has a tool tip, that has the whole text then."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self._has_own_tip = False
        set_role(self, Role.LINK)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """The whole text."""
        return self._whole

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show this text as far as there is room for it."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def setToolTip(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Say more when the pointer rests on it."""
        self._has_own_tip = bool(text)
        super().setToolTip(text)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wants room for all of it."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Makes do with any width."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fits the text into its new room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        if not self._has_own_tip:
            super().setToolTip(self._whole if shown != self._whole else "")
