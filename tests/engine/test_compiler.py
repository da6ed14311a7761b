from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio.catalog.activations import Relu, Softmax
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.embedding import Embedding
from nnstudio.catalog.layers.masking import Masking
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.regularization.dropout import Dropout
from nnstudio.catalog.layers.reshaping import Flatten, Reshape
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.catalog.losses import MeanSquaredError, SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import AutoAccuracy
from nnstudio.engine.compiler import compile_plan
from nnstudio.engine.model import Model
from nnstudio.engine.objective import Objective
from nnstudio.engine.plan import run_phases
from nnstudio.network import edits
from nnstudio.network.change import apply
from nnstudio.network.document import Training
from tests.catalog.bound_calls import CASTING_BUFFERS, allocated
from tests.engine.trainings import PICTURES
from tests.network.networks import chain, sound_networks, wired

thorough = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plan_of(network, *, batch=4, training=True, loss=None, metrics=(), dtype=np.float32):
    """A plan with random weights, inputs and targets."""
    model = Model(network, dtype)
    model.store.initialize(0)
    np.abs(model.store.tracked, model.store.tracked)  # moving variances may begin with anything
    asked = Training(loss=loss or MeanSquaredError(), metrics=metrics)
    objective = Objective.of(asked, model.prediction_shapes, {})
    rngs = {node.id: np.random.default_rng(0) for node in network.nodes} if training else None
    plan = compile_plan(network, model.inference, model.store, batch, objective=objective, rngs=rngs)
    random = np.random.default_rng(1)
    for array in plan.inputs.values():
        array[...] = random.normal(size=array.shape)
    return plan, model


def calls_of(phases):
    return [call for phase in phases for part in phase for call in part]


@thorough
@given(sound_networks())
def test_arrays_have_the_shapes_that_were_inferred(network):
    plan, model = plan_of(network)
    assert plan.activations.keys() == network.by_id.keys()
    for name, array in plan.activations.items():
        assert array.shape == (4, *model.inference.shapes[name])
        assert array.dtype == np.float32
    for name, array in plan.gradients.items():
        assert array.shape == plan.activations[name].shape
    run_phases(plan.forward)
    run_phases(plan.backward)
    assert all(np.isfinite(array).all() for array in plan.activations.values())


@thorough
@given(sound_networks())
def test_a_plan_gives_the_same_however_often_it_is_run(network):
    plan, model = plan_of(network, training=False)
    run_phases(plan.forward)
    first = plan.outputs["output"].copy()
    run_phases(plan.forward)
    np.testing.assert_array_equal(plan.outputs["output"], first)
    assert np.isfinite(model.store.trained).all()


@thorough
@given(sound_networks())
def test_samples_do_not_know_of_each_other_in_inference(network):
    plan, _ = plan_of(network, training=False)
    run_phases(plan.forward)
    first = plan.outputs["output"].copy()
    for array in plan.inputs.values():
        array[1:] = array[:1]
    run_phases(plan.forward)
    np.testing.assert_allclose(plan.outputs["output"], np.repeat(first[:1], 4, axis=0), rtol=1e-4, atol=1e-5)


def test_a_step_allocates_nothing():
    plan, _ = plan_of(PICTURES.network, batch=4096, loss=SparseCategoricalCrossentropy(), metrics=(AutoAccuracy(),))
    smallest = min(array.nbytes for array in plan.activations.values() if array.ndim > 2)
    calls = [*calls_of(plan.forward), *plan.measure, *calls_of(plan.backward)]
    assert allocated(calls) < CASTING_BUFFERS < smallest


def test_a_plan_without_an_objective_only_predicts():
    model = Model(PICTURES.network)
    plan = compile_plan(PICTURES.network, model.inference, model.store, 3)
    assert (plan.backward, plan.measure, plan.targets, plan.loss) == ((), (), {}, None)


def test_a_plan_for_evaluation_has_no_backward_half():
    plan, _ = plan_of(PICTURES.network, training=False, loss=SparseCategoricalCrossentropy())
    assert plan.backward == ()
    assert plan.gradients == {}
    assert plan.targets["dense"].values.dtype == np.int64


def test_no_gradient_is_computed_where_nothing_learns():
    document = chain(Input(shape=(3,)), Dense(units=4, activation=Relu()), Dense(units=4), Dense(units=2))
    everything, _ = plan_of(document.network)
    document = apply(document, edits.set_trainable(document, ["dense", "dense_2"], False))
    only_the_last, _ = plan_of(document.network)
    assert everything.gradients.keys() == {"dense", "dense_2", "dense_3"}
    assert only_the_last.gradients.keys() == {"dense_3"}
    assert len(calls_of(only_the_last.backward)) < len(calls_of(everything.backward))


def test_a_network_in_which_nothing_learns_has_nothing_to_do_backwards():
    document = chain(Input(shape=(3,)), Dense(units=2))
    document = apply(document, edits.set_trainable(document, ["dense"], False))
    plan, model = plan_of(document.network)
    run_phases(plan.forward)
    run_phases(plan.backward)
    assert len(model.store.gradient) == 0


def test_deep_networks_compile():
    network = chain(Input(shape=(1,)), *[Dense(units=1)] * 1200).network
    plan, _ = plan_of(network, batch=1)
    run_phases(plan.forward)
    run_phases(plan.backward)


