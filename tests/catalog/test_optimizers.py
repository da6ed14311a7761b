from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.optimizers import SGD, Adam, AdamW, Ftrl, Lamb, Muon, Nadam, Optimizer
from nnstudio.catalog.registry import types_of
from nnstudio.catalog.schedules import ExponentialDecay, PiecewiseConstantDecay
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated, run
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases, signatures

EVERY_TYPE = pytest.mark.parametrize("found", TYPES[Optimizer], ids=lambda found: found.__name__)
AROUND_THE_RULE = {
    *("clipnorm", "clipvalue", "global_clipnorm"),
    *("use_ema", "ema_momentum", "ema_overwrite_frequency", "gradient_accumulation_steps"),
}
"""Settings that the engine acts upon before and after it calls the rule; tests/engine holds them against Keras."""
FORGETFUL = {Ftrl}
"""Rules that compute weights anew from sums that begin with nothing."""
GOLDEN = [case for case in cases("optimizers") if not case.config.keys() & AROUND_THE_RULE]


HALVING = ExponentialDecay(initial_learning_rate=0.5, decay_steps=1, decay_rate=0.5)


NOT_RISING = (
    "follows the schedule Piecewise constant decay, which has boundaries that do not rise; put them in rising order"
)


def _type(case: GoldenCase) -> type[Optimizer]:
    return types_of(Optimizer)[case.type]


EVERY_CASE = pytest.mark.parametrize("case", GOLDEN, ids=str)


class Trained:
    """A weight and an optimizer bound to it, in blocks or as a whole, the way the engine does it."""

    def __init__(
        self, optimizer: Optimizer, w: np.ndarray, blocks: Iterable[slice] = (slice(None),), path: str = "dense/kernel"
    ) -> None:
        self.optimizer, self.w, self.g, self.step = optimizer, w, np.empty_like(w), 0
        self.decay = optimizer.decay_of(path, w.shape)
        slots = {name: np.full_like(w, start) for name, start in optimizer.slots.items()}
        self.rates = {name: np.zeros((), w.dtype) for name in optimizer.rates(1, 0.0)}
        self.calls = []
        if optimizer.by_weight:
            self.calls += optimizer.update_weight(path, w, self.g, slots, self.rates, np.empty_like(w))
            return
        flat, gradient = w.reshape(-1), self.g.reshape(-1)
        for block in blocks:
            parts = {name: slot.reshape(-1)[block] for name, slot in slots.items()}
            part = flat[block]
            self.calls += optimizer.update(part, gradient[block], parts, self.rates, np.empty_like(part))

    def learn(self, gradient: np.ndarray) -> np.ndarray:
        rate = self.optimizer.rate_at(self.step)
        self.g[...] = gradient
        self.step += 1
        self.w -= rate * self.decay * self.w
        for name, value in self.optimizer.rates(self.step, rate).items():
            self.rates[name].fill(value)
        run(self.calls)
        return self.w


@EVERY_CASE
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-6), (np.float32, 2e-5)])
def test_weights_follow_the_path_that_they_take_in_keras(case: GoldenCase, dtype, tolerance):
    for name, gradients in case.under("gradients").items():
        trained = Trained(_read(case), case.arrays[f"initial/{name}"].astype(dtype), path=name)
        for step, gradient in enumerate(gradients):
            expected = case.arrays[f"after/{name}"][step]
            np.testing.assert_allclose(trained.learn(gradient), expected, atol=tolerance, rtol=tolerance)


@pytest.mark.parametrize("case", [case for case in GOLDEN if not _type(case).by_weight], ids=str)
def test_blocks_of_the_weights_go_the_same_way_as_the_whole(case: GoldenCase):
    initial = case.arrays["initial/kernel"]
    whole = Trained(_read(case), initial.copy())
    parts = Trained(_read(case), initial.copy(), [slice(0, 5), slice(5, 6), slice(6, None)])
    for gradient in case.arrays["gradients/kernel"]:
        whole.learn(gradient)
        parts.learn(gradient)
    np.testing.assert_array_equal(parts.w, whole.w)


