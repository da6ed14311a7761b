"""What a user sets once: the theme, the language, what there is at the start, and the shortcut of every action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnstudio.studio.actions.actions import Actions
from nnstudio.studio.forms.chooser import Chooser
from nnstudio.studio.language import Language
from nnstudio.studio.search.fuzzy import ranked
from nnstudio.studio.settings import Start, chosen_language, chosen_start
from nnstudio.studio.theme import Mode, Role, set_role, spacing

_SIZE: Final = (140 * spacing.GRID, 150 * spacing.GRID)
_LABEL_WIDTH: Final = 24 * spacing.GRID
_NAME: Final = Qt.ItemDataRole.UserRole


class Preferences(QDialog):
    """A window beside the main one, which stays usable."""

    language_chosen = Signal(object)
    """The user wants this `Language`."""

    def __init__(self, actions: Actions, settings: Callable[[], QSettings], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle(self.tr("Preferences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_SIZE)
        self._actions = actions
        self._settings = settings
        self._theme = self._theme_chooser()
        self._language = self._chooser("language", self.tr("Language"), self._languages(), chosen_language())
        self._start = self._chooser("start", self.tr("At start"), self._starts(), chosen_start())
        self._search = QLineEdit()
        self._search.setObjectName("preferences.search")
        self._search.setPlaceholderText(self.tr("Search commands"))
        self._search.setAccessibleName(self.tr("Search commands"))
        self._search.textChanged.connect(self._list_commands)
        self._commands = self._command_list()
        self._keys = QKeySequenceEdit()
        self._keys.setObjectName("preferences.keys")
        self._keys.setAccessibleName(self.tr("Shortcut"))
        self._keys.setMaximumSequenceLength(1)
        self._keys.setClearButtonEnabled(True)
        self._keys.keySequenceChanged.connect(self._choose)
        self._reset = QPushButton(self.tr("Reset"))
        self._reset.setObjectName("preferences.reset")
        self._reset.setToolTip(self.tr("Give the command the shortcut that it had at first."))
        self._reset.setAutoDefault(False)
        self._reset.clicked.connect(self._reset_chosen)
        self._told = QLabel()
        self._told.setWordWrap(True)
        set_role(self._told, Role.SECOND)
        self._lay_out()
        self._list_commands("")

    @classmethod
    def show_for(
        cls,
        window: QWidget,
        actions: Actions,
        settings: Callable[[], QSettings],
        speak: Callable[[Language], object],
    ) -> Preferences:
        """Show the preferences of a window, which has them once."""
        found = window.findChild(cls)
        if found is None:
            found = cls(actions, settings, window)
            found.language_chosen.connect(speak)
        found.show()
        found.raise_()
        found.activateWindow()
        return found

    def focus_language(self) -> None:
        """Be ready for another language."""
        self._language.setFocus()

    def _theme_chooser(self) -> Chooser:
        chooser = Chooser()
        chooser.setObjectName("preferences.theme")
        chooser.setAccessibleName(self.tr("Theme"))
        for mode in Mode:
            action = self._actions[f"view.theme_{mode}"]
            chooser.addItem(action.text(), action.objectName())
            if action.isChecked():
                chooser.setCurrentIndex(chooser.count() - 1)
        chooser.activated.connect(lambda index: self._actions[chooser.itemData(index)].trigger())
        return chooser

    def _languages(self) -> dict[StrEnum, str]:
        return {language: language.own_name for language in Language}

    def _starts(self) -> dict[StrEnum, str]:
        return {
            Start.LAST: self.tr("Open what was open last"),
            Start.WELCOME: self.tr("Show the welcome page"),
        }

    def _chooser(self, key: str, label: str, choices: Mapping[StrEnum, str], chosen: StrEnum) -> Chooser:
        """A list of choices; the one that is picked is kept under the key."""
        chooser = Chooser()
        chooser.setObjectName(f"preferences.{key}")
        chooser.setAccessibleName(label)
        for choice, text in choices.items():
            chooser.addItem(text, str(choice))
        chooser.setCurrentIndex(list(choices).index(chosen))
        chooser.activated.connect(lambda index: self._keep(key, chooser.itemData(index)))
        return chooser

    def _keep(self, key: str, value: str) -> None:
        if str(self._settings().value(key)) != value:
            self._settings().setValue(key, value)
            if key == "language":
                self.language_chosen.emit(Language(value))

    def _command_list(self) -> QTreeWidget:
        commands = QTreeWidget()
        commands.setObjectName("preferences.commands")
        commands.setAccessibleName(self.tr("Commands"))
        commands.setHeaderLabels([self.tr("Command"), self.tr("Shortcut")])
        commands.setRootIsDecorated(False)
        commands.setUniformRowHeights(True)
        header = commands.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        commands.currentItemChanged.connect(self._show_chosen)
        return commands

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(spacing.LARGE, spacing.LARGE, spacing.LARGE, spacing.LARGE)
        column.setSpacing(spacing.SMALL)
        column.addLayout(_line(self.tr("Theme"), self._theme))
        column.addLayout(_line(self.tr("Language"), self._language))
        column.addLayout(_line(self.tr("At start"), self._start))
        heading = QLabel(self.tr("Shortcuts"))
        set_role(heading, Role.HEADING)
        column.addSpacing(spacing.SMALL)
        column.addWidget(heading)
        column.addWidget(self._search)
        column.addWidget(self._commands, 1)
        column.addLayout(_line(self.tr("Shortcut"), self._keys, self._reset))
        column.addWidget(self._told)

    def _list_commands(self, query: str) -> None:
        titles = self._actions.by_title()
        self._commands.clear()
        for title in ranked(query, titles):
            row = QTreeWidgetItem([title.removesuffix("…"), _readable(titles[title])])
            row.setData(0, _NAME, titles[title].objectName())
            self._commands.addTopLevelItem(row)
        first = self._commands.topLevelItem(0)
        if first is not None:
            self._commands.setCurrentItem(first)
        self._show_chosen()

    @property
    def _chosen(self) -> str | None:
        row = self._commands.currentItem()
        return None if row is None else row.data(0, _NAME)

    def _show_chosen(self) -> None:
        name = self._chosen
        self._keys.blockSignals(True)  # shown, not chosen
        self._keys.setKeySequence(QKeySequence() if name is None else self._actions[name].shortcut())
        self._keys.blockSignals(False)
        self._keys.setEnabled(name is not None)
        self._reset.setEnabled(name is not None and not self._actions.shortcuts.is_declared(name))
        self._told.clear()

    def _choose(self, keys: QKeySequence) -> None:
        if self._chosen is not None:
            self._tell(self._actions.shortcuts.choose(self._chosen, keys))

    def _reset_chosen(self) -> None:
        if self._chosen is not None:
            self._tell(self._actions.shortcuts.reset(self._chosen))

    def _tell(self, loser: QAction | None) -> None:
        """Show the shortcuts as they are now, and who has none any more."""
        for number in range(self._commands.topLevelItemCount()):
            row = self._commands.topLevelItem(number)
            if row is not None:
                row.setText(1, _readable(self._actions[row.data(0, _NAME)]))
        self._show_chosen()
        if loser is not None:
            sentence = self.tr("“{0}” had this shortcut and has none now. Choose another one for it.")
            self._told.setText(sentence.format(loser.text().removesuffix("…")))


def _readable(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _line(label: str, *widgets: QWidget) -> QHBoxLayout:
    name = QLabel(label)
    name.setFixedWidth(_LABEL_WIDTH)
    name.setBuddy(widgets[0])
    set_role(name, Role.SECOND)
    line = QHBoxLayout()
    line.setSpacing(spacing.SMALL)
    line.addWidget(name)
    line.addWidget(widgets[0], 1)
    for widget in widgets[1:]:
        line.addWidget(widget)
    return line
