"""A small button with an icon that follows the theme by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from nnstudio.studio.theme import Role, icon, set_role, spacing


class IconButton(QToolButton):
    """An icon in the color of secondary text; `text` says what it does, to the pointer and to screen readers."""

    def __init__(self, name: str, text: str, *, beside: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        set_role(self, Role.QUIET)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text)
        self.setIconSize(QSize(spacing.ICON, spacing.ICON))
        if beside:
            self.setText(text)
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        else:
            self.setToolTip(text)
        self._tint()

    def set_icon_name(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self._tint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Takes the color of a new theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _tint(self) -> None:
        color = QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        self.setIcon(icon(self._name, color.name()))
