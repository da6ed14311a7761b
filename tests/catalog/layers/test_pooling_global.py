from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.pooling_global import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
)
from tests.catalog.layers.harness import BoundLayer


@pytest.mark.parametrize("layer", [GlobalAveragePooling1D, GlobalMaxPooling1D])
def test_of_a_sequence_the_channels_are_left(layer):
    assert layer().output_shape((7, 3)) == (3,)
    assert layer(keepdims=True).output_shape((7, 3)) == (1, 3)
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 8×8×1$"):
        layer().output_shape((8, 8, 1))


@pytest.mark.parametrize("layer", [GlobalAveragePooling2D, GlobalMaxPooling2D])
def test_of_a_picture_the_channels_are_left(layer):
    assert layer().output_shape((7, 6, 3)) == (3,)
    assert layer(keepdims=True).output_shape((7, 6, 3)) == (1, 1, 3)
    with pytest.raises(ShapeError, match=r"^needs an input of 3 axes \(height, width, channels\), not 8×8$"):
        layer().output_shape((8, 8))


def test_equal_maxima_share_the_gradient_as_in_keras():
    bound = BoundLayer(GlobalMaxPooling1D(), [(4, 1)], batch=1)
    bound.inputs[0][...] = np.reshape([2, 5, 5, 1], (1, 4, 1))
    bound.dout[...] = 3
    bound.forward()
    bound.backward()
    np.testing.assert_array_equal(bound.gradients[0].ravel(), [0, 1.5, 1.5, 0])
