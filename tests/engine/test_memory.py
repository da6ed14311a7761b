"""What a training takes of memory is known before, and refused where there is not so much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnstudio.catalog.callbacks import EarlyStopping
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.reshaping import ZeroPadding2D
from nnstudio.catalog.losses import MeanSquaredError
from nnstudio.catalog.optimizers import SGD, Adam
from nnstudio.engine import memory
from nnstudio.engine.arena import Arena
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.memory import least_need, need_of, require_room, room, size_of
from nnstudio.engine.model import Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.trainer import Trainer
from nnstudio.errors import NetworkError
from nnstudio.network.document import Training
from nnstudio.network.inference import infer
from tests.engine.trainings import LINE, PICTURES, line, pictures, with_training
from tests.network.networks import chain, sound_networks

some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def compiled(network, arena, slices=1, batch=8):
    model = Model(network)
    objective = Objective.of(Training(loss=MeanSquaredError()), model.prediction_shapes, {})
    rngs = {node.id: np.random.default_rng(0) for node in model.network.nodes}
    return compile_plan(
        model.network, model.inference, model.store, batch, objective=objective, rngs=rngs, slices=slices, arena=arena
    )


@some
@given(sound_networks())
def test_a_plan_that_only_asks_takes_what_the_true_one_takes(network):
    true, asked = (compiled(network, arena) for arena in (Arena(), Arena(0)))
    assert asked.memory == true.memory
    assert true.memory.total == sum(true.memory.by_node.values())


def test_results_and_gradients_are_counted_and_given_to_their_nodes():
    network = chain(Input(shape=(5,)), Dense(units=7), Dense(units=3)).network
    plan = compiled(network, Arena())
    assert plan.memory.by_node["input"] == 4 * 8 * 5
    assert plan.memory.by_node["dense"] >= 4 * 8 * 7 * 2


def test_beyond_its_limit_an_arena_makes_nothing():
    arena = Arena(100)
    small, large = arena.empty("a", (25,), np.float32), arena.zeros("b", (10**9, 10**6), np.float32)
    assert (small.shape, large.shape) == ((25,), (10**9, 10**6))
    assert not arena.is_real
    assert arena.total == 100 + 4 * 10**15
    assert arena.by_node == {"a": 100, "b": 4 * 10**15}


@given(st.integers(1, 9), st.sampled_from([np.float32, np.float64, bool]))
def test_arrays_begin_at_lines_of_the_cache(length, dtype):
    arena = Arena()
    for array in (arena.empty("a", (length, 3), dtype), arena.zeros("a", (length,), dtype)):
        assert array.ctypes.data % 64 == 0
        assert array.dtype == dtype
    assert not array.any()


def test_every_copy_of_the_weights_counts():
    def weights(**changes):
        document = with_training(LINE, **changes)
        return Trainer(document, line()).memory.weights

    plain = weights(optimizer=SGD())
    assert weights(optimizer=Adam()) > plain
    assert weights(optimizer=Adam(amsgrad=True)) > weights(optimizer=Adam())
    assert weights(optimizer=SGD(use_ema=True)) > plain
    assert weights(optimizer=SGD(gradient_accumulation_steps=2)) > plain
    assert weights(callbacks=(EarlyStopping(monitor="loss", restore_best_weights=True),)) > weights()


def test_the_rest_of_an_epoch_takes_a_plan_of_its_own():
    plan, inference = (trainer := Trainer(PICTURES, pictures())).plan, trainer.model.inference
    whole, rest, validated = (
        need_of(plan, inference, PICTURES.training, slices=1, rest=rest, validation=validation).plans
        for rest, validation in ((0, 0), (4, 0), (0, 1000))
    )
    assert rest == pytest.approx(1.5 * whole, rel=1e-3)
    assert validated == whole + 1000


def test_validation_takes_less_than_training_since_nothing_goes_back():
    trainer = Trainer(PICTURES, pictures())
    size = PICTURES.training.batch_size
    one, two = (trainer._evaluator.memory(samples) for samples in (size, size + size // 2))
    assert 0 < one < size_of(trainer.plan)
    assert two == pytest.approx(1.5 * one, rel=1e-3)


@pytest.mark.parametrize(("units", "guilty"), [(10**13, "dense"), (2**53, "dense")])
def test_units_without_end_are_refused_before_anything_is_made(units, guilty):
    network = chain(Input(shape=(1,)), Dense(units=units), Dense(units=1)).network
    with pytest.raises(NetworkError, match=f"Make Dense “{guilty}” smaller, which needs the most"):
        Model(network)


def test_results_without_end_are_refused_too():
    network = chain(Input(shape=(2, 2, 1)), ZeroPadding2D(padding=((10**6, 10**6), (10**6, 10**6)))).network
    with pytest.raises(NetworkError, match="needs the most"):
        Model(network)


def test_a_batch_that_is_too_large_is_refused_with_one_that_fits(monkeypatch):
    network = chain(Input(shape=(100,)), Dense(units=100)).network
    monkeypatch.setattr(memory, "available_memory", lambda: 10**7)
    require_room(least_need(infer(network), batch=100), network, 100)
    with pytest.raises(NetworkError) as refusal:
        require_room(least_need(infer(network), batch=10_000), network, 10_000)
    assert refusal.value.sentence == (
        "Training this network takes about 11.0 MB of memory, and 10.0 MB are free. Choose a batch size of 6199 or "
        "less, or make Dense “dense” smaller, which needs the most."
    )
    require_room(least_need(infer(network), batch=6199), network, 6199)


def test_a_training_that_only_its_kernels_make_too_large_is_refused_before_it_begins(monkeypatch):
    needed = Trainer(PICTURES, pictures()).memory.total
    monkeypatch.setattr(memory, "available_memory", lambda: needed)
    with pytest.raises(NetworkError, match=r"^Training this network takes about .* which needs the most\.$"):
        Trainer(PICTURES, pictures())
    monkeypatch.setattr(memory, "available_memory", lambda: 2 * needed)
    Trainer(PICTURES, pictures())


def test_where_the_system_does_not_tell_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: None)
    assert room() == float("inf")


def test_an_array_that_no_computer_could_hold_is_refused_in_words():
    with pytest.raises(NetworkError) as refusal:
        Arena(0).empty("pad", (2**31, 2**31), np.float32)
    assert str(refusal.value) == (
        "Training this network takes an array of 2147483648×2147483648 values, more than any computer can hold. Make "
        "its layers smaller."
    )
