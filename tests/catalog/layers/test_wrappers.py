from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_config, write_config
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.core import Dense, Input
from nnstudio.catalog.layers.merging.arithmetic import Add
from nnstudio.catalog.layers.normalization.batch import BatchNormalization
from nnstudio.catalog.layers.normalization.spectral import SpectralNormalization
from nnstudio.catalog.layers.recurrent import GRU, LSTM, Bidirectional
from nnstudio.catalog.layers.reshaping import Flatten
from nnstudio.catalog.layers.time_distributed import TimeDistributed
from nnstudio.catalog.regularizers import L1
from nnstudio.errors import DocumentError
from tests.catalog.layers.harness import BoundLayer

BOTH = Bidirectional(layer=LSTM(units=2))


def test_a_wrapper_holds_its_layer_in_its_config():
    config = {"layer": {"type": "LSTM", "config": {"units": 8}}, "merge_mode": "sum"}
    layer = read_config(Bidirectional, config, "node")
    assert layer == Bidirectional(layer=LSTM(units=8), merge_mode="sum")
    assert write_config(layer) == config


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({}, r"Layer (layer) of node is missing"),
        ({"layer": {"type": "LSTM"}}, r"Units (units) of Layer (layer) of node is missing"),
        ({"layer": {"type": "LSTN", "config": {}}}, "There is no layer named 'LSTN'"),
        ({"layer": {"type": "LSTM", "config": {"units": 0}}}, "Units (units) of Layer (layer) of node must be"),
    ],
)
def test_what_is_wrong_with_the_layer_inside_is_said_with_its_field(config, reason):
    with pytest.raises(DocumentError) as refusal:
        read_config(Bidirectional, config, "node")
    assert reason in refusal.value.sentence
    assert refusal.value.field == "layer"


def test_either_direction_has_weights_of_its_own():
    assert [*BOTH.weights((4, 3))] == [
        f"{direction}/{name}"
        for direction in ("forward", "backward")
        for name in ("kernel", "recurrent_kernel", "bias")
    ]
    assert [*TimeDistributed(layer=Dense(units=2)).weights((4, 3))] == ["kernel", "bias"]


@pytest.mark.parametrize(
    ("layer", "shape", "field", "reason"),
    [
        (Bidirectional(layer=Dense(units=2)), (4, 3), "layer", "reads with a recurrent layer, and Dense is none; "),
        (Bidirectional(layer=LSTM(units=2)), (4,), "layer", "holds LSTM, which needs an input of 2 axes"),
        (
            Bidirectional(layer=LSTM(units=2, go_backwards=True)),
            (4, 3),
            "layer",
            "needs layers that read in different directions; let only the backward layer go backwards",
        ),
        (
            Bidirectional(layer=LSTM(units=2), backward_layer=GRU(units=3, go_backwards=True)),
            (4, 3),
            "backward_layer",
            "gets 2 from its layer and 3 from its backward layer; let them have the same units",
        ),
        (TimeDistributed(layer=Dense(units=2)), (4,), None, "needs an input of at least 2 axes (steps, values), not 4"),
        (
            SpectralNormalization(layer=Flatten()),
            (4, 3),
            "layer",
            "normalizes the one kernel of a layer, and Flatten has none; choose Dense or Conv2D",
        ),
        (SpectralNormalization(layer=LSTM(units=2)), (4, 3), "layer", "normalizes the one kernel of a layer, and LSTM"),
        (
            TimeDistributed(layer=Dense(units=2, activity_regularizer=L1())),
            (4, 3),
            "layer",
            "holds Dense with an activity regularizer, which only a layer by itself may have",
        ),
        (TimeDistributed(layer=Add()), (4, 3), "layer", "can hold a layer of one input, and Add is none"),
        (TimeDistributed(layer=Input(shape=(3,))), (4, 3), "layer", "can hold a layer of one input, and Input is none"),
        (
            TimeDistributed(layer=Conv2D(filters=2, kernel_size=(2, 2))),
            (4, 3),
            "layer",
            "holds Conv2D, which needs an input of 3 axes",
        ),
    ],
)
def test_a_layer_that_cannot_be_inside_is_refused_by_the_field_that_holds_it(layer, shape, field, reason):
    with pytest.raises(ShapeError) as refusal:
        layer.output_shape(shape)
    assert str(refusal.value).startswith(reason)
    assert refusal.value.field == field


def test_the_same_layer_is_applied_to_every_step():
    bound = BoundLayer(TimeDistributed(layer=Dense(units=2)), [(4, 3)])
    expected = bound.inputs[0] @ bound.weights["kernel"] + bound.weights["bias"]
    np.testing.assert_allclose(bound.forward(), expected)


def test_a_layer_that_looks_at_its_batch_sees_one_step_of_it_at_a_time():
    bound = BoundLayer(TimeDistributed(layer=BatchNormalization(scale=False, center=False)), [(4, 3)], batch=50)
    np.testing.assert_allclose(bound.forward().mean(0), 0, atol=1e-9)


def test_the_kernel_has_no_singular_value_above_one_after_enough_iterations():
    bound = BoundLayer(SpectralNormalization(layer=Dense(units=4), power_iterations=100), [(5,)])
    bound.inputs[0][...] = np.eye(5)[:3]
    bound.weights["bias"].fill(0)
    bound.forward()
    kernel = bound.weights["kernel"]
    np.testing.assert_allclose(bound.out, kernel[:3] / np.linalg.svd(kernel)[1].max(), rtol=1e-6)


def test_a_kernel_of_zeros_stays_as_it_is():
    bound = BoundLayer(SpectralNormalization(layer=Dense(units=4)), [(5,)])
    bound.weights["kernel"].fill(0)
    np.testing.assert_array_equal(bound.forward(), np.broadcast_to(bound.weights["bias"], (3, 4)))
    bound.backward()
    assert np.isfinite(bound.weight_gradients["kernel"]).all()


def test_the_summary_tells_of_what_is_inside():
    assert BOTH.summary == "LSTM 2 units"
    assert BOTH.replace(merge_mode="ave").summary == "LSTM 2 units · ave"
    assert TimeDistributed(layer=Dense(units=1)).summary == "Dense 1 unit · linear"
