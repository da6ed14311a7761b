from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.callbacks import EarlyStopping, LearningRateScheduler, ReduceLROnPlateau
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.scaling import Normalization
from nnstudio.catalog.metrics import MeanAbsoluteError
from nnstudio.catalog.optimizers import SGD, Adam
from nnstudio.catalog.schedules import ExponentialDecay, PiecewiseConstantDecay
from nnstudio.engine.trainer import Trainer
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Training
from tests.engine.trainings import (
    LINE,
    PICTURES,
    line,
    pictures,
    prepared,
    trained,
    weights_of,
    with_training,
)
from tests.network.networks import chain


def test_the_row_of_an_epoch_has_its_figures_and_its_speed():
    trainer = Trainer(PICTURES, pictures())
    rows = [trainer.advance() for _ in range(5)]
    assert rows[:4] == [None] * 4
    assert list(rows[4]) == [
        *("loss", "accuracy", "val_loss", "val_accuracy"),
        *("epoch", "learning_rate", "seconds", "samples_per_second"),
    ]
    assert (trainer.epoch, trainer.batch, rows[4]["epoch"]) == (1, 0, 1)
    assert rows[4] == trainer.history.row(-1)


def test_the_loss_of_an_epoch_weighs_samples_not_batches():
    """Two batches of 4 and 1 samples; nothing moves, so that their losses are known."""
    document = with_training(LINE, optimizer=SGD(learning_rate=0.0), epochs=1, metrics=(MeanAbsoluteError(),))
    data = line(5)
    trainer = trained(Trainer(document, data))
    difference = trainer.model.predict(data.train.inputs) - data.train.target
    row = trainer.history.row(0)
    assert row["loss"] == pytest.approx(np.mean(difference**2), rel=1e-5)
    assert row["mean_absolute_error"] == pytest.approx(np.mean(np.abs(difference)), rel=1e-5)


def test_validation_uses_the_weights_of_the_epochs_end_in_inference_mode():
    document = with_training(PICTURES, epochs=1, callbacks=())
    data = pictures()
    trainer = trained(Trainer(document, data))
    predictions = trainer.model.predict(data.validation.inputs)
    hits = np.mean(predictions.argmax(1) == data.validation.target)
    assert trainer.history.row(0)["val_accuracy"] == pytest.approx(hits)


def test_without_validation_there_are_no_such_figures():
    row = trained(Trainer(LINE, line())).history.row(-1)
    assert not [name for name in row if name.startswith("val_")]


def test_a_batch_larger_than_the_data_is_the_whole_data():
    trainer = Trainer(with_training(LINE, batch_size=10**9), line(10))
    assert trainer.batches_per_epoch == 1
    trainer.advance()
    assert trainer.last_plan.batch == 10


def test_before_the_first_batch_nothing_is_known_of_a_loss():
    trainer = Trainer(LINE, line())
    assert np.isnan(trainer.batch_loss)
    assert trainer.last_plan is None


def test_training_learns():
    document = with_training(LINE, epochs=200, optimizer=Adam(learning_rate=0.1))
    assert trained(Trainer(document, line())).history.row(-1)["loss"] < 1e-4


def test_batch_normalization_moves_its_statistics_towards_the_data():
    document = chain(Input(shape=(1,)), BatchNormalization(momentum=0.5), Dense(units=1), training=Training(epochs=20))
    x = np.linspace(4, 6, 20)[:, None]
    weights = trained(Trainer(document, prepared({"input": x}, x))).model.store.named()
    np.testing.assert_allclose(weights["batch_normalization/moving_mean"], x.mean(), rtol=1e-3)
    np.testing.assert_allclose(weights["batch_normalization/moving_variance"], x.var(), rtol=1e-3)


def test_frozen_nodes_do_not_move():
    document = apply(PICTURES, edits.set_trainable(PICTURES, ["conv2d", "batch_normalization"], False))
    trainer = Trainer(document, pictures())
    before = trainer.model.store.named()
    after = trained(trainer).model.store.named()
    moved = {name for name, values in after.items() if not np.array_equal(values, before[name])}
    assert moved == {"dense/kernel", "dense/bias"}


def test_a_network_that_is_frozen_altogether_only_measures():
    names = [node.id for node in PICTURES.network.nodes]
    document = apply(PICTURES, edits.set_trainable(PICTURES, names, False))
    trainer = Trainer(document, pictures())
    before = weights_of(trainer)
    assert weights_of(trained(trainer)) == before


def test_penalties_of_frozen_weights_do_not_count_as_in_keras():
    document = with_training(PICTURES, optimizer=SGD(learning_rate=0.0), epochs=1, shuffle=False)
    frozen = apply(document, edits.set_trainable(document, ["dense"], False))
    losses = [trained(Trainer(one, pictures())).history.row(0)["loss"] for one in (document, frozen)]
    kernel = Trainer(document, pictures()).model.store.named()["dense/kernel"]
    assert losses[0] - losses[1] == pytest.approx(0.001 * np.sum(kernel**2), rel=1e-3)


