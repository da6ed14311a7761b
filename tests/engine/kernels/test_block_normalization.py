"""BatchNormalization slice by slice: the same numbers as for the whole batch, and as for the layer's own kernels."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.activation import ReLU
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.engine.kernels import choice
from nnstudio.engine.kernels.block_normalization import BlockNormalization
from nnstudio.engine.plan import Stage, run_phases
from tests.catalog.layers.test_every_layer import MOST_ALLOCATED, allocated, small_casting_buffers
from tests.engine.kernels.chained import Chained
from tests.engine.test_slices import Sliced, compare_with_threads
from tests.network.networks import chain

SHAPE = (12, 10, 16)
POOLED = [BatchNormalization(), ReLU(), MaxPooling2D()]
NETWORK = chain(
    Input(shape=(24, 24, 2)),
    Conv2D(filters=8, kernel_size=(3, 3), padding="same"),
    BatchNormalization(),
    ReLU(),
    MaxPooling2D(),
    Conv2D(filters=32, kernel_size=(3, 3), padding="same"),
    BatchNormalization(scale=False),
    Flatten(),
    Dense(units=2),
).network


def names_of(plan):
    return [step.kernel for step in plan.steps if step.stage is Stage.FORWARD]


@pytest.mark.parametrize("slices", [1, 2, 3])
def test_slices_meet_and_find_what_the_layers_find(monkeypatch, slices):
    together = Sliced(NETWORK, slices=slices, batch=8)
    assert names_of(together.plan).count("BlockNormalization") == (2 if slices == 1 else 4)  # before and after waiting
    monkeypatch.setattr(choice, "GROUP_CHOICES", ())
    alone = Sliced(NETWORK, slices=1, batch=8)
    assert "BlockNormalization" not in names_of(alone.plan)
    for one in (together, alone):
        one.run(run_phases)
    for values in ("gradient", "tracked"):
        found, expected = (getattr(one.model.store, values) for one in (together, alone))
        np.testing.assert_allclose(found, expected, rtol=1e-8, atol=1e-13 * np.abs(expected).max())
    np.testing.assert_allclose(together.plan.loss, alone.plan.loss, rtol=1e-11)


def test_threads_change_no_bit():
    compare_with_threads(NETWORK, slices=3, batch=10)


@pytest.mark.parametrize("layers", [POOLED, [BatchNormalization(center=False, scale=False)]], ids=["pooled", "bare"])
@pytest.mark.parametrize("wants_gradient", [True, False])
def test_blocks_add_up(layers, wants_gradient):
    compare(layers, batch=70, wants_gradient=wants_gradient)


def test_averages_move_as_those_of_the_layer():
    ours, plain = (bound(POOLED, batch=70, kernel=kernel) for kernel in (BlockNormalization(POOLED), None))
    for one in (ours, plain):
        one.results()
    for name in ("moving_mean", "moving_variance"):
        np.testing.assert_allclose(ours.weights[name], plain.weights[name], rtol=1e-10)


def test_a_prediction_uses_the_moving_averages():
    ours, plain = (
        bound(POOLED, batch=70, kernel=kernel, training=False, draw=positive)
        for kernel in (BlockNormalization(POOLED), None)
    )
    for one in (ours, plain):
        one.forward()
    np.testing.assert_allclose(ours.out, plain.out, rtol=1e-10)


def test_a_variance_that_is_small_beside_the_mean_is_right_in_single_precision():
    layers = [BatchNormalization()]

    def far_from_zero(random, shape):
        return random.normal(size=shape) + (3000 if len(shape) == 4 else 0)

    ours = bound(layers, batch=64, kernel=BlockNormalization(layers), dtype=np.float32, draw=far_from_zero)
    ours.weights["moving_variance"][...] = 0
    ours.forward()
    variance = ours.x.astype(np.float64).var((0, 1, 2))
    np.testing.assert_allclose(ours.weights["moving_variance"], 0.01 * variance, rtol=1e-5)


def test_a_bound_pass_allocates_nothing():
    one = bound(POOLED, batch=70, kernel=BlockNormalization(POOLED), dtype=np.float32)
    one.results()
    with small_casting_buffers():
        assert allocated(one.forward_calls) < MOST_ALLOCATED
        assert allocated(one.backward_calls) < MOST_ALLOCATED


@pytest.mark.parametrize(
    "layers", [[BatchNormalization(axis=1)], [Dense(units=2)], [BatchNormalization(), BatchNormalization()]], ids=str
)
def test_other_layers_are_left_to_themselves(layers):
    assert not BlockNormalization.takes(layers)


def compare(layers, **settings):
    ours = bound(layers, kernel=BlockNormalization(layers), **settings).results()
    for name, expected in bound(layers, **settings).results().items():
        np.testing.assert_allclose(ours[name], expected, rtol=1e-9, atol=1e-11 * np.abs(expected).max(), err_msg=name)


def bound(layers, *, batch, **settings):
    return Chained(layers, SHAPE, batch, **settings)


def positive(random, shape):
    return random.uniform(0.5, 1.5, shape)
