"""A batch that is cut into slices gives what the whole batch gives."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.activations import Tanh
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.catalog.layers.recurrent.lstm import LSTM
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.losses import MeanSquaredError
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.model import Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.plan import run_phases
from nnstudio.engine.slices import bounds_of, slice_count
from nnstudio.engine.team import Team
from nnstudio.network.document import Training
from nnstudio.network.graph import Edge, Network, Node
from nnstudio.network.inference import infer
from tests.catalog.layers import samples
from tests.network.networks import chain, sound_networks

BATCH = 5
some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("case", samples.golden_layers(), ids=str)
def test_slices_of_every_layer_add_up_to_the_whole(case):
    inputs = tuple(
        Node(id=f"x{port}", layer=Input(shape=shape, dtype="int32" if port in samples.integers_of(case) else "float32"))
        for port, shape in enumerate(samples.shapes_of(case))
    )
    layer = Node(id="layer", layer=samples.layer_of(case))
    after = (Node(id="flat", layer=Flatten()), Node(id="output", layer=Dense(units=2)))
    edges = tuple(Edge(node.id, "layer", port) for port, node in enumerate(inputs))
    network = Network((*inputs, layer, *after), (*edges, Edge("layer", "flat"), Edge("flat", "output")))
    compare_with_whole(network, slices=2)


@some
@given(sound_networks())
def test_slices_of_any_network_add_up_to_the_whole(network):
    compare_with_whole(network, slices=3)


def test_threads_change_no_bit():
    network = chain(
        Input(shape=(8, 8, 2)), Conv2D(filters=4, kernel_size=(3, 3)), Flatten(), Dense(units=3, activation=Tanh())
    ).network
    compare_with_threads(network, slices=3, batch=48)


def test_threads_change_no_bit_where_a_kernel_shares_its_work():
    network = chain(Input(shape=(24, 30)), LSTM(units=64), Dense(units=3)).network
    assert Sliced(network, slices=1, batch=64, dtype=np.float32).plan.most_parts == 2
    compare_with_threads(network, slices=1, batch=64)


def test_small_networks_are_not_cut(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    small = chain(Input(shape=(2,)), Dense(units=8), Dense(units=1)).network
    assert slice_count(small, infer(small), 32) == 1


@pytest.mark.parametrize(("processors", "count"), [(1, 1), (2, 2), (4, 4), (64, 16)])
def test_large_ones_are_cut_by_the_number_of_processors(monkeypatch, processors, count):
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    large = chain(Input(shape=(784,)), Dense(units=512), Dense(units=10)).network
    assert slice_count(large, infer(large), 256) == count


def test_a_look_up_in_a_large_table_is_no_reason_to_cut(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    layers = (Input(shape=(50,), dtype="int32"), Embedding(input_dim=100_000, output_dim=4), LSTM(units=2))
    network = chain(*layers).network
    assert slice_count(network, infer(network), 16) == 1


def test_steps_that_follow_from_each_other_are_not_worth_a_thread(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    network = chain(Input(shape=(50, 16)), LSTM(units=64), Dense(units=10)).network
    assert slice_count(network, infer(network), 64) == 1


@pytest.mark.parametrize(("size", "count"), [(8, 1), (64, 2)])
def test_layers_without_weights_are_worth_threads_on_large_pictures(monkeypatch, size, count):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    network = chain(Input(shape=(size, size, 16)), MaxPooling2D(), Dropout(rate=0.5)).network
    assert slice_count(network, infer(network), 32) == count


@pytest.mark.parametrize(("length", "count"), [(10, 3), (4, 4), (7, 1), (2, 3)])
def test_bounds_cover_everything_once(length, count):
    rows = bounds_of(length, count)
    assert [index for part in rows for index in range(length)[part]] == list(range(length))
    assert max(part.stop - part.start for part in rows) == math.ceil(length / count)


def compare_with_whole(network, slices):
    whole, sliced = Sliced(network, slices=1), Sliced(network, slices=slices)
    for one in (whole, sliced):
        one.run(run_phases)
    close = {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(sliced.plan.loss, whole.plan.loss, **close)
    np.testing.assert_allclose(sliced.model.store.gradient, whole.model.store.gradient, **close)
    np.testing.assert_allclose(sliced.model.store.tracked, whole.model.store.tracked, **close)
    for found, expected in (
        (sliced.plan.activations, whole.plan.activations),
        (sliced.plan.gradients, whole.plan.gradients),
    ):
        assert found.keys() == expected.keys()
        for name, array in expected.items():
            np.testing.assert_allclose(found[name], array, **close, err_msg=name)


def compare_with_threads(network, *, slices, batch):
    """With as many threads as there is work for, gradients and statistics are those of one, bit for bit."""
    alone, together = (Sliced(network, slices=slices, batch=batch, dtype=np.float32) for _ in range(2))
    team = Team(together.plan.most_parts)
    assert team.size > 1
    for _ in range(5):
        alone.run(run_phases)
        together.run(team.run)
        for values in ("gradient", "tracked"):
            found, expected = (getattr(one.model.store, values) for one in (together, alone))
            np.testing.assert_array_equal(found, expected)
    team.close()


class Sliced:
    """A network with random weights, inputs and targets, bound to a batch in so many slices."""

    def __init__(self, network, slices, batch=BATCH, dtype=np.float64):
        random = np.random.default_rng(0)
        self.model = model = Model(network, dtype)
        for slot in model.store.slots:
            slot.value[...] = random.uniform(0.5, 1.5, slot.value.shape)
        objective = Objective.of(Training(loss=MeanSquaredError()), model.prediction_shapes, {})
        rngs = {node.id: np.random.default_rng(1) for node in model.network.nodes}
        self.plan = compile_plan(
            model.network, model.inference, model.store, batch, objective=objective, rngs=rngs, slices=slices
        )
        for array in self.plan.inputs.values():
            whole = array.dtype.kind == "i"
            array[...] = random.integers(0, 3, array.shape) if whole else random.normal(size=array.shape)
        for target in self.plan.targets.values():
            target.values[...] = random.normal(size=target.values.shape)

    def run(self, run_all):
        with np.errstate(all="ignore"):
            run_all(self.plan.forward)
            run_all(self.plan.backward)