def early_stopping(**settings):
    return with_training(LINE, epochs=30, optimizer=SGD(learning_rate=0.05), callbacks=(EarlyStopping(**settings),))


def test_the_training_ends_when_its_figure_does_not_improve():
    trainer = trained(Trainer(early_stopping(monitor="loss", min_delta=1e9, patience=3), line()))
    assert trainer.epoch == 4
    assert "loss was best in epoch 1" in trainer.stop_reason


def test_the_best_weights_come_back_in_the_end():
    document = early_stopping(monitor="loss", mode="max", patience=5, restore_best_weights=True)
    trainer = Trainer(document, line())
    kept = None
    while not trainer.finished:
        if trainer.advance() is not None and trainer.epoch == 1:
            kept = weights_of(trainer)
    assert weights_of(trainer) != kept
    assert trainer.finish() == "Early stopping restored the weights of epoch 1, the best one."
    assert weights_of(trainer) == kept


def test_they_come_back_also_when_no_patience_ran_out():
    document = early_stopping(monitor="loss", mode="max", patience=100, restore_best_weights=True)
    trainer = Trainer(document, line())
    while not trainer.finished:
        trainer.advance()
    assert trainer.stop_reason is None
    assert "epoch 1" in trainer.finish()


def test_without_restoring_nothing_is_said_in_the_end():
    assert Trainer(early_stopping(monitor="loss"), line()).finish() == ""


def test_callbacks_set_the_learning_rate_of_the_epochs_that_follow():
    plateau = ReduceLROnPlateau(monitor="loss", patience=1, factor=0.5, min_delta=1e6)
    trainer = Trainer(with_training(PICTURES, callbacks=(plateau,), epochs=4), pictures())
    while not trainer.finished:
        trainer.advance()
    rates = trainer.history.columns()["learning_rate"]
    assert rates[-1] < rates[0]


def test_the_rate_of_an_epoch_in_the_history_is_that_of_the_step_after_it():
    """So it is where Keras logs it."""
    schedule = ExponentialDecay(initial_learning_rate=0.1, decay_steps=3, decay_rate=0.5)
    trainer = trained(Trainer(with_training(LINE, optimizer=SGD(learning_rate=schedule)), line()))
    np.testing.assert_allclose(trainer.history.columns()["learning_rate"], [0.05, 0.025, 0.0125])
    assert trainer.learning_rate == pytest.approx(0.0125)


def test_the_steps_of_a_schedule_are_batches_also_while_gradients_are_gathered():
    schedule = PiecewiseConstantDecay(boundaries=(1,), values=(0.0, 0.5))
    document = with_training(LINE, optimizer=SGD(learning_rate=schedule, gradient_accumulation_steps=3))
    trainer = Trainer(document, line())
    before = weights_of(trainer)
    for _ in range(2):
        trainer.advance()
    assert weights_of(trainer) == before
    trainer.advance()
    assert weights_of(trainer) != before
    assert trainer.step == 3


def test_the_average_takes_the_place_of_the_weights_when_the_training_ends():
    optimizer = SGD(learning_rate=0.1, use_ema=True, ema_momentum=0.9)
    averaged, plain = (
        Trainer(with_training(LINE, optimizer=chosen, epochs=20), line())
        for chosen in (optimizer, optimizer.replace(use_ema=False))
    )
    while not plain.finished:
        averaged.advance()
        plain.advance()
    assert weights_of(averaged) == weights_of(plain)
    assert averaged.validate() == plain.validate()
    averaged.finish()
    plain.finish()
    assert abs(averaged.model.store.trained).max() < abs(plain.model.store.trained).max()


def test_a_schedule_of_epochs_sets_the_learning_rate_of_each():
    schedule = ExponentialDecay(initial_learning_rate=0.1, decay_steps=1, decay_rate=0.5)
    scheduler = LearningRateScheduler(schedule=schedule)
    trainer = Trainer(with_training(PICTURES, callbacks=(scheduler,), epochs=3), pictures())
    while not trainer.finished:
        trainer.advance()
    np.testing.assert_allclose(trainer.history.columns()["learning_rate"], [0.1, 0.05, 0.025])


def test_a_training_begins_by_adapting_to_its_rows_unless_weights_are_given():
    document = with_training(chain(Input(shape=(1,)), Normalization(), Dense(units=1)), epochs=1)
    data = line(10)
    adapted = Trainer(document, data).model.store.named()
    assert adapted["normalization/mean"] == pytest.approx(data.train.inputs["input"].mean(0))
    given = {name: np.full_like(array, 7) for name, array in adapted.items()}
    assert Trainer(document, data, initial=given).model.store.named()["normalization/mean"] == 7
