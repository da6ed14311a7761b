from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Relu, Softmax
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import MeanSquaredError
from nnstudio.catalog.regularizers import L2
from nnstudio.engine.groups import groups_of
from nnstudio.engine.health import observe
from nnstudio.engine.kernels.block_convolution import BlockConvolution
from nnstudio.engine.layouts import Layout, layouts_of
from nnstudio.engine.plan import Stage, run_phases
from nnstudio.engine.trainer import Trainer
from nnstudio.network.inference import infer
from tests.engine.test_gradients import Differentiable
from tests.engine.test_slices import Sliced, compare_with_threads
from tests.engine.trainings import pictures
from tests.network.networks import chain, wired

BATCH = 24
CONVOLUTION = Conv2D(filters=3, kernel_size=(3, 3), padding="same", activation=Relu())
STEM = (Input(shape=(8, 8, 2)), CONVOLUTION, MaxPooling2D())
PICTURES = chain(*STEM, CONVOLUTION, MaxPooling2D(), Flatten(), Dense(units=3)).network
NAMES = ["conv2d", "max_pooling2d", "conv2d_2", "max_pooling2d_2"]


def grouped(network, asked=()):
    return [group.ids for group in groups_of(network, infer(network), asked) if len(group.ids) > 1]


def without_groups(monkeypatch):
    monkeypatch.setattr("nnstudio.engine.kernels.choice.GROUP_CHOICES", ())


def test_what_one_kernel_computes_is_a_group():
    groups = groups_of(PICTURES, infer(PICTURES), ())
    assert [group.ids for group in groups] == [("input",), tuple(NAMES[:2]), tuple(NAMES[2:]), ("flatten",), ("dense",)]
    assert [type(group.kernel) for group in groups[1:3]] == [BlockConvolution, BlockConvolution]
    assert groups[0].kernel is None


@pytest.mark.parametrize("name", NAMES[::2])
def test_what_others_ask_for_is_no_inside(name):
    assert (name, name.replace("conv2d", "max_pooling2d")) not in grouped(PICTURES, asked=[name])


def test_what_two_nodes_read_is_no_inside():
    layers = {"x": STEM[0], "conv": CONVOLUTION, "pool": MaxPooling2D(), "other": MaxPooling2D(), "sum": Add()}
    network = wired(layers, "x > conv", "conv > pool", "conv > other", "pool > sum", "other > sum:1").network
    assert grouped(network) == []


def test_what_is_penalized_is_no_inside():
    penalized = Conv2D(filters=4, kernel_size=(3, 3), activity_regularizer=L2())
    plan = Sliced(
        chain(STEM[0], penalized, MaxPooling2D(), Flatten(), Dense(units=2)).network, slices=1, batch=BATCH
    ).plan
    assert ("conv2d",) in [step.nodes for step in plan.steps]


def test_what_is_masked_is_computed_one_by_one():
    network = chain(STEM[0], Masking(), CONVOLUTION, MaxPooling2D()).network
    assert grouped(network) == []


def test_a_chain_of_groups_has_samples_last_between_its_borders():
    groups = groups_of(PICTURES, infer(PICTURES), ())
    layouts = layouts_of(groups, PICTURES, ())
    assert [name for name, layout in layouts.items() if layout is Layout.SAMPLES_LAST] == ["max_pooling2d"]
    assert layouts.keys() == {"input", "max_pooling2d", "max_pooling2d_2", "flatten", "dense"}


def test_what_is_asked_for_lies_as_everybody_expects():
    layouts = layouts_of(groups_of(PICTURES, infer(PICTURES), ()), PICTURES, ["max_pooling2d"])
    assert set(layouts.values()) == {Layout.CHANNELS_LAST}


@pytest.mark.parametrize("layout", Layout)
def test_a_layout_changes_no_index(layout):
    room = layout.room(np.zeros, (5, 4, 3, 2), np.float32)
    assert (room.shape, room.dtype) == ((5, 4, 3, 2), np.float32)
    assert room.strides.index(min(room.strides)) == {Layout.CHANNELS_LAST: 3, Layout.SAMPLES_LAST: 0}[layout]


