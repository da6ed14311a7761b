from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization import BatchNormalization
from nnstudio.catalog.optimizers import SGD, Adam, Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.engine import updating
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
        update()
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
        update()
        np.testing.assert_allclose(store.trained, expected)


def test_a_step_allocates_nothing():
    store = store_for(1000, 100, np.float32)
    store.gradient[...] = 0.1
    update = Update(Adam(global_clipnorm=0.5, weight_decay=0.1), store)
    assert allocated([update]) < CASTING_BUFFERS < store.trained.nbytes


def test_slots_are_as_long_as_the_weights_that_move():
    network = chain(Input(shape=(3,)), BatchNormalization(), Dense(units=2)).network
    store = WeightStore(network, infer(network))
    update = Update(Adam(), store)
    assert {name: len(slot) for name, slot in update.slots.items()} == {"momentum": 14, "velocity": 14}


def test_a_network_without_weights_takes_steps_as_well():
    network = chain(Input(shape=(3,))).network
    update = Update(Adam(global_clipnorm=1.0), WeightStore(network, infer(network)))
    update()
    assert update.step == 1
