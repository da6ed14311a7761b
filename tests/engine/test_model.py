from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.scaling import Normalization
from nnstudio.catalog.losses import SparseCategoricalCrossentropy
from nnstudio.catalog.metrics import AutoAccuracy
from nnstudio.engine.batches import Batches, spans
from nnstudio.engine.feeding import fed
from nnstudio.engine.model import Evaluator, Model, require_sound
from nnstudio.engine.plans import Plans
from nnstudio.errors import NetworkError
from nnstudio.network.document import Document, Training
from tests.engine.trainings import PICTURES, pictures
from tests.network.networks import chain, wired


@pytest.fixture
def model():
    model = Model(PICTURES.network)
    model.store.initialize(1)
    return model


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch_size=st.integers(1, 60))
def test_predictions_do_not_depend_on_the_batch_size(model, batch_size):
    inputs = pictures().train.inputs
    np.testing.assert_allclose(model.predict(inputs, batch_size), model.predict(inputs), rtol=1e-5, atol=1e-6)


def test_no_rows_give_no_predictions(model):
    assert model.predict({"input": np.zeros((0, 6, 6, 1))}).shape == (0, 3)


def test_inputs_of_other_types_are_taken(model):
    x = np.ones((2, 6, 6, 1), np.int64)
    np.testing.assert_array_equal(model.predict({"input": x}), model.predict({"input": x.astype(np.float32)}))
    converted = fed(model.network, {"input": x[:, ::-1]})["input"]
    assert converted.flags.c_contiguous
    assert converted.dtype == np.float32


def test_the_inside_of_a_network_can_be_looked_at(model):
    inputs = pictures().train.inputs
    inside = model.activations(inputs)
    assert inside["conv2d"].shape == (len(inputs["input"]), 6, 6, 3)
    np.testing.assert_array_equal(inside["dense"], model.predict(inputs, len(inputs["input"])))


@pytest.mark.parametrize("batch_size", [1, 7, 100])
def test_figures_are_those_over_all_samples(model, batch_size):
    samples = pictures().train
    training = Training(loss=SparseCategoricalCrossentropy(), metrics=(AutoAccuracy(),))
    evaluator = Evaluator(model, training, batch_size)
    predictions = model.predict(samples.inputs)
    penalty = 0.001 * np.sum(model.store.named()["dense/kernel"] ** 2)
    losses = -np.log(predictions[np.arange(len(samples)), samples.target])
    for _ in range(2):
        figures = evaluator.evaluate(Batches(samples.inputs, {"dense": samples.target}))
        assert figures["loss"] == pytest.approx(losses.mean() + penalty, rel=1e-5)
        assert figures["accuracy"] == pytest.approx(np.mean(predictions.argmax(1) == samples.target))


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (Document(), "The canvas is empty."),
        (chain(Dense(units=1)), "No Input is on the canvas."),
        (wired({"x": Input(shape=(1,)), "a": Dense(units=1)}, "x > a", "a > a:1"), "form a cycle"),
        (chain(Input(shape=(4,)), Input(shape=(4,)), Dense(units=1)), "has 1 edge coming in and takes none"),
    ],
)
def test_a_network_that_does_not_compute_is_refused(document, sentence):
    with pytest.raises(NetworkError, match=sentence):
        require_sound(document.network)


def test_spans_cover_every_sample_once():
    assert list(spans(10, 4)) == [(0, 4), (4, 4), (8, 2)]
    assert list(spans(8, 4)) == [(0, 4), (4, 4)]
    assert list(spans(0, 4)) == []


def test_plans_are_compiled_once_and_the_oldest_let_go():
    compiled = []
    plans = Plans(lambda size: compiled.append(size) or size)
    for size in (32, 5, 32, 5, 1, 2, 32, 3, 32, 5):
        assert plans[size] == size
    assert compiled == [32, 5, 1, 2, 3, 5]


def test_layers_adapt_to_the_training_rows_as_scikit_learn_would(sensors):
    network = chain(Input(shape=(3,)), Normalization(), Normalization(axis=None), Dense(units=1)).network
    model = Model(network)
    model.store.initialize(0)
    model.adapt({"input": sensors})
    scaler = StandardScaler().fit(sensors)
    weights = model.store.named()
    np.testing.assert_allclose(weights["normalization/mean"], scaler.mean_, rtol=1e-5)
    np.testing.assert_allclose(weights["normalization/variance"], scaler.var_, rtol=1e-5)
    np.testing.assert_allclose(
        model.activations({"input": sensors})["normalization"], scaler.transform(sensors), rtol=1e-4, atol=1e-5
    )
    assert weights["normalization_2/mean"] == pytest.approx(0, abs=1e-5)  # what comes to it is normalized already
    assert weights["normalization_2/variance"] == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("layer", [Normalization(mean=(1.0,), variance=(2.0,)), Normalization(invert=True)])
def test_what_is_given_or_works_backwards_does_not_adapt(sensors, layer):
    model = Model(chain(Input(shape=(3,)), layer).network)
    model.store.initialize(0)
    before = model.store.named()
    model.adapt({"input": sensors})
    for name, array in model.store.named().items():
        np.testing.assert_array_equal(array, before[name])


@pytest.fixture
def sensors():
    """Rows of three sensors with scales of their own, more than fit into one batch."""
    return np.random.default_rng(0).normal([5, -200, 0.01], [2, 30, 0.001], (700, 3)).astype(np.float32)
