"""A menu of declarations that says, before one is taken, what it is and what would come of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field
from nnstudio.studio.forms.choice_note import WIDTH, ChoiceNote
from nnstudio.studio.forms.choices import families
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.wording import choice_name, words


class TypesMenu(QMenu):
    """What a field chooses from, in families; at its foot stands a note on the highlighted entry."""

    chosen = Signal(object)
    """This type was taken."""
    pointed = Signal(object)
    """This type is highlighted, by mouse or keys; None when the menu closes."""

    def __init__(self, field: Field, name: str, parent: QWidget | None = None) -> None:
        """Its object name is `<name>.menu`, that of the note `choice_note`."""
        super().__init__(parent)
        self.setObjectName(f"{name}.menu")
        self._help = words(field.help)
        self._types: list[type[Declaration]] = []
        for family in families(field):
            self.addSeparator()
            for found in family:
                self._add(found)
        self._note = ChoiceNote(framed=False)
        self._note.setMinimumWidth(WIDTH)
        self.addSeparator()
        foot = QWidgetAction(self)
        foot.setDefaultWidget(self._note)
        foot.setEnabled(False)  # keys pass it by
        self.addAction(foot)
        self._note.setEnabled(True)
        self.hovered.connect(self._point)
        self.triggered.connect(self._choose)
        self.aboutToShow.connect(self._begin)
        self.aboutToHide.connect(lambda: self.pointed.emit(None))

    @property
    def note(self) -> str:
        """What is said at the foot."""
        return self._note.said

    def foretell(self, outlook: Outlook) -> None:
        """Say what would come of the highlighted entry."""
        self._note.show_outlook(outlook)

    def _add(self, found: type[Declaration]) -> None:
        action = QAction(choice_name(found), self)
        action.setData(len(self._types))
        self._types.append(found)
        self.addAction(action)

    def _begin(self) -> None:
        self._note.show_choice(self._help)

    def _point(self, action: QAction) -> None:
        found = self._type_of(action)
        if found is not None:
            self._note.show_choice(words(found.title()))
            self.pointed.emit(found)

    def _choose(self, action: QAction) -> None:
        found = self._type_of(action)
        if found is not None:
            self.chosen.emit(found)

    def _type_of(self, action: QAction) -> type[Declaration] | None:
        index = action.data()
        return self._types[index] if isinstance(index, int) else None
