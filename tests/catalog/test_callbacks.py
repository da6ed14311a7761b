from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.callbacks import (
    Callback,
    Decision,
    EarlyStopping,
    LearningRateScheduler,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from nnstudio.catalog.conversion import read_choice
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.schedules import CosineDecay, PiecewiseConstantDecay
from tests.golden.golden import signatures

nan = math.nan
DOWN_AND_UP = [1, 0.9, 0.95, 0.9, 0.91, 0.8]

# What Keras 3.15 does: settings, the figure epoch by epoch, the epoch that is the last one (None: it never stops),
# and the epoch whose weights it ends with (None: those of the last one).
KERAS = [
    ({"patience": 2}, DOWN_AND_UP, 3, None),
    ({}, DOWN_AND_UP, 2, None),
    ({"patience": 1}, DOWN_AND_UP, 2, None),
    ({"patience": 0}, [1, 2, 3], 1, None),
    ({"patience": 2, "min_delta": 0.2}, [1, 0.9, 0.85, 0.79, 0.7], 2, None),
    ({"patience": 2, "restore_best_weights": True}, DOWN_AND_UP, 3, 1),
    ({"patience": 9, "restore_best_weights": True}, DOWN_AND_UP, None, 5),
    ({"patience": 9, "restore_best_weights": True}, [1, 0.9, 0.8, 0.85], None, 2),
    ({"patience": 2, "baseline": 0.5}, [0.9, 0.8, 0.7, 0.6], None, None),
    ({"patience": 2, "baseline": 0.85}, [0.9, 0.8, 0.81, 0.82, 0.83], 3, None),
    ({"patience": 2, "baseline": 0.5, "restore_best_weights": True}, [0.9, 0.95, 0.8, 0.85], 1, 0),
    ({"patience": 1, "start_from_epoch": 3}, [1, 2, 3, 4, 5, 6], 4, None),
    ({"patience": 0, "start_from_epoch": 3}, [1, 2, 3, 4, 3, 6], 5, None),
    ({"patience": 1, "start_from_epoch": 2, "restore_best_weights": True}, [0.1, 0.2, 0.9, 0.8, 0.85, 0.9], 4, 3),
    ({"patience": 2}, [1, nan, nan, 0.5], 2, None),
    ({"patience": 2, "restore_best_weights": True}, [nan, 0.5, 0.4, 0.3], 2, 0),
    ({"patience": 3}, [1, nan, 0.9, nan, 0.95, 0.95], 5, None),
    ({"mode": "max", "patience": 2}, [0.1, 0.5, 0.4, 0.45, 0.6], 3, None),
    ({"mode": "max", "patience": 1, "min_delta": 0.1}, [0.5, 0.59, 0.61], 1, None),
    ({"mode": "min", "patience": 1}, [1, 1, 1], 1, None),
]

# What Keras 3.15 does to a learning rate of 1: settings, the figure epoch by epoch, the rate after each epoch.
KERAS_RATES = [
    ({"patience": 2, "factor": 0.5}, [1] * 7, [1, 1, 0.5, 0.5, 0.25, 0.25, 0.125]),
    ({"patience": 2, "factor": 0.5, "cooldown": 2}, [1] * 9, [1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]),
    (
        {"patience": 1, "factor": 0.5, "cooldown": 1},
        [1, 1, 1, 0.5, 0.5, 0.5, 0.5],
        [1, 0.5, 0.25, 0.25, 0.125, 0.0625, 0.03125],
    ),
    (
        {"patience": 1, "factor": 0.5, "cooldown": 3},
        [1, 1, 0.5, 0.6, 0.7, 0.8, 0.9],
        [1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25],
    ),
    ({"patience": 0, "factor": 0.5}, [1, 0.9, 0.95, 0.8], [1, 1, 0.5, 0.5]),
    ({"patience": 1, "factor": 0.1, "min_lr": 0.05}, [1] * 6, [1, 0.1, 0.05, 0.05, 0.05, 0.05]),
    ({"patience": 2, "factor": 0.5}, [1, 0.99995, 0.9999, 0.9, 0.9, 0.9], [1, 1, 0.5, 0.5, 0.5, 0.25]),
    ({"patience": 2, "factor": 0.5, "min_delta": 0.0}, [1, 0.99995, 0.9999, 0.9999, 0.9], [1, 1, 1, 1, 1]),
    ({"patience": 1, "factor": 0.5, "mode": "max"}, [0.1, 0.5, 0.4, 0.6, 0.6, 0.6], [1, 1, 0.5, 0.5, 0.25, 0.125]),
    ({"patience": 2, "factor": 0.5}, [1, nan, nan, 0.5, nan], [1, 1, 0.5, 0.5, 0.5]),
    ({"patience": 2, "factor": 0.5}, [nan, 0.5, 0.4, 0.3], [1, 1, 0.5, 0.5]),
    ({}, [1] * 12, [1] * 10 + [0.1, 0.1]),
]


@pytest.mark.parametrize(("settings", "figures", "rates"), KERAS_RATES)
def test_the_learning_rate_falls_when_and_as_far_as_in_keras(settings, figures, rates):
    callback, rate, followed = ReduceLROnPlateau(**settings), 1.0, []
    state = callback.start()
    for epoch, figure in enumerate(figures):
        state, decision = callback.epoch_end(state, epoch, {"val_loss": figure, "learning_rate": rate})
        assert not decision.stop
        rate = rate if decision.learning_rate is None else decision.learning_rate
        followed.append(rate)
    assert followed == pytest.approx(rates)


@pytest.mark.parametrize(("settings", "figures", "last", "restored"), KERAS)
def test_training_ends_when_and_with_the_weights_that_keras_ends_with(settings, figures, last, restored):
    assert _train(EarlyStopping(**settings), "val_loss", figures) == (last, restored)


@pytest.mark.parametrize("monitor", ["loss", "val_loss", "val_mean_absolute_error", "root_mean_squared_error"])
def test_less_is_better_for_losses_and_errors(monitor):
    assert _train(EarlyStopping(monitor=monitor, patience=1), monitor, [3, 2, 1, 2]) == (3, None)


@pytest.mark.parametrize("monitor", ["accuracy", "val_accuracy", "val_r2_score", "top_k_categorical_accuracy"])
def test_more_is_better_for_accuracies_and_scores(monitor):
    assert _train(EarlyStopping(monitor=monitor, patience=1), monitor, [1, 2, 3, 2]) == (3, None)


@pytest.mark.parametrize("found", [EarlyStopping, ReduceLROnPlateau])
@given(figures=st.lists(st.floats(width=32), min_size=2, max_size=12), patience=st.integers(0, 3), resumed=st.data())
def test_a_state_that_was_saved_goes_on_as_if_it_never_had_been(found, figures, patience, resumed):
    callback = found(monitor="loss", patience=patience)
    saved_at = resumed.draw(st.integers(0, len(figures) - 1))
    straight, saved = callback.start(), callback.start()
    for epoch, figure in enumerate(figures):
        if epoch == saved_at:
            saved = json.loads(json.dumps(saved, allow_nan=False))
        logs = {"loss": figure, "learning_rate": 0.1}
        straight, decision = callback.epoch_end(straight, epoch, logs)
        saved, same = callback.epoch_end(saved, epoch, logs)
        assert saved == straight
        assert same == decision


def test_it_says_why_it_stopped():
    callback = EarlyStopping(monitor="loss", patience=1)
    state, _ = callback.epoch_end(callback.start(), 0, {"loss": 0.25})
    _, decision = callback.epoch_end(state, 1, {"loss": 0.5})
    assert decision == Decision(
        stop=True, reason="Early stopping ended the training after epoch 2: loss was best in epoch 1, at 0.25."
    )


def test_it_says_whose_weights_it_restores():
    callback = EarlyStopping(monitor="loss", restore_best_weights=True)
    state, _ = callback.epoch_end(callback.start(), 0, {"loss": 0.25})
    assert callback.train_end(state).reason == "Early stopping restored the weights of epoch 1, the best one."


def test_nothing_is_restored_where_no_epoch_was_seen():
    callback = EarlyStopping(restore_best_weights=True)
    assert callback.train_end(callback.start()) == Decision()


def test_a_figure_that_is_not_measured_is_named_and_stops_nothing():
    callback = EarlyStopping()
    state, decision = callback.epoch_end(callback.start(), 3, {"loss": 1.0, "accuracy": 0.5})
    assert state == callback.start()
    assert decision == Decision(
        reason="Early stopping watches val_loss, which this training does not measure; it has loss, accuracy. "
        "Set aside some data for validation."
    )


def test_a_figure_of_unknown_direction_asks_for_a_mode():
    _, decision = EarlyStopping(monitor="speed").epoch_end({}, 0, {"speed": 1.0})
    assert decision == Decision(
        reason="Early stopping cannot tell whether more or less speed is better. Set its mode to min or max."
    )


@pytest.mark.parametrize("found", types_of(Callback).values(), ids=lambda found: found.__name__)
def test_every_setting_of_keras_is_there_but_for_what_has_no_place_here(found):
    keras = signatures("callbacks")[found.__name__]
    left_out = {
        "verbose",  # the window and the command line tell what happens
        "save_weights_only",  # a project keeps the whole moment
    }
    assert fields_of(found).keys() == {*keras["required"], *keras["defaults"]} - left_out


def test_it_says_why_it_lowered_the_learning_rate():
    callback = ReduceLROnPlateau(monitor="loss", patience=1)
    state, _ = callback.epoch_end(callback.start(), 0, {"loss": 0.25, "learning_rate": 0.01})
    _, decision = callback.epoch_end(state, 1, {"loss": 0.5, "learning_rate": 0.01})
    assert decision == Decision(
        learning_rate=0.001,
        reason="The learning rate was lowered to 0.001 after epoch 2: loss was best in epoch 1, at 0.25.",
    )


def test_a_plateau_needs_a_figure_and_its_direction_as_well():
    callback = ReduceLROnPlateau()
    _, decision = callback.epoch_end(callback.start(), 0, {"loss": 1.0, "learning_rate": 0.1})
    assert decision.reason.startswith("Reduce learning rate on plateau watches val_loss, which")
    _, decision = callback.replace(monitor="speed").epoch_end(callback.start(), 0, {"speed": 1.0})
    assert decision.reason.endswith("Set its mode to min or max.")


def test_a_scheduler_sets_the_rate_of_every_epoch_before_it_begins():
    callback = LearningRateScheduler(schedule=PiecewiseConstantDecay(boundaries=(1,), values=(0.5, 0.25)))
    assert [callback.epoch_begin(epoch) for epoch in range(3)] == [
        Decision(learning_rate=0.5),
        Decision(learning_rate=0.5),
        Decision(learning_rate=0.25),
    ]
    assert callback.epoch_end({}, 0, {"loss": 1.0}) == ({}, Decision())
    assert callback.summary == "Piecewise constant decay"


def test_a_scheduler_is_read_with_its_schedule():
    schedule = {"type": "CosineDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 7}}
    callback = read_choice(Callback, {"type": "LearningRateScheduler", "config": {"schedule": schedule}}, "test")
    assert callback == LearningRateScheduler(schedule=CosineDecay(initial_learning_rate=0.1, decay_steps=7))
    assert callback.objection() is None


def test_a_scheduler_objects_to_what_its_schedule_objects_to():
    callback = LearningRateScheduler(schedule=PiecewiseConstantDecay(boundaries=(2, 1), values=(1.0, 0.5, 0.1)))
    assert callback.objection() == (
        "follows Piecewise constant decay, which has boundaries that do not rise; put them in rising order"
    )


@pytest.mark.parametrize("callback", [EarlyStopping(), ReduceLROnPlateau(), TerminateOnNaN()])
def test_other_callbacks_do_nothing_before_an_epoch_and_contradict_nothing(callback):
    assert callback.epoch_begin(0) == Decision()
    assert callback.objection() is None


@pytest.mark.parametrize("loss", [nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_terminates(loss):
    callback = TerminateOnNaN()
    _, decision = callback.epoch_end(callback.start(), 1, {"loss": loss})
    assert decision == Decision(stop=True, reason="The loss was not finite in epoch 2.")


def test_a_finite_loss_goes_on():
    callback = TerminateOnNaN()
    assert callback.epoch_end(callback.start(), 0, {"loss": 1.0}) == ({}, Decision())
    assert callback.train_end({}) == Decision()


def test_only_it_keeps_a_training_that_went_wrong_from_failing():
    assert TerminateOnNaN().catches_divergence
    assert not TerminateOnNaN(raise_error=True).catches_divergence
    assert not EarlyStopping().catches_divergence


def _train(callback: EarlyStopping, monitor: str, figures: list[float]) -> tuple[int | None, int | None]:
    """The epoch that is the last one, and the one whose weights are restored."""
    state, kept, last = callback.start(), None, None
    for epoch, figure in enumerate(figures):
        state, decision = callback.epoch_end(state, epoch, {monitor: figure})
        kept = epoch if decision.keep_weights else kept
        if decision.stop:
            last = epoch
            break
    return last, kept if callback.train_end(state).restore_weights else None
