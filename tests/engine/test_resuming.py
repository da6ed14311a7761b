from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from nnstudio.catalog.callbacks import EarlyStopping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.optimizers import SGD, Adagrad, Adam, AdamW, RMSprop
from nnstudio.catalog.schedules import CosineDecay, ExponentialDecay
from nnstudio.engine.state import TrainingState
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import InputError
from tests.engine.trainings import (
    LINE,
    PICTURES,
    advanced,
    curves_of,
    line,
    pictures,
    trained,
    weights_of,
    with_training,
)
from tests.network.networks import chain

OPTIMIZERS = [
    SGD(),
    SGD(momentum=0.9, nesterov=True),
    RMSprop(centered=True, momentum=0.5),
    Adam(amsgrad=True, global_clipnorm=1.0),
    AdamW(),
    Adagrad(clipnorm=0.5),
    SGD(learning_rate=CosineDecay(initial_learning_rate=0.1, decay_steps=15)),
    SGD(momentum=0.9, gradient_accumulation_steps=3, use_ema=True, ema_momentum=0.5),
    Adam(learning_rate=0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4),
]
FALLING = ExponentialDecay(initial_learning_rate=0.1, decay_steps=2, decay_rate=0.5)
STEPS_IN_PICTURES = 20
"""Five batches in each of four epochs, the last of one sample."""


def resumed(document, data, trainer):
    """Another trainer that goes on from what this one would save."""
    other = Trainer(document, data)
    other.restore(TrainingState.from_bytes(trainer.state().to_bytes()))
    return other


@settings(deadline=None, max_examples=60)
@given(
    stops=st.lists(st.integers(1, STEPS_IN_PICTURES - 1), min_size=1, max_size=3),
    optimizer=st.sampled_from(OPTIMIZERS),
    patience=st.sampled_from([0, 10]),
)
def test_stopping_and_resuming_is_as_if_it_had_never_stopped(stops, optimizer, patience):
    callbacks = (EarlyStopping(monitor="val_loss", patience=patience, restore_best_weights=True),)
    document, data = with_training(PICTURES, optimizer=optimizer, callbacks=callbacks), pictures()
    whole = trained(Trainer(document, data))
    trainer = Trainer(document, data)
    for step in range(STEPS_IN_PICTURES):
        if trainer.finished:
            break
        if step in stops:
            trainer = resumed(document, data, trainer)
        trainer.advance()
    trained(trainer)
    assert weights_of(trainer) == weights_of(whole)
    assert curves_of(trainer) == curves_of(whole)
    assert (trainer.epoch, trainer.step, trainer.stop_reason) == (whole.epoch, whole.step, whole.stop_reason)


@pytest.mark.parametrize("steps", [0, 1, 4, 5, 19, 20])
def test_a_state_survives_being_restored(steps):
    trainer = advanced(Trainer(PICTURES, pictures()), steps)
    before, after = trainer.state(), resumed(PICTURES, pictures(), trainer).state()
    assert before.facts == after.facts
    assert before.arrays.keys() == after.arrays.keys()
    for name, array in before.arrays.items():
        np.testing.assert_array_equal(after.arrays[name], array)
        assert after.arrays[name].dtype == array.dtype


def test_a_state_is_a_copy_that_later_steps_leave_alone():
    trainer = advanced(Trainer(PICTURES, pictures()), 7)
    state = trainer.state()
    blob = state.to_bytes()
    advanced(trainer, 6)
    assert state.to_bytes() == blob


def test_two_trainings_can_branch_from_one_state():
    document, data = with_training(PICTURES, callbacks=()), pictures()
    trainer = advanced(Trainer(document, data), 8)
    left, right = (resumed(document, data, trainer) for _ in range(2))
    right.learning_rate = 0.5
    assert weights_of(trained(left)) != weights_of(trained(right))
    assert weights_of(trained(trainer)) == weights_of(left)


def test_a_changed_learning_rate_goes_on():
    trainer = advanced(Trainer(LINE, line()), 2)
    trainer.learning_rate = 0.125
    other = resumed(LINE, line(), trainer)
    assert other.learning_rate == 0.125
    assert advanced(other, 1).history.row(-1)["learning_rate"] == 0.125


def test_a_learning_rate_that_took_the_place_of_a_schedule_goes_on():
    document = with_training(LINE, optimizer=SGD(learning_rate=FALLING))
    trainer = advanced(Trainer(document, line()), 2)
    assert resumed(document, line(), trainer).learning_rate == FALLING.rate(2)
    trainer.learning_rate = 0.125
    assert advanced(resumed(document, line(), trainer), 1).learning_rate == 0.125


def test_a_training_that_ended_by_itself_stays_ended():
    document = with_training(LINE, epochs=50, callbacks=(EarlyStopping(monitor="loss", min_delta=100.0),))
    trainer = trained(Trainer(document, line()))
    assert trainer.stop_reason
    again = resumed(document, line(), trainer)
    assert again.finished
    assert again.stop_reason.told(str.lower) == trainer.stop_reason.told(str.lower)


def test_weights_of_another_network_are_refused():
    state = Trainer(LINE, line()).state()
    other = chain(Input(shape=(1,)), Dense(units=1, use_bias=False))
    with pytest.raises(InputError, match="The checkpoint's weights have dense/bias, which this network does not"):
        Trainer(other, line()).restore(state)


@pytest.mark.parametrize(
    "damage",
    [
        {"learning_rate": "fast"},
        {"layers": {}},
        {"callbacks": [{}, {}]},
        {"batch": 99},
        {"batch": -1},
        {"shuffle": {"bit_generator": "MT19937"}},
        {"history": ["loss", "mood"]},
        {"totals": np.zeros(1)},
        {"slots/velocity": np.zeros(1, np.float32)},
        {"slots/velocity": np.zeros((1, 117), np.float32)},
    ],
)
def test_a_state_that_was_tampered_with_is_refused(damage):
    state = advanced(Trainer(PICTURES, pictures()), 6).state()
    arrays = {name: value for name, value in damage.items() if name in state.arrays}
    facts = {name: value for name, value in damage.items() if name in state.facts}
    tampered = TrainingState({**state.arrays, **arrays}, {**state.facts, **facts})
    with pytest.raises(InputError, match="The checkpoint is damaged and cannot be used, or it belongs to another"):
        Trainer(PICTURES, pictures()).restore(tampered)


@pytest.mark.parametrize("name", ["epoch", "layers", "totals", "slots/velocity"])
def test_a_state_with_something_missing_is_refused(name):
    state = advanced(Trainer(PICTURES, pictures()), 6).state()
    arrays, facts = ({key: value for key, value in part.items() if key != name} for part in (state.arrays, state.facts))
    with pytest.raises(InputError, match="The checkpoint is damaged and cannot be used, or it belongs to another"):
        Trainer(PICTURES, pictures()).restore(TrainingState(arrays, facts))


def test_best_weights_of_another_network_are_refused():
    state = advanced(Trainer(PICTURES, pictures()), 6).state()
    arrays = {name: array for name, array in state.arrays.items() if name != "kept/dense/bias"}
    with pytest.raises(InputError, match="The checkpoint's best weights have no dense/bias"):
        Trainer(PICTURES, pictures()).restore(TrainingState(arrays, state.facts))