@EVERY_TYPE
def test_every_setting_was_recorded(found):
    recorded = {name for case in cases("optimizers") if case.type == found.__name__ for name in case.config}
    assert fields_of(found).keys() - recorded <= {"exclude_embeddings"}  # it is the name of a weight that tells


def test_a_schedule_is_the_learning_rate_of_the_step_it_is_asked_for():
    assert [SGD(learning_rate=HALVING).rate_at(step) for step in (0, 1, 2)] == [0.5, 0.25, 0.125]
    assert [SGD(learning_rate=0.5).rate_at(step) for step in (0, 1)] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("settings", "objection"),
    [
        ({}, None),
        ({"clipnorm": 1.0}, None),
        (
            {"clipnorm": 1.0, "global_clipnorm": 2.0},
            "limits gradients by Clip norm and by Global clip norm; set only one of them",
        ),
        (
            {"clipnorm": 1.0, "clipvalue": 1.0, "global_clipnorm": 2.0},
            "limits gradients by Clip norm and by Clip value and by Global clip norm; set only one of them",
        ),
        ({"learning_rate": HALVING}, None),
        (
            {"learning_rate": PiecewiseConstantDecay(boundaries=(2, 1), values=(0.1, 0.2, 0.3))},
            NOT_RISING,
        ),
    ],
)
def test_settings_that_do_not_go_together_are_told(settings, objection):
    assert Adam(**settings).objection() == objection


def test_no_recorded_setting_is_left_out_unnoticed():
    settings = {name for case in cases("optimizers") for name in case.config}
    offered = {name for found in TYPES[Optimizer] for name in fields_of(found)}
    assert settings <= offered


@EVERY_TYPE
@pytest.mark.parametrize("shape", [(256 * 1024,), (1024, 256)])
def test_bound_calls_allocate_nothing(found, shape):
    w = np.ones(shape, np.float32)
    trained = Trained(found(), w)
    trained.learn(np.full_like(w, 0.5))
    assert allocated(trained.calls) < CASTING_BUFFERS < w.nbytes


@EVERY_TYPE
@pytest.mark.parametrize("shape", [(), (6,), (2, 3), (3, 2), (2, 1, 3)])
def test_a_weight_may_have_any_shape(found, shape):
    random = np.random.default_rng(0)
    trained = Trained(found(), random.normal(size=shape))
    for _ in range(3):
        trained.learn(random.normal(size=shape))
    assert np.isfinite(trained.w).all()


@EVERY_TYPE
def test_a_gradient_of_zero_moves_nothing(found):
    w = np.array([[1.0, -2.0]])
    trained = Trained(found(), w.copy())
    trained.decay = 0
    np.testing.assert_array_equal(trained.learn(np.zeros((1, 2))), np.zeros((1, 2)) if found in FORGETFUL else w)


@EVERY_TYPE
def test_a_step_goes_against_the_gradient(found):
    start = np.zeros((1, 2)) if found in FORGETFUL else np.ones((1, 2))
    w = Trained(found(), start.copy()).learn(np.array([[0.5, -0.5]]))
    assert w[0, 0] < start[0, 0]
    assert w[0, 1] > start[0, 1]


def test_momentum_takes_a_slot_only_where_there_is_some():
    assert SGD().slots == {}
    assert SGD(momentum=0.9).slots == {"momentum": 0.0}


def test_only_adamw_and_muon_decay_weights_without_being_asked():
    decays = {found: found().decay_of("dense/kernel", (2, 2)) for found in TYPES[Optimizer]}
    assert {found for found, decay in decays.items() if decay} == {AdamW, Muon}
    assert AdamW().weight_decay == Muon().weight_decay == Muon().adam_weight_decay == 0.004


