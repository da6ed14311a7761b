from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.optimizers import SGD, Adam, AdamW, Optimizer
from nnstudio.catalog.registry import types_of
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, run
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases

EVERY_TYPE = pytest.mark.parametrize("found", TYPES[Optimizer], ids=lambda found: found.__name__)
AROUND_THE_RULE = {"clipnorm", "clipvalue", "global_clipnorm"}
"""Settings that the engine acts upon before it calls the rule; tests/engine holds them against Keras."""
NOT_OFFERED = {"use_ema", "ema_momentum", "ema_overwrite_frequency", "gradient_accumulation_steps"}
GOLDEN = [case for case in cases("optimizers") if not case.config.keys() & (AROUND_THE_RULE | NOT_OFFERED)]
EVERY_CASE = pytest.mark.parametrize("case", GOLDEN, ids=str)


class Trained:
    """One vector of weights and an optimizer bound to it in blocks, the way the engine does it."""

    def __init__(self, optimizer: Optimizer, w: np.ndarray, blocks: Iterable[slice] = (slice(None),)) -> None:
        self.optimizer, self.w, self.g, self.step = optimizer, w, np.empty_like(w), 0
        slots = {name: np.full_like(w, start) for name, start in optimizer.slots.items()}
        self.rates = {name: np.zeros((), w.dtype) for name in optimizer.rates(1, 0.0)}
        self.calls = []
        for block in blocks:
            parts = {name: slot[block] for name, slot in slots.items()}
            self.calls += optimizer.update(w[block], self.g[block], parts, self.rates, np.empty_like(w[block]))

    def learn(self, gradient: np.ndarray) -> np.ndarray:
        self.step += 1
        rate = self.optimizer.learning_rate
        self.g[...] = gradient
        self.w -= rate * (self.optimizer.weight_decay or 0) * self.w
        for name, value in self.optimizer.rates(self.step, rate).items():
            self.rates[name].fill(value)
        run(self.calls)
        return self.w


@EVERY_CASE
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-6), (np.float32, 2e-5)])
def test_weights_follow_the_path_that_they_take_in_keras(case: GoldenCase, dtype, tolerance):
    for name, gradients in case.under("gradients").items():
        trained = Trained(_read(case), case.arrays[f"initial/{name}"].astype(dtype).reshape(-1))
        for step, gradient in enumerate(gradients):
            expected = case.arrays[f"after/{name}"][step].reshape(-1)
            np.testing.assert_allclose(trained.learn(gradient.reshape(-1)), expected, atol=tolerance, rtol=tolerance)


@EVERY_CASE
def test_blocks_of_the_weights_go_the_same_way_as_the_whole(case: GoldenCase):
    initial = case.arrays["initial/kernel"].reshape(-1)
    whole = Trained(_read(case), initial.copy())
    parts = Trained(_read(case), initial.copy(), [slice(0, 5), slice(5, 6), slice(6, None)])
    for gradient in case.arrays["gradients/kernel"]:
        whole.learn(gradient.reshape(-1))
        parts.learn(gradient.reshape(-1))
    np.testing.assert_array_equal(parts.w, whole.w)


def test_no_recorded_setting_is_left_out_unnoticed():
    settings = {name for case in cases("optimizers") for name in case.config}
    offered = {name for found in TYPES[Optimizer] for name in fields_of(found)}
    assert settings - offered == NOT_OFFERED


@EVERY_TYPE
def test_bound_calls_allocate_nothing(found):
    w = np.ones(256 * 1024, np.float32)
    trained = Trained(found(), w)
    trained.learn(np.full_like(w, 0.5))
    assert allocated(trained.calls) < CASTING_BUFFERS < w.nbytes


@EVERY_TYPE
def test_a_gradient_of_zero_moves_nothing(found):
    trained = Trained(found(weight_decay=None), np.array([1.0, -2.0]))
    np.testing.assert_array_equal(trained.learn(np.zeros(2)), [1, -2])


@EVERY_TYPE
def test_a_step_goes_against_the_gradient(found):
    w = Trained(found(), np.array([1.0, 1.0])).learn(np.array([0.5, -0.5]))
    assert w[0] < 1 < w[1]


def test_momentum_takes_a_slot_only_where_there_is_some():
    assert SGD().slots == {}
    assert SGD(momentum=0.9).slots == {"momentum": 0.0}


def test_only_adamw_decays_weights_without_being_asked():
    assert AdamW().weight_decay == 0.004
    assert Adam().weight_decay is None


def _read(case: GoldenCase) -> Optimizer:
    return read_config(types_of(Optimizer)[case.type], dict(case.config), "test")
