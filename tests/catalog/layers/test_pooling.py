from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.pooling import AveragePooling1D, AveragePooling2D, MaxPooling1D, MaxPooling2D
from tests.catalog.layers.harness import BoundLayer


@pytest.mark.parametrize("strides", [(2, 2), (1, 1)], ids=["disjoint windows", "windows that overlap"])
def test_of_equal_maxima_the_first_takes_the_gradient(strides):
    bound = BoundLayer(MaxPooling2D(pool_size=(2, 2), strides=strides), [(2, 2, 3)], batch=1)
    bound.inputs[0][...] = np.reshape([[[1, 5, 2], [5, 5, 2]], [[5, 5, 2], [5, 5, 3]]], (1, 2, 2, 3))
    bound.dout[...] = [7, 8, 9]
    bound.forward()
    bound.backward()
    expected = [[[0, 8, 0], [7, 0, 0]], [[0, 0, 0], [0, 0, 9]]]
    np.testing.assert_array_equal(bound.gradients[0][0], expected)


def test_values_that_no_window_covers_have_no_gradient():
    for layer in (MaxPooling2D(strides=(3, 3)), AveragePooling2D(pool_size=(2, 2), strides=(3, 3))):
        bound = BoundLayer(layer, [(6, 5, 2)])
        bound.forward()
        bound.backward()
        assert not bound.gradients[0][:, 2].any()
        assert not bound.gradients[0][:, 5].any()


def test_padding_is_never_the_maximum():
    bound = BoundLayer(MaxPooling2D(pool_size=(3, 3), strides=(1, 1), padding="same"), [(4, 4, 1)])
    bound.inputs[0][...] = -np.abs(bound.inputs[0]) - 1
    assert (bound.forward() < 0).all()


def test_padding_does_not_count_in_an_average():
    bound = BoundLayer(AveragePooling2D(pool_size=(1, 2), padding="same"), [(1, 5, 1)], batch=1)
    bound.inputs[0][...] = np.reshape([1, 2, 3, 4, 5], (1, 1, 5, 1))
    np.testing.assert_allclose(bound.forward().ravel(), [1.5, 3.5, 5])


def test_the_window_moves_by_its_size_unless_told_otherwise():
    assert MaxPooling2D().output_shape((7, 6, 3)) == (3, 3, 3)
    assert MaxPooling2D(strides=(1, 2)).output_shape((7, 6, 3)) == (6, 3, 3)
    assert MaxPooling2D(padding="same").output_shape((7, 6, 3)) == (4, 3, 3)


@pytest.mark.parametrize("layer", [MaxPooling2D(), AveragePooling2D(pool_size=(2, 2))])
def test_a_picture_is_needed(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 8×8$"):
        layer.output_shape((8, 8))


@pytest.mark.parametrize("layer", [MaxPooling1D(), AveragePooling1D(pool_size=(2,))])
def test_a_sequence_is_needed(layer):
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 8×8×1$"):
        layer.output_shape((8, 8, 1))


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(
    ("of_sequences", "of_pictures"), [(MaxPooling1D, MaxPooling2D), (AveragePooling1D, AveragePooling2D)]
)
def test_a_sequence_is_a_picture_of_one_column(of_sequences, of_pictures, padding):
    sequence = BoundLayer(of_sequences(pool_size=(3,), strides=(2,), padding=padding), [(8, 2)])
    picture = BoundLayer(of_pictures(pool_size=(3, 1), strides=(2, 1), padding=padding), [(8, 1, 2)])
    np.testing.assert_array_equal(sequence.forward(), picture.forward()[:, :, 0])
    sequence.backward()
    picture.backward()
    np.testing.assert_array_equal(sequence.gradients[0], picture.gradients[0][:, :, 0])


def test_a_window_larger_than_the_picture_is_refused():
    with pytest.raises(ShapeError, match=r"^has a window of 4×4, which is larger than its input of 3×8; ") as refusal:
        MaxPooling2D(pool_size=(4, 4)).output_shape((3, 8, 1))
    assert refusal.value.field == "pool_size"


def test_the_summary_is_the_window():
    assert MaxPooling2D().summary == "2×2"
    assert MaxPooling1D().summary == "2"
    assert MaxPooling2D(pool_size=(3, 3), strides=(2, 2)).summary == "3×3 · stride 2×2"
