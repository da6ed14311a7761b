"""Arrays are laid out so that they can be looked at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnstudio.insight.pictures import as_plane, is_picture, picture, picture_inputs


@pytest.mark.parametrize(
    ("shape", "expected"),
    [((8, 8, 1), True), ((32, 32, 3), True), ((28, 28), True), ((10,), False), ((8, 8, 7), False), ((1, 64), False)],
)
def test_samples_with_height_width_and_color_are_pictures(shape, expected):
    assert is_picture(shape) is expected


def test_a_picture_reaches_from_black_to_white():
    gray = picture(np.array([[[0.0], [8.0]], [[16.0], [99.0]]]), 0, 16)
    assert gray.tolist() == [[0, 127], [255, 255]]
    assert picture(np.zeros((4, 5, 3)), 0, 1).shape == (4, 5, 3)


def test_a_picture_without_any_contrast_is_black():
    assert not picture(np.full((2, 2), 7.0), 7, 7).any()


def test_what_is_not_a_number_is_black_in_a_picture():
    assert picture(np.array([[np.nan, 1.0]]), 0, 1).tolist() == [[0, 255]]


@given(arrays(np.float64, array_shapes(min_dims=1, max_dims=5, max_side=4), elements=st.floats(-9, 9)))
def test_a_plane_holds_every_value_of_an_array_once(values):
    plane = as_plane(values)
    assert plane.ndim == 2
    np.testing.assert_array_equal(np.sort(plane[np.isfinite(plane)]), np.sort(values.ravel()))


def test_filters_become_tiles_one_entry_apart():
    kernel = np.arange(2 * 2 * 1 * 3, dtype=float).reshape(2, 2, 1, 3)
    plane = as_plane(kernel)
    assert plane.shape == (2, 8)
    np.testing.assert_array_equal(plane[:, :2], kernel[:, :, 0, 0])
    np.testing.assert_array_equal(plane[:, 6:], kernel[:, :, 0, 2])
    assert np.isnan(plane[:, [2, 5]]).all()


def test_a_kernel_has_a_row_of_tiles_for_each_input_channel():
    kernel = np.zeros((3, 3, 2, 4))
    kernel[:, :, 1, 3] = 1
    plane = as_plane(kernel)
    assert plane.shape == (2 * 4 - 1, 4 * 4 - 1)
    assert plane[4:, 12:].sum() == 9
    assert np.nansum(plane) == 9


def test_a_long_vector_is_wrapped_and_a_short_one_is_not():
    assert as_plane(np.arange(16.0)).shape == (1, 16)
    plane = as_plane(np.arange(64.0))
    assert plane.shape == (6, 12)
    assert plane[1, 0] == 12
    assert np.isnan(plane).sum() == 8


def test_nothing_becomes_an_empty_plane():
    assert as_plane(np.empty(0)).size == 0


def test_the_first_input_that_can_be_looked_at_is_found():
    inputs = {"numbers": np.zeros((5, 3)), "image": np.ones((5, 8, 8, 1)), "mask": np.zeros((5, 8, 8, 1))}
    assert picture_inputs(inputs) is inputs["image"]
    assert picture_inputs({"numbers": np.zeros((5, 3))}) is None


def test_tiles_stand_as_the_place_for_them_wants():
    maps = np.ones((8, 8, 32))
    assert as_plane(maps, 2.0).shape == (4 * 9 - 1, 8 * 9 - 1)
    assert as_plane(maps, 0.5).shape == (8 * 9 - 1, 4 * 9 - 1)
    assert as_plane(maps, 1e-9).shape == (32 * 9 - 1, 8)