@pytest.mark.parametrize("trainable", [True, False])
def test_frozen_batch_normalization_stays_in_inference_mode_as_in_keras(trainable):
    document = chain(Input(shape=(3,)), BatchNormalization(), Dense(units=2))
    document = apply(document, edits.set_trainable(document, ["batch_normalization"], trainable))
    training, model = plan_of(document.network)
    before = model.store.named()
    evaluation = compile_plan(document.network, model.inference, model.store, 4)
    evaluation.inputs["input"][...] = training.inputs["input"]
    run_phases(evaluation.forward)
    run_phases(training.forward)
    same = np.allclose(training.activations["batch_normalization"], evaluation.activations["batch_normalization"])
    assert same != trainable
    mean = "batch_normalization/moving_mean"
    assert np.array_equal(before[mean], model.store.named()[mean]) != trainable


def test_frozen_dropout_still_drops_as_in_keras():
    document = chain(Input(shape=(50,)), Dropout(rate=0.5), Dense(units=1))
    document = apply(document, edits.set_trainable(document, ["dropout"], False))
    plan, _ = plan_of(document.network)
    run_phases(plan.forward)
    assert 0 < (plan.activations["dropout"] == 0).mean() < 1


def test_dropout_is_gone_in_evaluation():
    network = chain(Input(shape=(50,)), Dropout(rate=0.5), Dense(units=1)).network
    plan, _ = plan_of(network, training=False)
    run_phases(plan.forward)
    np.testing.assert_array_equal(plan.activations["dropout"], plan.inputs["input"])


def test_a_source_may_feed_a_layer_twice():
    document = wired({"x": Input(shape=(2,)), "sum": Add(), "out": Dense(units=1)}, "x > sum", "x > sum:1", "sum > out")
    plan, _ = plan_of(document.network)
    run_phases(plan.forward)
    np.testing.assert_array_equal(plan.activations["sum"], 2 * plan.inputs["x"])


def test_the_loss_of_a_batch_does_not_count_until_it_is_measured():
    model = Model(PICTURES.network)
    objective = Objective.of(Training(loss=SparseCategoricalCrossentropy()), model.prediction_shapes, {})
    totals = objective.totals
    plan = compile_plan(PICTURES.network, model.inference, model.store, 5, objective=objective)
    run_phases(plan.forward)
    assert totals.results() == {"loss": 0.0}
    assert plan.loss == pytest.approx(np.log(3), rel=1e-5)
    totals.add(plan, plan.batch_loss)
    totals.add(plan, plan.batch_loss)
    np.testing.assert_allclose(totals.values, [10 * np.log(3), 10], rtol=1e-5)


def test_double_precision_reaches_every_array():
    plan, model = plan_of(chain(Input(shape=(3,)), Dense(units=3, activation=Softmax())).network, dtype=np.float64)
    target = plan.targets["dense"].values
    arrays = [*plan.activations.values(), *plan.gradients.values(), target, plan.loss, model.store.trained]
    assert {array.dtype for array in arrays} == {np.dtype(np.float64)}


def test_whole_numbers_are_kept_as_such_and_turned_into_numbers_where_layers_compute():
    document = wired(
        {
            "words": Input(shape=(3,), dtype="int32"),
            "vectors": Embedding(input_dim=5, output_dim=2),
            "flat": Flatten(),
            "dense": Dense(units=2),
            "again": Dense(units=2),
            "all": Concatenate(),
            "words again": Flatten(),
        },
        "words > vectors",
        "vectors > flat",
        "words > words again",
        "words again > dense",
        "words again > again",
        "flat > all",
        "dense > all:1",
        "again > all:2",
        "words again > all:3",
    )
    plan, model = plan_of(document.network)
    plan.inputs["words"][...] = rows = np.arange(12).reshape(4, 3) % 5
    run_phases(plan.forward)
    run_phases(plan.backward)
    assert {name for name, array in plan.activations.items() if array.dtype == np.int32} == {"words", "words again"}
    assert plan.gradients.keys() == {"all", "flat", "vectors", "dense", "again"}
    kernel, bias = (model.store.named()[f"dense/{name}"] for name in ("kernel", "bias"))
    np.testing.assert_allclose(plan.activations["dense"], rows.astype(np.float32) @ kernel + bias, rtol=1e-5)
    np.testing.assert_array_equal(plan.outputs["all"][:, -3:], rows)


def test_a_network_may_end_in_whole_numbers():
    network = chain(Input(shape=(2, 2), dtype="int32"), Flatten()).network
    plan, _ = plan_of(network, training=False)
    run_phases(plan.forward)
    assert np.isfinite(plan.loss)


def test_the_loss_leaves_out_all_positions_of_a_hidden_step():
    network = chain(Input(shape=(3, 2, 4)), Masking(), TimeDistributed(layer=Dense(units=2))).network
    assert Model(network).inference.masks["time_distributed"] == (3, 2)
    steps = chain(Input(shape=(3, 4)), Masking(), TimeDistributed(layer=Reshape(target_shape=(2, 2)))).network
    plan, _ = plan_of(steps, training=False)
    x = plan.inputs["input"]
    x[:, 1:] = 0
    run_phases(plan.forward)
    ((prediction,), (target,)) = plan.outputs.values(), plan.targets.values()
    assert float(plan.loss) == pytest.approx(np.mean((target.values - prediction)[:, 0] ** 2), rel=1e-5)


def test_what_goes_through_no_function_is_not_copied():
    plan, _ = plan_of(chain(Input(shape=(3,)), Dense(units=2)).network)
    functions = [call.func for phase in (*plan.forward, *plan.backward) for part in phase for call in part]
    assert np.copyto not in functions
