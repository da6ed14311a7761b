from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv1D, Conv1DTranspose, Conv2DTranspose
from tests.catalog.layers.harness import BoundLayer


def test_padding_same_cuts_as_keras_does():
    # from the table of facts about Keras
    bound = BoundLayer(sequence(kernel_size=(3,), strides=(2,), padding="same", use_bias=False), [(3, 1)], batch=1)
    bound.inputs[0][...] = 1
    bound.weights["kernel"][...] = np.reshape([1, 10, 100], (3, 1, 1))
    assert bound.forward().ravel().tolist() == [1, 10, 101, 10, 101, 10]


@pytest.mark.parametrize(
    ("config", "length"),
    [
        ({"kernel_size": (3,)}, 5),
        ({"kernel_size": (3,), "strides": (2,)}, 7),
        ({"kernel_size": (2,), "strides": (4,)}, 12),
        ({"kernel_size": (2,), "strides": (4,), "output_padding": (0,)}, 10),
        ({"kernel_size": (3,), "strides": (2,), "padding": "same"}, 6),
        ({"kernel_size": (3,), "strides": (2,), "padding": "same", "output_padding": (0,)}, 5),
        ({"kernel_size": (3,), "dilation_rate": (2,)}, 7),
        ({"kernel_size": (3,), "dilation_rate": (2,), "padding": "same"}, 3),
    ],
)
def test_the_length_follows_strides_and_padding(config, length):
    assert sequence(**config).output_shape((3, 1)) == (length, 1)


def test_it_is_the_gradient_of_a_convolution():
    convolution = BoundLayer(Conv1D(filters=2, kernel_size=(3,), strides=(2,), use_bias=False), [(9, 4)])
    back = BoundLayer(sequence(filters=4, kernel_size=(3,), strides=(2,), use_bias=False), [(4, 2)])
    back.weights["kernel"][...] = convolution.weights["kernel"]
    back.inputs[0][...] = convolution.dout
    convolution.forward()
    convolution.backward()
    np.testing.assert_allclose(back.forward(), convolution.gradients[0], rtol=1e-12)


def test_weights_are_those_of_keras():
    specs = Conv2DTranspose(filters=4, kernel_size=(3, 2)).weights((8, 8, 6))
    assert {name: spec.shape for name, spec in specs.items()} == {"kernel": (3, 2, 4, 6), "bias": (4,)}


@pytest.mark.parametrize(
    ("config", "shape", "field", "sentence"),
    [
        ({}, (8, 8, 1), None, "needs an input of 2 axes (steps, channels), not 8×8×1"),
        (
            {"strides": (2,), "dilation_rate": (2,)},
            (8, 1),
            "dilation_rate",
            "cannot combine strides with a dilation rate; set one of them to 1",
        ),
        (
            {"strides": (2,), "output_padding": (2,)},
            (8, 1),
            "output_padding",
            "has an output padding of 2, which must be smaller than the stride of 2",
        ),
        (
            {"kernel_size": (2,), "padding": "same", "output_padding": (0,)},
            (1, 1),
            "output_padding",
            "would have an empty result; set the output padding to none, or make it larger",
        ),
    ],
)
def test_what_it_cannot_take_is_a_sentence(config, shape, field, sentence):
    with pytest.raises(ShapeError) as refusal:
        sequence(**config).output_shape(shape)
    assert str(refusal.value) == sentence
    assert refusal.value.field == field


def sequence(**config):
    return Conv1DTranspose(**{"filters": 1, "kernel_size": (3,)} | config)