def test_all_optimizers_of_keras_are_there_but_for_those_around_others():
    around = {"LossScaleOptimizer", "MultiOptimizer", "Optimizer", "OptimizerMap"}
    later = {"ScheduleFreeAdamW"}  # younger than what was promised
    assert signatures("optimizers").keys() - around - later == types_of(Optimizer).keys()


@pytest.mark.parametrize("shape", [(4, 7), (7, 4)])
def test_muon_makes_steps_of_matrices_orthogonal(shape):
    random = np.random.default_rng(0)
    exact = Muon(muon_a=1.5, muon_b=-0.5, muon_c=0.0, ns_steps=30, rms_rate=None, weight_decay=None)
    w = random.normal(size=shape)
    step = w - Trained(exact, w.copy()).learn(random.normal(size=shape))
    np.testing.assert_allclose(np.linalg.svd(step / exact.learning_rate, compute_uv=False), 1, rtol=1e-6)


def test_muon_treats_a_matrix_and_its_transpose_alike():
    w, gradient = np.random.default_rng(0).normal(size=(2, 3, 5))
    upright = Trained(Muon(), w.T.copy()).learn(gradient.T)
    np.testing.assert_allclose(Trained(Muon(), w.copy()).learn(gradient), upright.T)


@pytest.mark.parametrize(
    ("settings", "path", "shape", "follows"),
    [
        ({}, "dense/kernel", (2, 2), False),
        ({}, "dense/bias", (2,), True),
        ({}, "conv2d/kernel", (3, 3, 1, 2), True),
        ({}, "words/embeddings", (9, 2), True),
        ({}, "Embedding/kernel", (9, 2), True),
        ({"exclude_embeddings": False}, "words/embeddings", (9, 2), False),
        ({"exclude_layers": ("out", "head")}, "head/kernel", (2, 2), True),
        ({"exclude_layers": ("out", "head")}, "body/kernel", (2, 2), False),
    ],
)
def test_muon_leaves_all_but_matrices_to_adam(settings, path, shape, follows):
    w, gradient = np.random.default_rng(0).normal(size=(2, *shape))
    muon = Muon(**settings, adam_weight_decay=0.1, weight_decay=0.2)
    after = Trained(muon, w.copy(), path=path).learn(gradient)
    adams = Trained(Adam(weight_decay=0.1), w.copy()).learn(gradient)
    assert np.allclose(after, adams) == follows
    assert muon.decay_of(path, shape) == (0.1 if follows else 0.2)


def test_lamb_takes_steps_of_the_weights_own_length():
    w, gradient = np.random.default_rng(0).normal(size=(2, 3, 4))
    step = Trained(Lamb(learning_rate=0.01), w.copy()).learn(gradient) - w
    assert np.linalg.norm(step) == pytest.approx(0.01 * np.linalg.norm(w))


def test_lamb_takes_adams_step_from_a_weight_of_zeros():
    gradient = np.random.default_rng(0).normal(size=3)
    step = Trained(Lamb(epsilon=1e-12), np.zeros(3)).learn(gradient)
    np.testing.assert_allclose(step, -0.001 * np.sign(gradient), rtol=1e-6)


def test_ftrl_leaves_weights_at_zero_that_the_penalty_outweighs():
    w = Trained(Ftrl(l1_regularization_strength=0.3), np.zeros(2)).learn(np.array([0.2, 0.4]))
    assert w[0] == 0
    assert w[1] < 0


def test_nadam_goes_on_for_a_million_steps():
    rates = Nadam().rates(10**6, 0.001)
    assert rates["of_gradient"] == pytest.approx(0.001 * (1 - 0.9))
    assert rates["of_momentum"] == pytest.approx(0.001 * 0.1 * 0.9)


def _read(case: GoldenCase) -> Optimizer:
    return read_config(_type(case), dict(case.config), "test")


@EVERY_TYPE
def test_an_optimizer_tells_whether_its_numbers_change_from_step_to_step(found):
    numbers = [found().rates(step, 0.5) for step in (1, 2, 3)]
    assert found.counts_steps == any(other != numbers[0] for other in numbers)
