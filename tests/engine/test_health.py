from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Relu, Tanh
from nnstudio.catalog.layers.activation import ReLU
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.engine.health import BINS, histogram, observe, observe_node
from nnstudio.engine.trainer import Trainer
from nnstudio.network.document import Training
from tests.engine.trainings import PICTURES, line, pictures
from tests.network.networks import chain


def trainer_of(*layers):
    trainer = Trainer(chain(Input(shape=(1,)), *layers, training=Training()), line())
    trainer.advance()
    return trainer


def test_every_node_of_a_training_is_observed():
    trainer = Trainer(PICTURES, pictures())
    trainer.advance()
    healths = observe(trainer)
    assert healths.keys() == PICTURES.network.by_id.keys()
    assert all(len(health.histogram) == BINS for health in healths.values())
    assert healths["input"].gradient is None
    assert all(health.gradient > 0 for name, health in healths.items() if name != "input")


def test_before_the_first_batch_there_is_nothing_to_observe():
    trainer = Trainer(PICTURES, pictures())
    assert observe(trainer) == {}
    assert observe_node(trainer, "conv2d", {}) is None


def test_units_that_give_nothing_are_dead():
    trainer = trainer_of(Dense(units=10, activation=Relu(), use_bias=True), Dense(units=1))
    trainer.model.store.weights_of("dense").bias[:4] = -100
    trainer.advance()
    health = observe(trainer)["dense"]
    assert health.dead == pytest.approx(0.4)
    assert health.message == "40% of units dead"


@pytest.mark.parametrize("layers", [[Dense(units=10, activation=Tanh())], [Dense(units=10)]])
def test_only_what_cuts_off_can_die(layers):
    trainer = trainer_of(*layers, Dense(units=1))
    trainer.model.store.weights_of("dense").kernel[...] = 0
    trainer.model.store.weights_of("dense").bias[...] = 0
    trainer.advance()
    assert observe(trainer)["dense"].dead == 0


def test_a_layer_that_is_a_function_can_die_too():
    trainer = trainer_of(Dense(units=4), ReLU(), Dense(units=1))
    trainer.model.store.weights_of("dense").bias[...] = -100
    trainer.advance()
    assert observe(trainer)["re_lu"].message == "100% of units dead"


def test_a_node_in_detail():
    trainer = Trainer(PICTURES, pictures())
    before = {slot.path: slot.value.copy() for slot in trainer.model.store.slots_of("conv2d")}
    trainer.advance()
    live = observe_node(trainer, "conv2d", before)
    assert live.step == 1
    assert max(live.activations) == max(live.gradients) == max(live.kernel) == 1
    assert live.healthy
    assert live.verdict.startswith("Update ratio ")


def test_nodes_without_weights_have_no_verdict_on_updates():
    trainer = Trainer(PICTURES, pictures())
    trainer.advance()
    live = observe_node(trainer, "flatten", {})
    assert (live.verdict, live.kernel, live.healthy) == ("", (), True)


@pytest.mark.parametrize(
    ("change", "verdict", "healthy"),
    [(1e-9, "hardly learns", False), (1e-3, "healthy", True), (1.0, "try a smaller learning rate", False)],
)
def test_the_size_of_an_update_is_judged(change, verdict, healthy):
    trainer = trainer_of(Dense(units=1))
    kernel = trainer.model.store.weights_of("dense").kernel
    kernel[...] = 1
    live = observe_node(trainer, "dense", {"dense/kernel": kernel.astype(np.float64) - change})
    assert live.verdict.endswith(verdict)
    assert live.healthy == healthy


def test_a_histogram_leaves_out_what_is_not_finite():
    assert histogram(np.array([np.nan, np.inf])) == (0.0,) * BINS
    bars = histogram(np.array([np.nan, 0.0, 1.0, 1.0]))
    assert (bars[0], bars[-1]) == (0.5, 1.0)
    assert sum(bars) == 1.5


def test_the_histogram_of_a_constant_has_one_bar():
    assert sorted(histogram(np.ones(100)))[-2:] == [0.0, 1.0]


def test_a_single_value_far_out_does_not_squeeze_the_others():
    values = np.append(np.linspace(0, 1, 999), 1e6)
    assert sum(bar > 0.5 for bar in histogram(values)) > BINS // 2
