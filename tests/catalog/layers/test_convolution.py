from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Relu, Softmax
from nnstudio.catalog.kernels import Weights
from nnstudio.catalog.layers import convolution
from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.engine.context import PlanContext
from tests.catalog.layers.harness import BoundLayer


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("block_values", [1, 1000, 2000])
def test_blocks_of_samples_change_nothing(monkeypatch, groups, block_values):
    layer = Conv2D(filters=4, kernel_size=(3, 2), padding="same", groups=groups, activation=Relu())
    whole = ran(layer, batch=7)
    monkeypatch.setattr(convolution, "_BLOCK_VALUES", block_values)
    blocks = ran(layer, batch=7)
    assert len(blocks.forward_calls) > len(whole.forward_calls)
    np.testing.assert_allclose(blocks.out, whole.out, rtol=1e-12)
    for name, (_, gradient) in whole.learned().items():
        np.testing.assert_allclose(blocks.learned()[name][1], gradient, rtol=1e-10, atol=1e-12)


def test_windows_are_gathered_for_a_few_samples_at_a_time():
    layer, shape = Conv2D(filters=2, kernel_size=(5, 5), padding="same", use_bias=False), (32, 32, 8)
    context = PlanContext(training=True, rng=np.random.default_rng(0))
    x, out = np.zeros((40, *shape), np.float32), np.zeros((40, 32, 32, 2), np.float32)
    weights = Weights({"kernel": np.zeros((5, 5, 8, 2), np.float32)})
    assert len(list(layer.forward(x, out, weights, context))) > 40 / 5 * 25
    assert context.keep("columns", ()).nbytes <= 4 * 2**20


def test_a_kernel_of_one_by_one_reads_its_input_in_place():
    bound = BoundLayer(Conv2D(filters=3, kernel_size=(1, 1), use_bias=False), [(4, 4, 2)])
    assert len(bound.forward_calls) == 1
    np.testing.assert_allclose(bound.forward(), bound.inputs[0] @ bound.weights["kernel"][0, 0], rtol=1e-12)


def test_the_shape_follows_padding_strides_and_dilation():
    assert conv(kernel_size=(3, 3)).output_shape((8, 6, 2)) == (6, 4, 4)
    assert conv(kernel_size=(3, 3), padding="same").output_shape((8, 6, 2)) == (8, 6, 4)
    assert conv(kernel_size=(3, 3), strides=(2, 3), padding="same").output_shape((8, 7, 2)) == (4, 3, 4)
    assert conv(kernel_size=(3, 3), dilation_rate=(2, 1)).output_shape((8, 6, 2)) == (4, 4, 4)


def test_weights_are_those_of_keras():
    specs = conv(kernel_size=(3, 2), groups=2).weights((8, 8, 6))
    assert {name: spec.shape for name, spec in specs.items()} == {"kernel": (3, 2, 3, 4), "bias": (4,)}


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


def test_the_summary_is_what_matters():
    assert conv(activation=Relu()).summary == "4 filters · 3×3 · relu"
    assert conv(padding="same").summary == "4 filters · 3×3 · linear · same"


def conv(**config):
    return Conv2D(**{"filters": 4, "kernel_size": (3, 3)} | config)


def ran(layer, batch):
    bound = BoundLayer(layer, [(5, 4, 6)], batch=batch)
    bound.forward()
    bound.backward()
    return bound
