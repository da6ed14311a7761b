"""Fields that hold a declaration: an activation, a regularizer, a loss, each perhaps with settings of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.catalog.activations import ActivationFunction
from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import Field, fields_of
from nnstudio.catalog.initializers import Initializer
from nnstudio.catalog.losses import Loss
from nnstudio.catalog.metrics import Metric
from nnstudio.network.adjustment import Adjusted
from nnstudio.studio.forms.choices import families
from nnstudio.studio.forms.chooser import SEPARATOR, Option
from nnstudio.studio.forms.chooser_editor import ChooserEditor
from nnstudio.studio.forms.declaration_form import DeclarationForm, MakeForm
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.disclosure import Disclosure
from nnstudio.studio.forms.field_editor import SEVERAL
from nnstudio.studio.forms.measures import NESTED_INDENT, ROOM_FOR_CHOICE, text_width
from nnstudio.studio.forms.starting_value import starting
from nnstudio.studio.forms.wording import choice_name, none_word, words
from nnstudio.studio.theme import spacing

_FOLDED = (ActivationFunction, Callback, Initializer, Loss, Metric)
"""The kinds whose own settings are seldom touched; they stay out of sight while they are at their defaults."""

_WIDE_SHARE = 3
"""Where every third name is too long to stand beside the label, the list stands under it."""


class DeclarationEditor(ChooserEditor):
    """A list of names, and under it the settings of the chosen one, which an arrow before the list shows and hides."""

    def __init__(
        self, field: Field, name: str, make_form: MakeForm, parent: QWidget | None = None, *, none: str = ""
    ) -> None:
        """`none` is what a list that may hold nothing says for that, if not None."""
        super().__init__(field, name, _options(field, none or none_word()), parent)
        self._make_form = make_form
        self._form: DeclarationForm | None = None
        self._several: tuple[Declaration, ...] = ()
        self._foldable = field.base is not None and issubclass(field.base, _FOLDED)
        self.unfold = Disclosure(_tr("Settings of {name}").format(name=words(field.label)), self)
        self.unfold.setObjectName(f"{name}.unfold")
        self.unfold.setChecked(not self._foldable)
        self.unfold.toggled.connect(self._fold)
        self.before = self.unfold if self._foldable else None
        long = [option for option in self._options if text_width(option.text) > ROOM_FOR_CHOICE]
        self.wide = _WIDE_SHARE * len(long) >= len(self._options)
        self.below = self._below = QWidget()
        self._below_column = QVBoxLayout(self._below)
        self._below_column.setContentsMargins(NESTED_INDENT, spacing.SMALL, 0, 0)

    def set_values(self, values: Sequence[Any]) -> None:
        """Show values; those of one type also in their settings, where each keeps what is not changed."""
        types = {type(value) for value in values}
        self._several = tuple(values) if len(types) == 1 and isinstance(values[0], Declaration) else ()
        super().set_values(values)

    def _show(self, value: Any) -> None:
        shown = self._several if value is SEVERAL else (value,) if value is not None else ()
        chosen = type(shown[0]) if shown else None
        types = [option.value for option in self._options]
        self._chooser.show_index(-1 if value is SEVERAL and chosen is None else types.index(chosen))
        self._chooser.setToolTip(words(chosen.title()) if chosen else "")
        self._show_form(chosen)
        if self._form is not None and chosen is not None:
            self._form.show_values(shown)
            if any(one != starting(chosen) for one in shown):
                self.unfold.setChecked(True)

    def _show_form(self, chosen: type[Declaration] | None) -> None:
        if self._form is not None and self._form.declaration is not chosen:
            discard(self._form)
            self._form = None
            self.unfold.setChecked(not self._foldable)
        if self._form is None and chosen is not None and fields_of(chosen):
            self._form = self._make_form(chosen, self.name)
            self._form.edited.connect(lambda name, value: self._set_inside({name: value}, self.edited))
            self._form.stepped.connect(lambda name, value: self._set_inside({name: value}, self.stepped))
            self._form.tried.connect(lambda name, value, place: self.tried.emit(self._with({name: value}), place))
            self._form.settled.connect(self.settled)
            self._below_column.addWidget(self._form)
            self._form.show()
        self.unfold.setVisible(self._foldable and self._form is not None)
        self._fold()

    def _fold(self) -> None:
        self._below.setVisible(self._form is not None and self.unfold.isChecked())

    def _choose(self, index: int) -> None:
        if index < 0:
            return
        value = self._value_of(index)
        self._show(value)
        self.unfold.setChecked(True)
        self._commit(value, goes_on=self._chooser.goes_on)

    def _value_of(self, index: int) -> Any:
        """What the field would hold if an entry of the list were chosen."""
        chosen = self._options[index].value
        if self._value is SEVERAL and self._several and type(self._several[0]) is chosen:
            return SEVERAL
        before = self._value if isinstance(self._value, Declaration) else None
        return self._value if type(before) is chosen else None if chosen is None else starting(chosen, before)

    def _with(self, values: Mapping[str, Any]) -> Any:
        """The value with other settings of what is chosen; of several, what becomes of each."""
        return Adjusted(values) if self._value is SEVERAL else self._value.replace(**values)

    def _set_inside(self, values: Mapping[str, Any], tell: SignalInstance) -> None:
        value = self._with(values)
        if self._value is not SEVERAL:
            self._value = value
        tell.emit(value)


def _options(field: Field, none: str) -> Iterable[Option]:
    if field.optional:
        yield Option(none, None)
    for number, family in enumerate(families(field)):
        if number:
            yield SEPARATOR
        for found in family:
            yield Option(choice_name(found), found, words(found.title()))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forms", text)
