"""The first line of the inspector: what is selected."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.theme import Role, ThemeSource, icon, set_role, spacing


class Header(QWidget):
    """Icon and type at the left, the number of weights at the right."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._category = ""
        self._icon = QLabel()
        self._title = QLabel()
        self._title.setObjectName("inspector.title")
        set_role(self._title, Role.TITLE)
        self._aside = QLabel()
        self._aside.setObjectName("inspector.weights")
        set_role(self._aside, Role.THIRD)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        layout.setSpacing(spacing.SMALL)
        layout.addWidget(self._icon)
        layout.addWidget(self._title, 1)
        layout.addWidget(self._aside, 0, Qt.AlignmentFlag.AlignRight)
        self.setFixedHeight(spacing.FIELD_HEIGHT)
        theme_source.changed.connect(self._tint)

    def show_type(self, title: str, category: str, aside: str) -> None:
        """Name a type of layer with the icon of its category."""
        self._title.setText(title)
        self._aside.setText(aside)
        self._category = category
        self._tint()

    def _tint(self) -> None:
        if self._category:
            color = self._theme_source.theme.category(self._category)
            self._icon.setPixmap(icon(self._category.lower(), color).pixmap(spacing.LARGE, spacing.LARGE))
