from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Linear, Softmax
from nnstudio.catalog.initializers import Constant, Orthogonal
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.recurrent import GRU, LSTM, SimpleRNN
from tests.catalog.layers.harness import BoundLayer

EVERY_TYPE = pytest.mark.parametrize("layer", [SimpleRNN, LSTM, GRU], ids=lambda layer: layer.__name__)


@EVERY_TYPE
def test_going_backwards_is_reading_the_sequence_turned_round(layer):
    for every_step in (True, False):
        forwards = BoundLayer(layer(units=3, return_sequences=every_step), [(5, 2)])
        backwards = BoundLayer(layer(units=3, return_sequences=every_step, go_backwards=True), [(5, 2)])
        backwards.inputs[0][...] = forwards.inputs[0][:, ::-1].copy()
        np.testing.assert_array_equal(backwards.forward(), forwards.forward())
        forwards.backward()
        backwards.backward()
        np.testing.assert_array_equal(backwards.gradients[0], forwards.gradients[0][:, ::-1])


@EVERY_TYPE
def test_the_last_step_is_what_is_given_alone(layer):
    every = BoundLayer(layer(units=3, return_sequences=True), [(5, 2)])
    last = BoundLayer(layer(units=3), [(5, 2)])
    np.testing.assert_array_equal(last.forward(), every.forward()[:, -1])


@EVERY_TYPE
def test_every_batch_begins_without_memory(layer):
    bound = BoundLayer(layer(units=3), [(5, 2)])
    first = bound.forward().copy()
    bound.backward()
    np.testing.assert_array_equal(bound.forward(), first)


def test_inputs_are_dropped_by_one_mask_for_all_steps():
    bound = BoundLayer(
        SimpleRNN(units=50, activation=Linear(), dropout=0.3, return_sequences=True), [(4, 50)], batch=40
    )
    bound.weights["kernel"][...] = np.eye(50)
    for name in ("recurrent_kernel", "bias"):
        bound.weights[name][...] = 0
    factors = bound.forward() / bound.inputs[0]
    np.testing.assert_allclose(factors, np.broadcast_to(factors[:, :1], factors.shape))
    kept = factors[:, 0] != 0
    np.testing.assert_allclose(factors[:, 0][kept], 1 / 0.7)
    assert abs(kept.mean() - 0.7) < 5 * np.sqrt(0.21 / kept.size)


def test_the_state_is_dropped_by_one_mask_for_all_steps():
    layer = SimpleRNN(units=50, activation=Linear(), recurrent_dropout=0.4, return_sequences=True)
    bound = BoundLayer(layer, [(3, 2)], batch=40)
    bound.weights["recurrent_kernel"][...] = np.eye(50)
    bound.weights["kernel"][...] = 0
    bound.weights["bias"][...] = 1
    out = bound.forward()
    mask = out[:, 1] - 1
    np.testing.assert_allclose(np.unique(mask.round(9)), [0, 1 / 0.6])
    np.testing.assert_allclose(out[:, 2], mask * out[:, 1] + 1)


@pytest.mark.parametrize(("recurrent_dropout", "alike"), [(0.0, True), (0.2, False)])
def test_gates_have_masks_of_their_own_where_the_state_is_dropped(recurrent_dropout, alike):
    units = 40
    layer = LSTM(units=units, activation=Linear(), recurrent_activation=Linear(), use_bias=False, dropout=0.5)
    bound = BoundLayer(layer.replace(recurrent_dropout=recurrent_dropout), [(1, units)], batch=40)
    bound.inputs[0][...] = 1
    bound.weights["kernel"][...] = np.tile(np.eye(units), 4)
    present = bound.forward() != 0  # input · candidate · output
    assert abs(present.mean() - (0.5 if alike else 0.125)) < 0.06


@EVERY_TYPE
def test_nothing_is_dropped_in_use(layer):
    settings = {"dropout": 0.5, "recurrent_dropout": 0.5, "units": 3}
    bound = BoundLayer(layer(**settings), [(5, 2)], training=False)
    plain = BoundLayer(layer(units=3), [(5, 2)], training=False)
    np.testing.assert_array_equal(bound.forward(), plain.forward())


def test_the_bias_of_the_forget_gate_begins_at_one():
    rng = np.random.default_rng(0)
    spec = LSTM(units=2, bias_initializer=Constant(value=0.5)).weights((4, 3))["bias"]
    np.testing.assert_array_equal(spec.initializer.values(spec.shape, rng), [0.5, 0.5, 1, 1, 0.5, 0.5, 0.5, 0.5])
    spec = LSTM(units=2, unit_forget_bias=False).weights((4, 3))["bias"]
    assert not spec.initializer.values(spec.shape, rng).any()


def test_weights_have_the_shapes_of_keras():
    shapes = {
        SimpleRNN(units=2): {"kernel": (3, 2), "recurrent_kernel": (2, 2), "bias": (2,)},
        LSTM(units=2): {"kernel": (3, 8), "recurrent_kernel": (2, 8), "bias": (8,)},
        GRU(units=2): {"kernel": (3, 6), "recurrent_kernel": (2, 6), "bias": (2, 6)},
        GRU(units=2, reset_after=False): {"kernel": (3, 6), "recurrent_kernel": (2, 6), "bias": (6,)},
        GRU(units=2, use_bias=False): {"kernel": (3, 6), "recurrent_kernel": (2, 6)},
    }
    for layer, expected in shapes.items():
        assert {name: spec.shape for name, spec in layer.weights((4, 3)).items()} == expected


@EVERY_TYPE
def test_only_sequences_are_read(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, values\), not 4$"):
        layer(units=3).output_shape((4,))


@pytest.mark.parametrize("layer", [LSTM, GRU])
def test_settings_that_cannot_work_are_refused(layer):
    with pytest.raises(
        ShapeError, match=r"^has the recurrent activation softmax, which works along axis 2, "
    ) as refusal:
        layer(units=3, recurrent_activation=Softmax(axis=2)).output_shape((4, 3))
    assert refusal.value.field == "recurrent_activation"


def test_a_bias_cannot_be_a_matrix():
    with pytest.raises(ShapeError) as refusal:
        LSTM(units=3, bias_initializer=Orthogonal()).output_shape((4, 3))
    assert str(refusal.value) == "has the bias initializer orthogonal, which needs a weight of at least two axes"
    assert refusal.value.field == "bias_initializer"


def test_long_sequences_stay_finite():
    for layer in (LSTM(units=4), GRU(units=4), SimpleRNN(units=4)):
        bound = BoundLayer(layer, [(300, 2)], dtype=np.float32)
        bound.forward()
        bound.backward()
        assert all(np.isfinite(gradient).all() for _, gradient in bound.learned().values())


def test_the_summary_is_the_units():
    assert GRU(units=1).summary == "1 unit"
    assert LSTM(units=8, return_sequences=True).summary == "8 units · every step"
