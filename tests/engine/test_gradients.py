"""The gradient of whole networks, held in float64 against what moving the weights does to the loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.activations import Exponential, Linear, Relu, Softmax, Tanh
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.layer import LayerNormalization
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import CategoricalCrossentropy, Loss, MeanSquaredError, Poisson
from nnstudio.catalog.regularizers import L1, L1L2, L2
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.model import Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.plan import run_phases
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Training
from tests.catalog.declarations import TYPES
from tests.catalog.layers import samples
from tests.network.networks import chain, sound_networks, wired

STEP = 1e-6
DIRECTIONS = 6

some = settings(
    derandomize=True,  # the same networks every time: a kink within STEP of a value would fail by chance
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class Differentiable:
    """A network with random weights, inputs and targets, whose loss is a function of its weights."""

    def __init__(self, network, loss, *, batch=3):
        self.random = np.random.default_rng(0)
        self.model = Model(network, np.float64)
        self.store = self.model.store
        self._fill_weights()
        self.rngs = {node.id: np.random.Generator(np.random.PCG64(1)) for node in network.nodes}
        self.drawn = {name: rng.bit_generator.state for name, rng in self.rngs.items()}
        objective = Objective.of(Training(loss=loss), self.model.prediction_shapes, {})
        self.plan = compile_plan(network, self.model.inference, self.store, batch, objective=objective, rngs=self.rngs)
        for array in self.plan.inputs.values():
            array[...] = self.random.normal(size=array.shape)
        self._fill_target(loss)

    def _fill_weights(self):
        for slot in self.store.slots:
            slot.value[...] = self.random.normal(size=slot.value.shape)
            if slot.name.endswith("variance"):
                slot.value[...] = self.random.uniform(0.5, 2, slot.value.shape)

    def _fill_target(self, loss):
        (bound,) = self.plan.targets.values()
        target, classes = bound.values, self.model.prediction_shape[-1]
        if loss.target_form == "classes":
            target[...] = self.random.integers(0, classes, target.shape)
        elif loss.target_form == "probabilities":
            target[...] = self.random.uniform(0, 1, target.shape)
        else:
            target[...] = self.random.normal(size=target.shape)

    def loss(self):
        for name, rng in self.rngs.items():
            rng.bit_generator.state = self.drawn[name]
        tracked = self.store.tracked.copy()
        run_phases(self.plan.forward)
        self.store.tracked[...] = tracked
        return float(self.plan.loss)

    def gradient(self):
        self.loss()
        run_phases(self.plan.backward)
        return self.store.gradient.copy()

    def slope(self, direction):
        weights = self.store.trained.copy()
        losses = []
        for step in (STEP, -STEP):
            self.store.trained[...] = weights + step * direction
            losses.append(self.loss())
        self.store.trained[...] = weights
        return (losses[0] - losses[1]) / (2 * STEP)

    def check(self):
        gradient = self.gradient()
        assert np.isfinite(gradient).all()
        scale = np.abs(gradient).max(initial=1e-3)
        for _ in range(DIRECTIONS):
            direction = self.random.normal(size=gradient.shape)
            direction /= max(1.0, np.linalg.norm(direction))
            np.testing.assert_allclose(gradient @ direction, self.slope(direction), rtol=1e-3, atol=1e-5 * scale)


@some
@given(sound_networks([layer for name, layer in samples.LAYERS.items() if name not in samples.HOLDS_CONSTANT]))
def test_any_network_knows_its_gradient(network):
    Differentiable(network, MeanSquaredError()).check()


@pytest.mark.parametrize("loss", TYPES[Loss], ids=lambda loss: loss.__name__)
def test_every_loss_hands_its_gradient_to_the_network(loss):
    activation = Exponential() if loss is Poisson else Linear() if loss.target_form == "values" else Softmax()
    network = chain(Input(shape=(4,)), Dense(units=5, activation=Tanh()), Dense(units=3, activation=activation)).network
    Differentiable(network, loss(), batch=5).check()


def test_a_fork_adds_up_what_its_branches_send_back():
    document = wired(
        {"x": Input(shape=(3,)), "stem": Dense(units=4, activation=Tanh())}
        | {"a": Dense(units=4, activation=Tanh()), "b": LayerNormalization(), "sum": Add(), "all": Concatenate()}
        | {"output": Dense(units=2)},
        *("x > stem", "stem > a", "stem > b", "a > sum", "b > sum:1", "stem > sum:2"),
        *("sum > all", "stem > all:1", "stem > all:2", "all > output"),
    )
    Differentiable(document.network, MeanSquaredError()).check()


def test_pictures_through_every_kind_of_layer():
    network = chain(
        Input(shape=(6, 6, 2)),
        Conv2D(filters=4, kernel_size=(3, 3), padding="same", activation=Relu(), groups=2),
        BatchNormalization(),
        MaxPooling2D(),
        Dropout(rate=0.3),
        Flatten(),
        Dense(units=3, activation=Softmax()),
    ).network
    Differentiable(network, CategoricalCrossentropy(), batch=5).check()


@pytest.mark.parametrize("regularizer", [L1(l1=0.1), L2(l2=0.1), L1L2(l1=0.1, l2=0.2)])
def test_penalties_are_part_of_the_loss_and_of_its_gradient(regularizer):
    plain = Dense(units=2, activation=Tanh())
    network = chain(Input(shape=(3,)), plain.replace(kernel_regularizer=regularizer, bias_regularizer=regularizer))
    penalized = Differentiable(network.network, MeanSquaredError())
    penalized.check()
    free = Differentiable(chain(Input(shape=(3,)), plain).network, MeanSquaredError())
    weights = penalized.store.trained
    penalty = sum(
        getattr(regularizer, "l1", 0) * np.abs(part).sum() + getattr(regularizer, "l2", 0) * (part**2).sum()
        for part in (weights[:6], weights[6:])
    )
    assert penalized.loss() == pytest.approx(free.loss() + penalty)


def test_dropout_draws_anew_and_its_gradient_knows_what_was_dropped():
    network = chain(Input(shape=(20,)), Dense(units=20), Dropout(rate=0.5), Dense(units=2)).network
    Differentiable(network, MeanSquaredError()).check()


def test_shared_weights_learn_from_everywhere_they_are_used():
    document = wired(
        {"x": Input(shape=(3,)), "y": Input(shape=(3,)), "a": Dense(units=4, kernel_regularizer=L2(l2=0.1))}
        | {"b": Dense(units=4), "c": Dense(units=4), "all": Concatenate(), "output": Dense(units=1)},
        *("x > a", "y > b", "y > c", "a > all", "b > all:1", "c > all:2", "all > output"),
    )
    document = apply(document, edits.share_weights(document, ["b", "c"], "a"))
    shared = Differentiable(document.network, MeanSquaredError())
    assert [slot.path for slot in shared.store.slots] == ["a/kernel", "a/bias", "output/kernel", "output/bias"]
    shared.check()


def test_a_node_that_shares_weights_may_come_before_their_owner():
    document = wired(
        {
            "x": Input(shape=(3,)),
            "early": Dense(units=3, activation=Tanh()),
            "late": Dense(units=3),
            "end": Dense(units=1),
        },
        *("x > early", "early > late", "late > end"),
    )
    document = apply(document, edits.share_weights(document, ["early"], "late"))
    Differentiable(document.network, MeanSquaredError()).check()


def test_only_weights_that_move_have_a_gradient():
    document = chain(Input(shape=(3,)), Dense(units=4), BatchNormalization(), Dense(units=2))
    document = apply(document, edits.set_trainable(document, ["dense", "batch_normalization"], False))
    frozen = Differentiable(document.network, MeanSquaredError())
    assert len(frozen.gradient()) == 4 * 2 + 2
    frozen.check()
