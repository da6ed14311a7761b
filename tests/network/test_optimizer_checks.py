from __future__ import annotations

import pytest

from nnstudio.catalog.callbacks import EarlyStopping, LearningRateScheduler, ReduceLROnPlateau
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.optimizers import SGD, Adam
from nnstudio.catalog.schedules import CosineDecay, PiecewiseConstantDecay
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.checks import check
from tests.network.networks import chain

FALLING = CosineDecay(initial_learning_rate=0.1, decay_steps=9)
RISING = PiecewiseConstantDecay(boundaries=(5, 2), values=(0.1, 0.2, 0.3))


def with_training(**settings):
    document = chain(Input(shape=(1,)), Dense(units=1))
    return apply(document, edits.set_training(document, **settings))


def problems(document):
    return [problem for problem in check(document) if problem.code not in ("no-data", "callback-monitor")]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"optimizer": Adam(clipnorm=1.0)},
        {"optimizer": Adam(learning_rate=FALLING), "callbacks": (EarlyStopping(monitor="loss"),)},
        {"callbacks": (ReduceLROnPlateau(monitor="loss"), LearningRateScheduler(schedule=FALLING))},
    ],
)
def test_settings_that_go_together_are_no_problem(settings):
    assert problems(with_training(**settings)) == []


def test_gradients_are_limited_in_one_way_only():
    document = with_training(optimizer=Adam(clipnorm=1.0, clipvalue=0.5))
    (problem,) = problems(document)
    assert (problem.severity, problem.field) == ("error", "optimizer")
    assert problem.message == "Adam limits gradients by Clip norm and by Clip value; set only one of them."
    assert [fix.label for fix in problem.fixes] == ["Keep only Clip norm", "Keep only Clip value"]
    repaired = [apply(document, fix.change).training.optimizer for fix in problem.fixes]
    assert repaired == [Adam(clipnorm=1.0), Adam(clipvalue=0.5)]


def test_a_schedule_whose_settings_do_not_go_together_is_told():
    (problem,) = problems(with_training(optimizer=SGD(learning_rate=RISING)))
    assert problem.message == (
        "SGD follows the schedule Piecewise constant decay, which has boundaries that do not rise; "
        "put them in rising order."
    )
    (problem,) = problems(with_training(callbacks=(LearningRateScheduler(schedule=RISING),)))
    assert problem.message.startswith("Learning rate scheduler follows Piecewise constant decay, which has boundaries")
    assert [fix.label for fix in problem.fixes] == ["Remove Learning rate scheduler"]


@pytest.mark.parametrize("callback", [ReduceLROnPlateau(monitor="loss"), LearningRateScheduler(schedule=FALLING)])
def test_two_cannot_set_the_learning_rate(callback):
    optimizer = SGD(learning_rate=FALLING, momentum=0.9)
    document = with_training(optimizer=optimizer, callbacks=(callback,))
    (problem,) = problems(document)
    assert (problem.severity, problem.code) == ("error", "callback-rate")
    assert problem.message == (
        f"{callback.label} cannot set the learning rate, because SGD follows the schedule Cosine decay. "
        "Give SGD a number as its learning rate, or remove the callback."
    )
    number, removal = (apply(document, fix.change).training for fix in problem.fixes)
    assert [fix.label for fix in problem.fixes] == ["Set Learning rate to 0.01", f"Remove {callback.label}"]
    assert (number.optimizer, number.callbacks) == (SGD(momentum=0.9), (callback,))
    assert (removal.optimizer, removal.callbacks) == (optimizer, ())
