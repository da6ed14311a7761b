"""How the network is trained: loss, optimizer, metrics, epochs and what goes with them."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.network import edits
from nnstudio.network.document import Training
from nnstudio.studio.forms import Form, abandon_typing
from nnstudio.studio.forms.section import Section
from nnstudio.studio.session import Session
from nnstudio.studio.theme import ThemeSource

PREFIX = "training"
_RATE = "learning_rate"


class TrainingSettings(Section):
    """The training set-up of the document, as a section of a side panel."""

    def __init__(self, session: Session, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        del theme_source
        self._session = session
        self._shown: Training | None = None
        self._form = _TrainingForm(Training, PREFIX)
        self._form.edited.connect(lambda name, value: self._set(name, value, merge=False))
        self._form.stepped.connect(lambda name, value: self._set(name, value, merge=True))
        self.add(self._form)
        self.end()
        session.changed.connect(self._refresh)
        session.replaced.connect(self._begin_anew)
        self._refresh()

    def _begin_anew(self) -> None:
        abandon_typing(self)
        self._refresh()

    def _refresh(self) -> None:
        training = self._session.document.training
        if training is not self._shown:
            self._shown = training
            self._form.show_values([training])

    def _set(self, name: str, value: Any, *, merge: bool) -> None:
        self._session.do(edits.set_training(self._session.document, **{name: value}), merge=merge)


class _TrainingForm(Form):
    """Folds away what few people change of an optimizer, and names its learning rate as the training's own."""

    def _nested(self, declaration: type[Declaration], name: str) -> Form:
        if not issubclass(declaration, Optimizer):
            return super()._nested(declaration, name)
        return Form(
            declaration,
            name,
            names={_RATE: f"{PREFIX}.{_RATE}"},
            folded=_rarely_changed(declaration),
            label_width=self._nested_label_width,
        )


def _rarely_changed(optimizer: type[Optimizer]) -> set[str]:
    """What every optimizer has and is off unless somebody sets it: clipping, weight decay, averages."""
    own = fields_of(optimizer)
    return {
        name for name, field in fields_of(Optimizer).items() if name != _RATE and own[name].default == field.default
    }
