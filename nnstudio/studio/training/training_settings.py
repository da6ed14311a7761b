"""How the network is trained: loss, optimizer, metrics, epochs and what goes with them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from nnstudio.catalog.declaration import Declaration
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.optimizers import Optimizer
from nnstudio.network import edits
from nnstudio.network.document import Training
from nnstudio.network.effect import Effect
from nnstudio.network.figures import outputs_of
from nnstudio.network.output_edits import set_for_output
from nnstudio.studio.foresight.effect_text import training_outlook
from nnstudio.studio.foresight.foresight import Foresight
from nnstudio.studio.forms import FieldEditor, Form, abandon_typing
from nnstudio.studio.forms.discard import discard
from nnstudio.studio.forms.explanation import Explanation
from nnstudio.studio.forms.outlook import Outlook
from nnstudio.studio.forms.section import Section
from nnstudio.studio.session.session import Session
from nnstudio.studio.theme import Role, ThemeSource, set_role
from nnstudio.studio.training.output_settings import BY_OUTPUT, WEIGHT, OutputSettings

PREFIX = "training"
_RATE = "learning_rate"
_REST_MILLISECONDS = 200
_RARE = ("weighted_metrics", "class_weight")


class TrainingSettings(Section):
    """The training set-up of the document, as a section of a side panel.

    A lone output has its loss and metrics among the other settings; several have a group each.
    """

    help_requested = Signal(object)
    """The help page of this type of declaration is wanted."""

    def __init__(self, session: Session, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        del theme_source
        self._session = session
        self._foresight = Foresight(session, self._describe, self)
        self._shown: tuple[Training, tuple[str, ...]] | None = None
        self._groups: list[OutputSettings] = []
        self._form = self._make_form(several=False)
        self._reset = QPushButton(self.tr("Reset all to defaults"))
        self._reset.setObjectName(f"{PREFIX}.reset_all")
        set_role(self._reset, Role.LINK)
        self._reset.clicked.connect(self.reset_all)
        self.add(self._form)
        self.add(self._reset, indented=True)
        self._loss = Explanation(self.tr("What the loss measures"), f"{PREFIX}.about_loss")
        self._optimizer = Explanation(self.tr("What the optimizer does"), f"{PREFIX}.about_optimizer")
        for explanation in (self._loss, self._optimizer):
            explanation.help_requested.connect(self.help_requested)
            self.add_section(explanation)
        self.end()
        self._rest = QTimer(self, singleShot=True, interval=_REST_MILLISECONDS)
        self._rest.timeout.connect(self._refresh)
        session.changed.connect(self._follow)
        session.replaced.connect(self._begin_anew)
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take over what was changed while nobody looked."""
        super().showEvent(event)
        self._refresh()

    def _follow(self) -> None:
        """Edits do not wait for forms of other outputs where nobody sees them."""
        has_other_outputs = self._shown is not None and self._shown[1] != self._outputs()
        if has_other_outputs and not self.isVisible():
            self._rest.start()
        else:
            self._refresh()

    def _outputs(self) -> tuple[str, ...]:
        return tuple(node.id for node in outputs_of(self._session.document.network))

    def reset_all(self) -> None:
        """Give every setting its default again, but for what several outputs have each for itself."""
        names = self._form.resettable
        if names:
            self._session.do(edits.reset_training(self._session.document, names))

    def _begin_anew(self) -> None:
        abandon_typing(self)
        self._refresh()

    def _refresh(self) -> None:
        document = self._session.document
        outputs = self._outputs()
        if self._shown is not None and self._shown[0] is document.training and self._shown[1] == outputs:
            return
        self._shown = document.training, outputs
        self._arrange(outputs if len(outputs) > 1 else ())
        self._form.show_values([_plain(document.training, outputs)])
        self._reset.setVisible(bool(self._form.resettable))
        loss, optimizer = document.training.loss_of(outputs[0] if outputs else ""), document.training.optimizer
        self._loss.explain(type(loss), loss.formula)
        self._optimizer.explain(type(optimizer), optimizer.formula)
        for group in self._groups:
            group.show_training(document.training)

    def _arrange(self, outputs: tuple[str, ...]) -> None:
        """Have a group for each of several outputs, above what they have in common."""
        before = [group.output for group in self._groups]
        if before == list(outputs):
            return
        for group in self._groups:
            discard(group)
        self._groups = [self._make_group(output) for output in outputs]
        for place, group in enumerate(self._groups):
            self.body.insertWidget(place, group)
            group.show()
        if bool(before) != bool(outputs):
            discard(self._form)
            self._form = self._make_form(several=bool(outputs))
            self.body.insertWidget(len(self._groups), self._form)
            self._form.show()

    def _make_form(self, *, several: bool) -> Form:
        left_out = (*BY_OUTPUT, "class_weight") if several else (WEIGHT,)
        form = _TrainingForm(Training, PREFIX, folded=_RARE, without=left_out)
        form.edited.connect(lambda name, value: self._set(name, value, merge=False))
        form.stepped.connect(lambda name, value: self._set(name, value, merge=True))
        form.tried.connect(self._try)
        form.settled.connect(self._foresight.settle)
        return form

    def _make_group(self, output: str) -> OutputSettings:
        group = OutputSettings(output, PREFIX)
        group.edited.connect(lambda name, value: self._set_for(output, name, value, merge=False))
        group.stepped.connect(lambda name, value: self._set_for(output, name, value, merge=True))
        group.tried.connect(lambda name, value, editor: self._try_for(output, name, value, editor))
        group.settled.connect(self._foresight.settle)
        return group

    def _describe(self, effect: Effect, memory: tuple[int, int] | None) -> Outlook:
        description = self._session.description
        return training_outlook(effect, None if description is None else description.train_rows, memory)

    def _try(self, name: str, value: Any, editor: FieldEditor) -> None:
        """Tell what a value would do to the training."""
        self._foresight.consider(editor, lambda document: edits.set_training(document, **{name: value}))

    def _try_for(self, output: str, name: str, value: Any, editor: FieldEditor) -> None:
        self._foresight.consider(editor, lambda document: set_for_output(document, output, name, value))

    def _set(self, name: str, value: Any, *, merge: bool) -> None:
        self._session.do(edits.set_training(self._session.document, **{name: value}), merge=merge)

    def _set_for(self, output: str, name: str, value: Any, *, merge: bool) -> None:
        self._session.do(set_for_output(self._session.document, output, name, value), merge=merge)


def _plain(training: Training, outputs: tuple[str, ...]) -> Training:
    """A training as a form without outputs shows it, also where it speaks of a lone output by its name."""
    output = outputs[0] if outputs else ""
    plain: Training = training.replace(
        **{name: training.value_of(name, output) for name in BY_OUTPUT if name != WEIGHT}
    )
    return plain


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
