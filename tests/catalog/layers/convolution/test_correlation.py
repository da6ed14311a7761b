from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.kernels import Weights
from nnstudio.catalog.layers.convolution import Conv2D, Conv2DTranspose, correlation
from nnstudio.engine.context import PlanContext
from tests.catalog.layers.harness import BoundLayer

LAYERS = [
    Conv2D(filters=4, kernel_size=(3, 2), padding="same", activation=Relu()),
    Conv2D(filters=4, kernel_size=(3, 2), padding="same", groups=2, activation=Relu()),
    Conv2DTranspose(filters=4, kernel_size=(3, 2), strides=(2, 1), padding="same", activation=Relu()),
]


@pytest.mark.parametrize("layer", LAYERS, ids=["whole", "groups", "transposed"])
@pytest.mark.parametrize("block_values", [1, 1000, 2000])
def test_blocks_of_samples_change_nothing(monkeypatch, layer, block_values):
    whole = ran(layer, batch=7)
    monkeypatch.setattr(correlation, "_BLOCK_VALUES", block_values)
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
    assert len(list(layer.forward(x, out, weights, context))) >= 40 / 5 * 3
    assert context.keep("columns", ()).nbytes <= 4 * 2**20


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_few_channels_are_gathered_in_another_order_with_the_same_result(monkeypatch, channels):
    layer = Conv2D(filters=2, kernel_size=(2, 3), padding="same", dilation_rate=(1, 2))
    usual = ran(layer, batch=3, channels=channels)
    monkeypatch.setattr(correlation, "_FEW_CHANNELS", 0 if channels < 4 else 5)
    other = ran(layer, batch=3, channels=channels)
    np.testing.assert_allclose(other.out, usual.out, rtol=1e-12)
    np.testing.assert_allclose(other.weight_gradients["kernel"], usual.weight_gradients["kernel"], rtol=1e-10)


def ran(layer, batch, channels=6):
    bound = BoundLayer(layer, [(5, 4, channels)], batch=batch)
    bound.forward()
    bound.backward()
    return bound
