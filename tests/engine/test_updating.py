from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from msgspec import structs

from nnstudio.catalog.constraints import MaxNorm, MinMaxNorm, UnitNorm
from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.optimizers import SGD, Adam, Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.schedules import CosineDecay
from nnstudio.engine import updating
from nnstudio.engine.plan import phases_of, run_phases
from nnstudio.engine.updating import Update
from nnstudio.engine.weights import WeightStore
from nnstudio.network.inference import infer
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated
from tests.golden.golden import GoldenCase, cases
from tests.network.networks import chain

EVERY_CASE = pytest.mark.parametrize("case", cases("optimizers"), ids=str)


def store_for(inputs, units, dtype=np.float64):
    network = chain(Input(shape=(inputs,)), Dense(units=units)).network
    return WeightStore(network, infer(network), dtype)


def learn(update):
    """A step with the gradients that are there."""
    run_phases(phases_of(update.steps if update.begin() else update.gathering))
    update.end()


@EVERY_CASE
@pytest.mark.parametrize("block", [5, updating.BLOCK])
def test_every_optimizer_moves_a_whole_network_as_keras_does(case: GoldenCase, block, monkeypatch):
    """Gathering, clipping, weight decay, rule and average together, with the weights cut into blocks or not."""
    monkeypatch.setattr(updating, "BLOCK", block)
    gradients, after = case.under("gradients"), case.under("after")
    store = store_for(*case.arrays["initial/kernel"].shape)
    store.load({f"dense/{name}": values for name, values in case.under("initial").items()})
    optimizer = read_config(types_of(Optimizer)[case.type], dict(case.config), "test")
    update = Update(optimizer, store)
    for step in range(len(gradients["kernel"])):
        for slot in store.slots:
            slot.gradient[...] = gradients[slot.name][step]
        learn(update)
        for slot in store.slots:
            np.testing.assert_allclose(slot.value, after[slot.name][step], rtol=1e-6, atol=1e-7)
    assert update.step == len(gradients["kernel"])
    update.finish()
    for slot in store.slots:
        np.testing.assert_allclose(slot.value, case.arrays[f"final/{slot.name}"], rtol=1e-6, atol=1e-7)


def test_the_golden_cases_cover_clipping_and_weight_decay():
    settings = {name for case in cases("optimizers") for name in case.config}
    assert {"clipnorm", "clipvalue", "global_clipnorm", "weight_decay"} <= settings


def test_a_learning_rate_is_taken_at_the_step_it_is_given():
    store = store_for(1, 1)
    update = Update(SGD(), store)
    for rate, expected in ((0.5, -0.5), (0.0, -0.5), (2.0, -2.5)):
        store.gradient[...] = 1
        update.chosen_rate = rate
        learn(update)
        np.testing.assert_allclose(store.trained, expected)


def constrained_store(inputs, units, constraint):
    network = chain(Input(shape=(inputs,)), Dense(units=units, kernel_constraint=constraint)).network
    return WeightStore(network, infer(network))


def test_a_constraint_has_the_last_word_at_every_step():
    store = constrained_store(2, 2, UnitNorm())
    kernel = store.weights_of("dense").kernel
    kernel[...] = [[3, 0], [0, 3]]
    update = Update(SGD(learning_rate=1.0), store)
    store.gradient[...] = [-1, 0, 0, -1, 1, 1]
    learn(update)
    np.testing.assert_allclose(kernel, np.eye(2), rtol=1e-6)
    np.testing.assert_allclose(store.weights_of("dense").bias, [-1, -1])


def test_the_average_is_that_of_weights_before_their_constraint():
    """So Keras has it; MaxNorm keeps the weight at 1, its average is of 2."""
    store = constrained_store(1, 1, MaxNorm(max_value=1.0))
    update = Update(SGD(learning_rate=1.0, use_ema=True), store)
    store.gradient[...] = [-2, 0]
    learn(update)
    assert store.trained[0] == pytest.approx(1)
    update.finish()
    assert store.trained[0] == 2


def test_a_constraint_also_follows_batches_whose_gradients_are_only_gathered():
    store = constrained_store(1, 1, MinMaxNorm(min_value=1.0, max_value=1.0, rate=0.5))
    store.trained[...] = [5, 0]
    update = Update(SGD(gradient_accumulation_steps=3), store)
    for expected in (3, 2):
        learn(update)
        np.testing.assert_allclose(store.trained, [expected, 0], rtol=1e-6)


def test_a_frozen_weight_is_left_where_it_is():
    document = chain(Input(shape=(1,)), Dense(units=1, kernel_constraint=UnitNorm()))
    nodes = tuple(structs.replace(node, trainable=False) for node in document.network.nodes)
    network = structs.replace(document.network, nodes=nodes)
    store = WeightStore(network, infer(network))
    store.tracked[...] = 5
    learn(Update(SGD(), store))
    np.testing.assert_array_equal(store.tracked, 5)


@pytest.mark.parametrize(
    "optimizer",
    [
        Adam(global_clipnorm=0.5, weight_decay=0.1),
        Adam(
            learning_rate=CosineDecay(initial_learning_rate=0.1, decay_steps=9), use_ema=True, ema_overwrite_frequency=2
        ),
        SGD(momentum=0.9, gradient_accumulation_steps=2),
    ],
)
def test_a_step_allocates_nothing(optimizer):
    store = constrained_store(1000, 100, MaxNorm())
    store.gradient[...] = 0.1
    update = Update(optimizer, store)
    learning = partial(learn, update)
    assert allocated([learning, learning]) < CASTING_BUFFERS < store.trained.nbytes


def test_slots_are_as_long_as_the_weights_that_move():
    network = chain(Input(shape=(3,)), BatchNormalization(), Dense(units=2)).network
    store = WeightStore(network, infer(network))
    update = Update(Adam(), store)
    assert {name: len(slot) for name, slot in update.slots.items()} == {"momentum": 14, "velocity": 14}


def test_a_network_without_weights_takes_steps_as_well():
    network = chain(Input(shape=(3,))).network
    update = Update(Adam(global_clipnorm=1.0), WeightStore(network, infer(network)))
    learn(update)
    assert update.step == 1
