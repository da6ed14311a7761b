from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Relu, Softmax
from nnstudio.catalog.constraints import MaxNorm, NonNeg
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv1D, Conv2D
from nnstudio.catalog.regularizers import L2
from tests.catalog.layers.harness import BoundLayer


def test_a_kernel_of_one_by_one_reads_its_input_in_place():
    bound = BoundLayer(Conv2D(filters=3, kernel_size=(1, 1), use_bias=False), [(4, 4, 2)])
    assert len(bound.forward_calls) == 1
    np.testing.assert_allclose(bound.forward(), bound.inputs[0] @ bound.weights["kernel"][0, 0], rtol=1e-12)


def test_the_shape_follows_padding_strides_and_dilation():
    assert conv(kernel_size=(3, 3)).output_shape((8, 6, 2)) == (6, 4, 4)
    assert conv(kernel_size=(3, 3), padding="same").output_shape((8, 6, 2)) == (8, 6, 4)
    assert conv(kernel_size=(3, 3), strides=(2, 3), padding="same").output_shape((8, 7, 2)) == (4, 3, 4)
    assert conv(kernel_size=(3, 3), dilation_rate=(2, 1)).output_shape((8, 6, 2)) == (4, 4, 4)


def test_a_sequence_may_be_padded_at_its_beginning_alone():
    layer = Conv1D(filters=2, kernel_size=(3,), padding="causal", dilation_rate=(2,), use_bias=False)
    assert layer.output_shape((6, 1)) == (6, 2)
    bound = BoundLayer(layer, [(6, 1)])
    first = bound.forward()[:, :3].copy()
    bound.inputs[0][:, 3:] = 7
    np.testing.assert_array_equal(bound.forward()[:, :3], first)


def test_weights_are_those_of_keras():
    specs = conv(kernel_size=(3, 2), groups=2).weights((8, 8, 6))
    assert {name: spec.shape for name, spec in specs.items()} == {"kernel": (3, 2, 3, 4), "bias": (4,)}
    specs = Conv1D(filters=4, kernel_size=(3,), groups=2, use_bias=False).weights((8, 6))
    assert {name: spec.shape for name, spec in specs.items()} == {"kernel": (3, 3, 4)}


def test_weights_have_the_limits_that_were_chosen():
    layer = conv(kernel_constraint=MaxNorm(), bias_constraint=NonNeg(), kernel_regularizer=L2())
    kernel, bias = layer.weights((8, 8, 6)).values()
    assert (kernel.constraint, kernel.regularizer, bias.constraint) == (MaxNorm(), L2(), NonNeg())


@pytest.mark.parametrize(
    ("config", "shape", "field", "sentence"),
    [
        ({}, (64,), None, "needs an input of 3 axes (height, width, channels), not 64"),
        (
            {"kernel_size": (5, 5)},
            (4, 4, 1),
            "kernel_size",
            "has a window of 5×5, which is larger than its input of 4×4; make it smaller, or set the padding to same",
        ),
        (
            {"strides": (2, 1), "dilation_rate": (1, 2)},
            (8, 8, 1),
            "dilation_rate",
            "cannot combine strides with a dilation rate; set one of them to 1",
        ),
        ({"groups": 2}, (8, 8, 3), "groups", "cannot split 3 channels into 2 equal groups"),
        ({"groups": 3}, (8, 8, 3), "groups", "cannot split 4 filters into 3 equal groups"),
        (
            {"activation": Softmax(axis=4)},
            (8, 8, 3),
            "activation",
            "has the activation softmax, which " + str(Softmax(axis=4).objection((8, 8, 4))),
        ),
    ],
)
def test_what_it_cannot_take_is_a_sentence(config, shape, field, sentence):
    with pytest.raises(ShapeError) as refusal:
        conv(**config).output_shape(shape)
    assert str(refusal.value) == sentence
    assert refusal.value.field == field


def test_a_sequence_is_needed():
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 8×8×3$"):
        Conv1D(filters=2, kernel_size=(3,)).output_shape((8, 8, 3))


def test_the_summary_is_what_matters():
    assert Conv1D(filters=1, kernel_size=(3,), padding="causal").summary == "1 filter · 3 steps · linear · causal"
    assert conv(activation=Relu()).summary == "4 filters · 3×3 · relu"
    assert conv(padding="same").summary == "4 filters · 3×3 · linear · same"


def conv(**config):
    return Conv2D(**{"filters": 4, "kernel_size": (3, 3)} | config)
