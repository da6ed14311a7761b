"""The first page: templates that train at one click, recent projects, and the way to an empty canvas.

It lies over the canvas, which is there and alive beneath it: a layer that is dragged in lands on the canvas.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnstudio.studio.files.recent_link import RecentLink
from nnstudio.studio.theme import Role, ThemeSource, app_icon, set_role
from nnstudio.studio.theme.spacing import LARGE, MEDIUM, SMALL, TEMPLATE_LEAST_WIDTH, TEMPLATE_WIDTH, TIGHT
from nnstudio.studio.welcome.template_pictures import TemplatePicture
from nnstudio.studio.welcome.templates import TEMPLATES, Template

_COLUMNS = 4
"""Of templates; fewer where there is no room for them."""
_ALL_OF_THE_ROOM = 1000
"""The share of the templates in the width, beside margins that get what they cannot use."""
_MARK = 40
_MOST_RECENT = 3


class WelcomePage(QScrollArea):
    """Covers the empty canvas until something is open."""

    template_chosen = Signal(object)
    """A `Template` to open and train."""
    open_requested = Signal()
    new_requested = Signal()
    recent_chosen = Signal(str)
    recent_unwanted = Signal(str)
    """This file or draft is to be taken off the list."""
    left = Signal()
    """Back to the network beneath."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setAccessibleName(self.tr("Templates and recent projects"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme_source = theme_source
        self._cards: list[TemplateCard] = [TemplateCard(template, theme_source) for template in TEMPLATES]
        self._recent = QHBoxLayout()
        self._links: list[RecentLink] = []
        self._shown: tuple[Path, ...] | None = None
        self._grid = QGridLayout()
        self._columns = 0
        self._back = QPushButton(self.tr("Back to the network"))
        self._back.setObjectName("welcome.back")
        self._back.clicked.connect(self.left)
        self.setAcceptDrops(True)
        self._lay_out()
        self.set_way_back(possible=False)
        self.setFocusProxy(self._cards[0])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Make way for what is dragged in: the canvas beneath takes it."""
        event.ignore()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape leads back to what is beneath."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put as many templates side by side as there is room for."""
        super().resizeEvent(event)
        room = self.viewport().width() - 2 * LARGE + MEDIUM
        self._arrange(min(max(room // (TEMPLATE_LEAST_WIDTH + MEDIUM), 1), _COLUMNS))

    def set_way_back(self, *, possible: bool) -> None:
        """Offer to go back to the network beneath, if there is one."""
        self._back.setVisible(possible)

    def set_recent(self, paths: Sequence[Path]) -> None:
        """Show the projects that were open last."""
        if tuple(paths) == self._shown:
            return  # whoever is about to click on one of them does not click into the void
        self._shown = tuple(paths)
        before = [link.hasFocus() for link in self._links]
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._links = [RecentLink(path) for path in paths[:_MOST_RECENT]]
        for link in self._links:
            link.chosen.connect(self.recent_chosen)
            link.unwanted.connect(self.recent_unwanted)
            self._recent.addWidget(link)
        if self._links and any(before):
            following = self._links[min(before.index(True), len(self._links) - 1)]
            following.show()  # as the layout does, but later
            following.setFocus()
        if not paths:
            label = QLabel(self.tr("Projects that you save will be listed here."))
            set_role(label, Role.THIRD)
            self._recent.addWidget(label)

    def _lay_out(self) -> None:
        page = QWidget()
        set_role(page, Role.CANVAS)
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        middle = QWidget()
        middle.setMaximumWidth(_COLUMNS * TEMPLATE_WIDTH + (_COLUMNS - 1) * MEDIUM)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, SMALL, 0, SMALL)
        column.setSpacing(MEDIUM)
        column.addStretch(1)
        for part in (self._headline(), self._templates(), self._ways_in()):
            column.addWidget(part)
        column.addStretch(2)
        row = QHBoxLayout(page)
        row.setContentsMargins(LARGE, 0, LARGE, 0)
        row.addStretch(1)
        row.addWidget(middle, _ALL_OF_THE_ROOM)
        row.addStretch(1)
        self.setWidget(page)

    def _headline(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(_MARK, _MARK))
        title = QLabel(self.tr("What do you want to learn?"))
        set_role(title, Role.HEADLINE)
        line = QLabel(self.tr("Choose a template: it opens and trains at once. Then change what you like."))
        line.setWordWrap(True)
        set_role(line, Role.SECOND)
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(title)
        words.addWidget(line)
        row.addWidget(mark)
        row.addLayout(words, 1)
        return part

    def _templates(self) -> QWidget:
        part = QWidget()
        part.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(MEDIUM)
        for card in self._cards:
            card.chosen.connect(self.template_chosen)
        self._arrange(_COLUMNS)
        return part

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)

    def _ways_in(self) -> QWidget:
        part = QWidget()
        part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # names of projects are cut instead
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self._back)
        for text, signal in ((self.tr("Empty canvas"), self.new_requested), (self.tr("Open…"), self.open_requested)):
            button = QPushButton(text)
            button.clicked.connect(signal)
            row.addWidget(button)
        heading = QLabel(self.tr("Recent"))
        set_role(heading, Role.HEADING)
        row.addSpacing(LARGE)
        row.addWidget(heading)
        row.addLayout(self._recent)
        row.addStretch(1)
        return part


class TemplateCard(QPushButton):
    """One template: its picture, its name, and what it learns."""

    chosen = Signal(object)

    def __init__(self, template: Template, theme_source: ThemeSource) -> None:
        super().__init__()
        self.setObjectName(f"template.{template.name}")
        self.setAccessibleName(template.title)
        self.setMinimumWidth(TEMPLATE_LEAST_WIDTH)
        self.setMaximumWidth(TEMPLATE_WIDTH)  # the stylesheet has the height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        set_role(self, Role.CARD)
        picture = TemplatePicture(template.name, theme_source)
        title = QLabel(template.title)
        set_role(title, Role.TITLE)
        description = QLabel(template.description)
        description.setWordWrap(True)
        description.setAlignment(Qt.AlignmentFlag.AlignTop)
        description.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        set_role(description, Role.SECOND)
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, SMALL)
        column.setSpacing(TIGHT)
        column.addWidget(picture)
        column.addSpacing(TIGHT)
        for label in (title, description):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self.clicked.connect(lambda: self.chosen.emit(template))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter chooses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
