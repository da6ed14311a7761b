"""The window that shows help pages."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.forms.wording import words
from nnstudio.studio.formulas import formula_picture
from nnstudio.studio.help.help_page import FORMULA, help_page, links_of
from nnstudio.studio.help.keras_pages import keras_page
from nnstudio.studio.theme import spacing

_SIZE = (160 * spacing.GRID, 180 * spacing.GRID)
_FORMULA_ROOM = 136 * spacing.GRID
_FORMULA_SIZE = 15.0


class _Page(QTextBrowser):
    """Shows HTML with the picture of a formula in it."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()

    def show_page(self, html: str, formula: str, palette: QPalette) -> None:
        """Show a page, whose formula screen readers are told as a text."""
        self._picture = formula_picture(formula, _FORMULA_ROOM, palette.color(QPalette.ColorRole.Text), _FORMULA_SIZE)
        self.setAccessibleDescription(formula)
        self.setHtml(html)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802 - Qt's name
        """The picture of the formula."""
        return self._picture if QUrl(name).toString() == FORMULA else super().loadResource(kind, name)


class HelpView(QDialog):
    """A help page beside the window, which stays usable; links lead to the pages of choices, and back again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._path: list[type[Declaration]] = []
        self._back = IconButton("chevron-left", self.tr("Back"), beside=True)
        self._back.setObjectName("help.back")
        self._back.clicked.connect(self._go_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self._go_back)
        self._browser = _Page()
        self._browser.setObjectName("help.page")
        self._browser.setOpenLinks(False)
        self._browser.setFrameShape(QFrame.Shape.NoFrame)
        self._browser.setStyleSheet("background: transparent; border: none;")
        self._browser.anchorClicked.connect(self._follow)
        line = QHBoxLayout()
        line.addWidget(self._back)
        line.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing.LARGE, spacing.SMALL, spacing.LARGE, spacing.LARGE)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self._browser)
        self._browser.setFocus()

    @classmethod
    def show_help(cls, declaration: type[Declaration], parent: QWidget) -> HelpView:
        """Show the page of a declaration, in the help window that is open if there is one."""
        view = parent.findChild(cls) or cls(parent)
        view.show_page(declaration)
        view.show()
        view.raise_()
        view.activateWindow()
        return view

    @property
    def declaration(self) -> type[Declaration] | None:
        """What is being explained."""
        return self._path[-1] if self._path else None

    def show_page(self, declaration: type[Declaration]) -> None:
        """Show the page of a declaration; the one before can be gone back to."""
        if declaration is not self.declaration:
            self._path.append(declaration)
        self._render()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Takes the colors of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.declaration is not None:
            self._render()

    def _render(self) -> None:
        declaration = self._path[-1]
        self.setWindowTitle(self.tr("{name}: help").format(name=words(declaration.label)))
        self._browser.setAccessibleName(self.windowTitle())
        self._back.setVisible(len(self._path) > 1)
        palette = QGuiApplication.palette()
        self._browser.show_page(help_page(declaration, palette), declaration.formula, palette)

    def _follow(self, address: QUrl) -> None:
        chosen = links_of(self._path[-1]).get(address.toString())
        if chosen is not None:
            self.show_page(chosen)
        elif address.toString() == keras_page(self._path[-1]):
            QDesktopServices.openUrl(address)

    def _go_back(self) -> None:
        if len(self._path) > 1:
            self._path.pop()
            self._render()
