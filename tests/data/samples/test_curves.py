"""The curves, held against their formulas."""

import numpy as np

from nnstudio.data.samples.curves import Square


def test_square_is_x_squared_for_the_numbers_of_its_seed():
    dataset = Square().make()
    np.testing.assert_array_equal(dataset.columns["x"], np.random.default_rng(0).random(100))
    np.testing.assert_array_equal(dataset.columns["y"], dataset.columns["x"] ** 2)
    assert (dataset.name, dataset.inputs, dataset.target) == ("square", ("x",), "y")


def test_noise_moves_y_and_leaves_x():
    plain, noisy = Square(samples=5000).make(), Square(samples=5000, noise=0.1).make()
    np.testing.assert_array_equal(plain.columns["x"], noisy.columns["x"])
    assert abs(np.std(noisy.columns["y"] - plain.columns["y"]) - 0.1) < 0.01
