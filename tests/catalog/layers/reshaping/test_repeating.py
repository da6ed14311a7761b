from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.reshaping.repeating import RepeatVector, UpSampling1D
from tests.catalog.layers.harness import BoundLayer


def test_copies_of_a_step_follow_each_other():
    bound = BoundLayer(UpSampling1D(size=2), [(2, 1)], batch=1)
    bound.inputs[0][...] = np.reshape([3, 4], (1, 2, 1))
    np.testing.assert_array_equal(bound.forward().ravel(), [3, 3, 4, 4])


def test_a_vector_is_the_same_at_every_step():
    bound = BoundLayer(RepeatVector(n=3), [(2,)])
    for step in range(3):
        np.testing.assert_array_equal(bound.forward()[:, step], bound.inputs[0])


def test_lengths_are_multiplied():
    assert RepeatVector(n=5).output_shape((3,)) == (5, 3)
    assert UpSampling1D(size=3).output_shape((4, 2)) == (12, 2)


def test_other_inputs_are_refused():
    with pytest.raises(ShapeError, match=r"^needs an input of 1 axis \(values\), not 4×3$"):
        RepeatVector(n=5).output_shape((4, 3))
    with pytest.raises(ShapeError, match=r"^needs an input of 2 axes \(steps, channels\), not 4$"):
        UpSampling1D().output_shape((4,))


def test_the_summary_is_the_number_of_copies():
    assert RepeatVector(n=1).summary == "1 step"
    assert RepeatVector(n=5).summary == "5 steps"
    assert UpSampling1D(size=3).summary == "× 3"
