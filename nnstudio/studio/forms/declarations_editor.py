"""Fields that hold a list of declarations: metrics, callbacks, preprocessing."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field
from nnstudio.studio.forms.declaration_editor import DeclarationEditor
from nnstudio.studio.forms.declaration_form import MakeForm
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.field_editor import SEVERAL, FieldEditor
from nnstudio.studio.forms.icon_button import IconButton
from nnstudio.studio.forms.measures import MARK_WIDTH
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.starting_value import starting
from nnstudio.studio.forms.types_menu import TypesMenu
from nnstudio.studio.forms.wording import words
from nnstudio.studio.theme import spacing


class DeclarationsEditor(FieldEditor):
    """A row for each item, with its settings under it and buttons that move and remove it; and a button that adds."""

    def __init__(self, field: Field, name: str, make_form: MakeForm, parent: QWidget | None = None) -> None:
        super().__init__(field, name, parent)
        self._make_form = make_form
        self._items: list[_Item] = []
        self._add = IconButton("plus", _tr("Add"), beside=True)
        self._menu = TypesMenu(field, name, self)
        self._menu.chosen.connect(self._insert)
        self._menu.pointed.connect(self._point)
        self._add.clicked.connect(self._open_menu)
        self._set_input(self._add)
        self._column.setAlignment(self._add, Qt.AlignmentFlag.AlignLeft)
        self.below = self._below = QWidget()
        self._rows = QVBoxLayout(self._below)
        self._rows.setContentsMargins(0, spacing.SMALL, 0, 0)
        self._rows.setSpacing(spacing.SMALL)

    def _show(self, value: Any) -> None:
        items = () if value is SEVERAL else value
        while len(self._items) > len(items):
            discard(self._items.pop())
        for index, item in enumerate(items):
            if index == len(self._items):
                self._append(index)
            self._items[index].editor.set_value(item)
            self._items[index].raised.setVisible(index > 0)
        self._below.setVisible(bool(self._items))

    def _append(self, index: int) -> None:
        item = _Item(self.field, f"{self.name}.{index}", self._make_form)
        item.call(_tr("{name} {number}").format(name=words(self.field.label), number=index + 1))
        item.editor.edited.connect(lambda value: self._put(self._items.index(item), value))
        item.editor.stepped.connect(lambda value: self._step(self._items.index(item), value))
        item.editor.tried.connect(lambda value, place: self._try_item(self._items.index(item), value, place))
        item.editor.settled.connect(self.settled)
        item.raised.clicked.connect(lambda: self._raise(self._items.index(item)))
        item.removed.clicked.connect(lambda: self._remove(self._items.index(item)))
        self._rows.addWidget(item)
        item.show()
        self._items.append(item)

    def _open_menu(self) -> None:
        self._menu.popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    def foretell(self, outlook: Outlook) -> None:
        """Show it at the foot of the menu, as long as that is open."""
        if self._menu.isVisible():
            self._menu.foretell(outlook)
        else:
            super().foretell(outlook)

    def _point(self, found: type[Declaration] | None) -> None:
        """Ask what would come of one more item."""
        if found is None or self._value is SEVERAL:
            self._settle()
        else:
            self._try((*self._value, starting(found)))

    def _insert(self, chosen: type[Declaration]) -> None:
        self._change((*self._value, starting(chosen)))

    def _remove(self, index: int) -> None:
        self._change(self._value[:index] + self._value[index + 1 :])
        self._add.setFocus()

    def _raise(self, index: int) -> None:
        """Put an item before the one above it."""
        above, item = self._value[index - 1 : index + 1]
        self._change((*self._value[: index - 1], item, above, *self._value[index + 1 :]))
        self._items[index - 1].editor.setFocus()

    def _put(self, index: int, item: Declaration) -> None:
        self._change((*self._value[:index], item, *self._value[index + 1 :]))

    def _try_item(self, index: int, value: Declaration, place: FieldEditor) -> None:
        """Ask what would come of a change of an item."""
        self.tried.emit((*self._value[:index], value, *self._value[index + 1 :]), place)

    def _step(self, index: int, item: Declaration) -> None:
        self._value = (*self._value[:index], item, *self._value[index + 1 :])
        self.stepped.emit(self._value)

    def _change(self, value: tuple[Declaration, ...]) -> None:
        self._show(value)
        self._commit(value)


class _Item(QWidget):
    """One declaration of the list, with the button that removes it."""

    def __init__(self, field: Field, name: str, make_form: MakeForm) -> None:
        super().__init__()
        self.editor = DeclarationEditor(field, name, make_form)
        self.raised = IconButton("chevron-up", _tr("Move up"))
        self.raised.setObjectName(f"{name}.raise")
        self.removed = IconButton("close", _tr("Remove"))
        self.removed.setObjectName(f"{name}.remove")
        line = QHBoxLayout()
        line.setContentsMargins(MARK_WIDTH, 0, 0, 0)
        line.setSpacing(spacing.TIGHT)
        if self.editor.before is not None:
            policy = self.editor.before.sizePolicy()
            policy.setRetainSizeWhenHidden(False)
            self.editor.before.setSizePolicy(policy)
            line.addWidget(self.editor.before)
        line.addWidget(self.editor, 1)
        line.addWidget(self.raised)
        line.addWidget(self.removed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(spacing.SMALL)
        column.addLayout(line)
        if self.editor.below is not None:
            column.addWidget(self.editor.below)

    def call(self, name: str) -> None:
        """Tell screen readers which item this is."""
        self.editor.input.setAccessibleName(name)
        self.editor.unfold.setAccessibleName(_tr("Settings of {name}").format(name=name))
        self.raised.setAccessibleName(_tr("Move {name} up").format(name=name))
        self.removed.setAccessibleName(_tr("Remove {name}").format(name=name))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