@pytest.mark.parametrize("slices", [1, 2])
def test_groups_compute_what_nodes_compute_one_by_one(monkeypatch, slices):
    together = Sliced(PICTURES, slices=slices, batch=BATCH + 1)
    without_groups(monkeypatch)
    alone = Sliced(PICTURES, slices=slices, batch=BATCH + 1)
    for one in (together, alone):
        one.run(run_phases)
    np.testing.assert_allclose(together.plan.loss, alone.plan.loss, rtol=1e-9)
    np.testing.assert_allclose(together.model.store.gradient, alone.model.store.gradient, rtol=1e-9, atol=1e-9)
    for name, array in alone.plan.activations.items():
        np.testing.assert_allclose(together.plan.activations[name], array, rtol=1e-9, atol=1e-9, err_msg=name)
    for name in ("dense", "flatten", "max_pooling2d_2", "max_pooling2d"):
        gradient = alone.plan.gradients[name]
        np.testing.assert_allclose(together.plan.gradients[name], gradient, rtol=1e-9, atol=1e-9, err_msg=name)


def test_a_gradient_inside_a_group_is_that_of_the_pooling_after_it(monkeypatch):
    together = Sliced(PICTURES, slices=1, batch=BATCH)
    together.run(run_phases)
    found = together.plan.gradients["conv2d_2"]
    without_groups(monkeypatch)
    alone = Sliced(PICTURES, slices=1, batch=BATCH)
    alone.run(run_phases)
    passed = (
        alone.plan.activations["conv2d_2"] > 0
    )  # there, the convolution has overwritten it with what passed the ReLU
    np.testing.assert_allclose(found * passed, alone.plan.gradients["conv2d_2"], rtol=1e-9, atol=1e-12)


def test_looking_inside_changes_nothing():
    one = Sliced(PICTURES, slices=1, batch=BATCH)
    one.run(run_phases)
    before = one.model.store.gradient.copy(), one.model.store.trained.copy()
    assert {**one.plan.activations}.keys() == PICTURES.by_id.keys()
    assert {**one.plan.gradients}.keys() == PICTURES.by_id.keys() - {"input"}
    np.testing.assert_array_equal((one.model.store.gradient, one.model.store.trained), before)


def test_a_glance_is_at_a_few_samples():
    plan = Sliced(PICTURES, slices=1, batch=BATCH).plan
    assert plan.activations.glance("conv2d").shape == (8, 8, 8, 3)
    assert plan.activations.glance("max_pooling2d").shape == (BATCH, 4, 4, 3)


def test_steps_name_all_nodes_of_a_group():
    plan = Sliced(PICTURES, slices=1, batch=BATCH).plan
    steps = [(step.stage, step.kernel, step.nodes) for step in plan.steps if len(step.nodes) > 1]
    first, second = tuple(NAMES[:2]), tuple(NAMES[2:])
    assert steps == [
        (stage, "BlockConvolution", nodes)
        for stage, nodes in [
            (Stage.FORWARD, first),
            (Stage.FORWARD, second),
            (Stage.BACKWARD, second),
            (Stage.BACKWARD, first),
        ]
    ]


def test_the_gradient_of_groups_is_that_of_the_loss():
    Differentiable(PICTURES, MeanSquaredError(), batch=10).check()


def test_threads_change_no_bit_of_groups():
    compare_with_threads(PICTURES, slices=2, batch=48)


def test_every_node_of_a_group_is_observed():
    stem = (Input(shape=(6, 6, 1)), CONVOLUTION, MaxPooling2D(), Flatten(), Dense(units=3, activation=Softmax()))
    document = chain(*stem)
    trainer = Trainer(document, pictures())
    trainer.advance()
    healths = observe(trainer)
    assert healths.keys() == document.network.by_id.keys()
    assert all(health.gradient > 0 for name, health in healths.items() if name != "input")
