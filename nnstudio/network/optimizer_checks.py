"""Problems of the optimizer's settings, and of the callbacks that want to steer it."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.catalog.callbacks import Callback
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.optimizers import LIMITS, Optimizer
from nnstudio.catalog.schedules import Schedule
from nnstudio.network import edits
from nnstudio.network.document import Document
from nnstudio.network.problem import Fix, Problem
from nnstudio.sentence import Sentence


def optimizer_problems(document: Document) -> Iterator[Problem]:
    """Settings that do not go together, of the optimizer itself, of a callback, or of the two."""
    training = document.training
    objection = training.optimizer.objection()
    if objection is not None:
        yield Problem(
            code="optimizer-settings",
            field="optimizer",
            message=Sentence("{optimizer} {refusal}.", optimizer=training.optimizer.label, refusal=objection),
            fixes=tuple(_single_limits(document)),
        )
    for callback in dict.fromkeys(training.callbacks):
        objection = callback.objection()
        if objection is not None:
            yield _callback_problem(
                document,
                "callback-settings",
                callback,
                Sentence("{callback} {refusal}.", callback=callback.label, refusal=objection),
            )
        elif callback.sets_rate and isinstance(training.optimizer.learning_rate, Schedule):
            yield _disputed_rate(document, callback, training.optimizer.learning_rate)


def _single_limits(document: Document) -> Iterator[Fix]:
    """For an optimizer with several limits on gradients: each of them as the only one."""
    optimizer = document.training.optimizer
    limits = [name for name in LIMITS if getattr(optimizer, name) is not None]
    for name in limits if len(limits) > 1 else ():
        others: dict[str, None] = dict.fromkeys(other for other in limits if other != name)
        change = edits.set_training(document, optimizer=optimizer.replace(**others))
        yield Fix(Sentence("Keep only {field}", field=fields_of(Optimizer)[name].label), change)


def _disputed_rate(document: Document, callback: Callback, schedule: Schedule) -> Problem:
    optimizer = document.training.optimizer
    rate = type(optimizer)().rate_at(0)
    change = edits.set_training(document, optimizer=optimizer.replace(learning_rate=rate))
    message = Sentence(
        "{callback} cannot set the learning rate, because {optimizer} follows the schedule "
        "{schedule}. Give {optimizer} a number as its learning rate, or remove the callback.",
        callback=callback.label,
        optimizer=optimizer.label,
        schedule=schedule.label,
    )
    return _callback_problem(
        document, "callback-rate", callback, message, Fix(Sentence("Set Learning rate to {rate:g}", rate=rate), change)
    )


def _callback_problem(document: Document, code: str, callback: Callback, message: str, *fixes: Fix) -> Problem:
    others = tuple(other for other in document.training.callbacks if other != callback)
    removal = Fix(
        Sentence("Remove {callback}", callback=callback.label), edits.set_training(document, callbacks=others)
    )
    return Problem(code=code, field="callbacks", message=message, fixes=(*fixes, removal))
