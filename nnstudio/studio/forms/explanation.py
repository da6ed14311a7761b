"""What a declaration computes, below its settings: formula, help, and the ways to more of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.studio.forms.section import Section
from nnstudio.studio.forms.wording import breakable, paragraphs
from nnstudio.studio.formulas import FormulaView
from nnstudio.studio.help.keras_pages import keras_page
from nnstudio.studio.theme import Role, set_role, spacing


class Explanation(Section):
    """A section that explains one declaration."""

    help_requested = Signal(object)
    """The whole help page on this type is wanted."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        """Its widgets are called `<name>.formula`, `<name>.help` and `<name>.keras`."""
        super().__init__(title, parent)
        self._declaration: type[Declaration] = Declaration
        self._formula = FormulaView()
        self._formula.setObjectName(f"{name}.formula")
        self._help = _wrapped(Role.SECOND)
        self._aside = _wrapped(Role.THIRD)
        self._more = _link(f"{name}.help", _tr("Open help"), _tr("All settings, and where PyTorch does otherwise (F1)"))
        self._more.clicked.connect(lambda: self.help_requested.emit(self._declaration))
        self._keras = _link(f"{name}.keras", _tr("Keras page"), "")
        self._keras.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(keras_page(self._declaration))))
        links = QWidget()
        line = QHBoxLayout(links)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(spacing.LARGE)
        line.addWidget(self._more)
        line.addWidget(self._keras)
        line.addStretch()
        for widget in (self._formula, self._help, self._aside, links):
            self.add(widget, indented=True)
        self.body.setSpacing(spacing.SMALL)

    def explain(self, declaration: type[Declaration], formula: str, aside: str = "") -> None:
        """Explain a type by its formula, as it is set now, and its help; with a remark if there is one."""
        self._declaration = declaration
        self._formula.setText(formula)
        self._help.setText("\n\n".join(paragraphs(declaration.help_text())))
        self._aside.setText(breakable(aside))
        self._aside.setVisible(bool(aside))
        self._more.setAccessibleName(_tr("Help on {0}").format(declaration.keras_name()))
        self._keras.setAccessibleName(_tr("Page of Keras on {0}").format(declaration.keras_name()))
        page = keras_page(declaration)
        self._keras.setVisible(bool(page))
        self._keras.setToolTip(page)


def _link(name: str, text: str, tip: str) -> QPushButton:
    link = QPushButton(text)
    link.setObjectName(name)
    link.setToolTip(tip)
    set_role(link, Role.LINK)
    return link


def _wrapped(role: Role) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    set_role(label, role)
    return label


def _tr(text: str) -> str:
    return QCoreApplication.translate("Explanation", text)
