"""The signals, held against what their formulas say."""

import numpy as np
import pytest

from nnstudio.data.samples.signals import Tide, Waves


def test_a_window_of_the_tide_goes_on_with_its_target():
    dataset = Tide(samples=50, steps=10).make()
    x, y = dataset.columns["x"], dataset.columns["y"]
    assert (x.shape, y.shape) == ((50, 10, 1), (50,))
    np.testing.assert_array_equal(x[1:, -1, 0], y[:-1])
    np.testing.assert_array_equal(x[1:, :-1], x[:-1, 1:])


def test_the_tide_without_noise_is_two_sines():
    time = np.arange(10, 60)
    expected = np.sin(2 * np.pi * time / 25) + np.sin(2 * np.pi * time / 11) / 2
    np.testing.assert_allclose(Tide(samples=50, steps=10, noise=0).make().columns["y"], expected)


@pytest.mark.parametrize(("shape", "levels"), [("sine", None), ("square", 2), ("sawtooth", None)])
def test_waves_have_the_shape_that_they_are_called(shape, levels):
    dataset = Waves(samples=300, noise=0, steps=200).make()
    signals = dataset.columns["x"][dataset.columns["y"] == Waves.names.index(shape), :, 0]
    assert len(signals) == 100
    assert np.abs(signals).max() <= 1
    if levels is not None:
        assert set(np.sign(signals).ravel()) <= {-1.0, 0.0, 1.0}
        assert np.isin(np.abs(signals), [0.0, 1.0]).all()
    jumps = np.abs(np.diff(signals)).max(axis=1)
    assert (jumps < 0.3).all() if shape == "sine" else (jumps > 0.9).all()


def test_noise_and_seed_change_the_signals_but_not_their_kinds():
    first, second = Waves(samples=30).make(), Waves(samples=30, seed=1).make()
    np.testing.assert_array_equal(first.columns["y"], second.columns["y"])
    assert not np.array_equal(first.columns["x"], second.columns["x"])
