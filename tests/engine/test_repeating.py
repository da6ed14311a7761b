from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Training
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


def test_the_same_seed_gives_the_same_weights_bit_for_bit():
    first, second = (trained(Trainer(PICTURES, pictures())) for _ in range(2))
    assert weights_of(first) == weights_of(second)
    assert curves_of(first) == curves_of(second)


def test_another_seed_gives_others():
    other = trained(Trainer(with_training(PICTURES, seed=6), pictures()))
    assert weights_of(other) != weights_of(trained(Trainer(PICTURES, pictures())))


def test_a_busy_second_thread_changes_nothing():
    alone = trained(Trainer(PICTURES, pictures()))
    others, done = [], threading.Event()

    def disturb():
        while not done.is_set():
            others.append(advanced(Trainer(PICTURES, pictures()), 3))
            np.random.default_rng().random(10_000)

    thread = threading.Thread(target=disturb)
    thread.start()
    disturbed = trained(Trainer(PICTURES, pictures()))
    done.set()
    thread.join()
    assert others
    assert weights_of(disturbed) == weights_of(alone)


def test_global_random_numbers_are_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002 - it must not be used
    trained(Trainer(PICTURES, pictures()))
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def test_looking_on_changes_nothing():
    watched = Trainer(PICTURES, pictures())
    probe = pictures().train.inputs
    while not watched.finished:
        watched.advance()
        watched.model.predict(probe)
        watched.state()
    watched.finish()
    assert weights_of(watched) == weights_of(trained(Trainer(PICTURES, pictures())))


def test_without_shuffling_the_samples_keep_their_order():
    document = with_training(LINE, shuffle=False)
    trainer = Trainer(document, line(10))
    trainer.advance()
    np.testing.assert_array_equal(trainer.last_plan.inputs["input"], line(10).train.inputs["input"][:4])


def test_every_epoch_has_an_order_of_its_own_with_every_sample_once():
    trainer = Trainer(LINE, line(10))
    orders = []
    for _ in range(3):
        order = []
        for _ in range(trainer.batches_per_epoch):
            trainer.advance()
            order += trainer.last_plan.inputs["input"].ravel().tolist()
        orders.append(order)
    assert all(sorted(order) == sorted(orders[0]) for order in orders)
    assert all(first != second for first, second in pairwise(orders))


def test_a_layer_with_a_seed_of_its_own_drops_the_same_in_every_training():
    masks = []
    for seed in (1, 2):
        document = chain(
            Input(shape=(1,)),
            Dropout(rate=0.5, seed=9),
            Dense(units=1),
            training=Training(seed=seed, shuffle=False),
        )
        trainer = Trainer(document, line(10))
        trainer.advance()
        masks.append(trainer.last_plan.activations["dropout"] == 0)
    np.testing.assert_array_equal(*masks)
