from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.reshaping.resizing import Resizing, UpSampling2D
from nnstudio.catalog.layers.reshaping.resizing_weights import resizing_weights
from tests.catalog.layers.harness import BoundLayer

INTERPOLATIONS = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"]
lengths = st.integers(1, 40)


@given(lengths, lengths, st.sampled_from(INTERPOLATIONS), st.booleans())
def test_every_place_is_a_whole_mixture(length, count, interpolation, antialias):
    weights = resizing_weights(length, count, interpolation, antialias=antialias)
    assert weights.shape == (count, length)
    np.testing.assert_allclose(weights.sum(1), 1)


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@given(length=lengths)
def test_the_same_length_changes_nothing(interpolation, length):
    np.testing.assert_allclose(resizing_weights(length, length, interpolation), np.eye(length), atol=1e-15)


@given(lengths, st.integers(1, 6))
def test_a_whole_factor_takes_every_pixel_as_often(length, factor):
    taken = resizing_weights(length, factor * length, "nearest").argmax(1)
    np.testing.assert_array_equal(taken, np.repeat(np.arange(length), factor))


def test_of_two_equally_near_pixels_the_one_that_keras_takes_is_taken():
    taken = resizing_weights(10, 25, "nearest").argmax(1)  # keras.ops.image.resize of 0 ... 9 to 25
    expected = [0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9]
    np.testing.assert_array_equal(taken, expected)


def test_cropping_takes_the_middle_and_padding_adds_a_border():
    cropped = BoundLayer(Resizing(height=2, width=2, crop_to_aspect_ratio=True), [(2, 6, 1)])
    np.testing.assert_allclose(cropped.forward(), cropped.inputs[0][:, :, 2:4])
    padded = BoundLayer(Resizing(height=4, width=4, pad_to_aspect_ratio=True, fill_value=7), [(2, 4, 1)])
    np.testing.assert_allclose(padded.forward()[:, 1:3], padded.inputs[0])
    np.testing.assert_allclose(padded.forward()[:, [0, 3]], 7)


def test_the_size_is_the_wanted_one():
    assert UpSampling2D(size=(2, 3)).output_shape((4, 5, 3)) == (8, 15, 3)
    assert Resizing(height=7, width=9).output_shape((4, 5, 3)) == (7, 9, 3)


def test_cropping_and_padding_at_once_is_refused():
    with pytest.raises(ShapeError, match=r"^cannot both crop and pad to the new proportions; ") as refusal:
        Resizing(height=7, width=9, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True).output_shape((4, 5, 3))
    assert refusal.value.field == "pad_to_aspect_ratio"


@pytest.mark.parametrize("layer", [UpSampling2D(), Resizing(height=2, width=2)])
def test_a_picture_is_needed(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 8×8$"):
        layer.output_shape((8, 8))


def test_the_summary_is_the_size():
    assert UpSampling2D().summary == "× 2, 2"
    assert UpSampling2D(size=(2, 3), interpolation="bilinear").summary == "× 2, 3 · bilinear"
    assert Resizing(height=7, width=9).summary == "7×9"
