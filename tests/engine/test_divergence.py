from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Exponential, Relu
from nnstudio.catalog.callbacks import EarlyStopping, TerminateOnNaN
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.optimizers import SGD
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import TrainingError
from nnstudio.network.document import Training
from tests.engine.trainings import (
    LINE,
    advanced,
    line,
    trained,
    weights_of,
    with_training,
)
from tests.network.networks import chain


def failing(document, data=None):
    trainer = Trainer(document, data or line())
    with pytest.raises(TrainingError) as failure:
        trained(trainer)
    return trainer, failure.value


def test_the_first_guilty_node_is_named_and_the_weights_are_finite():
    document = chain(
        Input(shape=(1,)),
        Dense(units=4, activation=Relu()),
        Dense(units=4, activation=Exponential()),
        Dense(units=1),
        training=Training(optimizer=SGD(learning_rate=1e12), epochs=9),
    )
    trainer, failure = failing(document)
    assert failure.node == "dense_2"
    assert failure.sentence == (
        "Dense “dense_2” gave values that are not finite in epoch 2, step 2, so the training was stopped. "
        "Try a smaller learning rate or standardized inputs."
    )
    assert trainer.model.store.is_finite


def test_weights_that_became_infinite_go_back_to_the_epochs_beginning():
    document = with_training(LINE, optimizer=SGD(learning_rate=3e38), epochs=9)
    trainer = Trainer(document, line())
    before = weights_of(trainer)
    with pytest.raises(TrainingError):
        trained(trainer)
    assert trainer.step > 0
    assert weights_of(trainer) == before


def test_weights_that_are_finite_stay_as_they_were_before_the_batch():
    document = with_training(LINE, batch_size=5, shuffle=False, optimizer=SGD(learning_rate=0.01))
    data = line(10)
    data.train.inputs["input"][7] = np.nan
    trainer = Trainer(document, data)
    trainer.advance()
    before = weights_of(trainer)
    with pytest.raises(TrainingError, match="Input “input” gave values that are not finite in epoch 1, step 2"):
        trainer.advance()
    assert weights_of(trainer) == before
    assert trainer.state().is_finite


def test_moving_statistics_are_taken_back_too():
    document = chain(Input(shape=(1,)), BatchNormalization(), Dense(units=1))
    data = line()
    data.train.inputs["input"][3] = np.inf
    trainer, failure = failing(document, data)
    assert failure.node == "input"
    assert trainer.model.store.is_finite


def test_a_loss_that_overflows_behind_a_finite_output_is_the_outputs():
    data = line()
    data.train.target[...] = 1e30
    _, failure = failing(LINE, data)
    assert failure.node == "dense"
    assert failure.sentence.startswith("The loss at Dense “dense” is not finite in epoch 1, step 1")


def test_the_epoch_before_can_be_resumed_with_a_smaller_rate():
    document = with_training(LINE, optimizer=SGD(learning_rate=0.05), epochs=9)
    trainer = advanced(Trainer(document, line()), 3)
    state = trainer.state()
    trainer.learning_rate = 1e30
    with pytest.raises(TrainingError):
        trained(trainer)
    other = Trainer(document, line())
    other.restore(state)
    assert trained(other).epoch == 9


def test_a_callback_ends_such_a_training_in_good_order_with_the_best_weights():
    callbacks = (TerminateOnNaN(), EarlyStopping(monitor="loss", restore_best_weights=True, patience=9))
    document = with_training(LINE, optimizer=SGD(learning_rate=0.05, use_ema=True), epochs=9, callbacks=callbacks)
    trainer = advanced(Trainer(document, line()), 3)
    best = weights_of(trainer)
    trainer.learning_rate = 3e38
    while not trainer.finished:
        trainer.advance()
    assert "not finite in epoch 2" in trainer.stop_reason
    assert "restored the weights of epoch 1" in trainer.finish()
    assert weights_of(trainer) == best
    assert trainer.epoch == len(trainer.history) == 1
    state = trainer.state()
    assert state.is_finite
    assert not all(np.isfinite(array).all() for array in state.group("slots/").values())


def test_an_average_that_is_not_finite_takes_no_place():
    document = with_training(LINE, optimizer=SGD(learning_rate=1e30, use_ema=True), callbacks=(TerminateOnNaN(),))
    trainer = trained(Trainer(document, line()))
    assert trainer.stop_reason
    assert trainer.model.store.is_finite


def test_a_callback_that_is_to_raise_an_error_lets_it_fail():
    document = with_training(LINE, optimizer=SGD(learning_rate=1e30), callbacks=(TerminateOnNaN(raise_error=True),))
    with pytest.raises(TrainingError):
        trained(Trainer(document, line()))
