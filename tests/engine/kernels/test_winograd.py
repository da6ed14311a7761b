"""Winograd's maps along one axis and along both give what the plain kernel gives, whatever is left at the border."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.activations import Relu
from nnstudio.catalog.layers.convolution import Conv2D
from nnstudio.catalog.layers.pooling import MaxPooling2D
from nnstudio.engine.kernels import winograd
from nnstudio.engine.kernels.winograd_maps import Maps
from tests.engine.kernels.chained import Chained

ALONG_THE_HEIGHT, ALONG_BOTH = 1000, 0


@pytest.mark.parametrize("many_channels", [ALONG_THE_HEIGHT, ALONG_BOTH], ids=["height", "both"])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("size", [(3, 3), (4, 6), (5, 4), (6, 7), (8, 8), (11, 9), (12, 13)], ids=str)
@pytest.mark.parametrize("use_bias", [True, False], ids=["bias", "no bias"])
def test_tiles_fit_pictures_of_every_size(monkeypatch, many_channels, padding, size, use_bias):
    monkeypatch.setattr(winograd, "_MANY_CHANNELS", many_channels)
    monkeypatch.setattr(winograd, "_LEAST_TILES", 4)
    monkeypatch.setattr(winograd, "_VALUES_AT_A_TIME", 300)
    layers = [Conv2D(filters=3, kernel_size=(3, 3), padding=padding, activation=Relu(), use_bias=use_bias)]
    compare(layers, (*size, 2), batch=7)
    if min(Chained(layers, (*size, 2), 1).out.shape[1:3]) > 1:
        compare([*layers, MaxPooling2D()], (*size, 2), batch=7)


def test_the_maps_of_a_row_compute_its_convolution():
    random, maps = np.random.default_rng(0), Maps.of(np.float64)
    values, kernel = random.normal(size=6), random.normal(size=3)
    results = maps.results @ ((maps.kernel @ kernel) * (maps.inputs @ values))
    np.testing.assert_allclose(results, np.correlate(values, kernel), rtol=1e-12)


def compare(layers, shape, batch):
    ours = Chained(layers, shape, batch, kernel=winograd.WinogradGroup(layers)).results()
    for name, expected in Chained(layers, shape, batch).results().items():
        largest = np.abs(expected).max(initial=0)
        np.testing.assert_allclose(ours[name], expected, rtol=1e-9, atol=1e-11 * largest, err_msg=name)
