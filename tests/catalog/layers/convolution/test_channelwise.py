from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.convolution import DepthwiseConv1D, DepthwiseConv2D, channelwise
from tests.catalog.layers.harness import BoundLayer


@pytest.mark.parametrize(("strides", "kernel_values"), [((1, 1), 1), ((1, 1), 50), ((2, 3), 1), ((2, 3), 8)])
def test_parts_of_lines_change_nothing(monkeypatch, strides, kernel_values):
    layer = DepthwiseConv2D(kernel_size=(2, 3), strides=strides, padding="same", depth_multiplier=2)
    whole = ran(layer)
    monkeypatch.setattr(channelwise, "_KERNEL_VALUES", kernel_values)
    parts = ran(layer)
    assert len(parts.backward_calls) > len(whole.backward_calls)
    np.testing.assert_allclose(parts.out, whole.out, rtol=1e-12)
    for name, (_, gradient) in whole.learned().items():
        np.testing.assert_allclose(parts.learned()[name][1], gradient, rtol=1e-10, atol=1e-12)


def test_every_channel_is_seen_by_its_own_filters_alone():
    bound = BoundLayer(DepthwiseConv1D(kernel_size=(2,), depth_multiplier=2, use_bias=False), [(5, 3)])
    bound.inputs[0][..., 1] = 0
    assert not bound.forward()[..., 2:4].any()
    assert bound.out[..., [0, 1, 4, 5]].all()


def ran(layer):
    bound = BoundLayer(layer, [(5, 7, 2)])
    bound.forward()
    bound.backward()
    return bound
