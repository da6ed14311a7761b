from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.merging import Add, Concatenate
from tests.catalog.layers.harness import BoundLayer

SHAPES = st.lists(st.lists(st.integers(1, 3), max_size=3).map(tuple), min_size=2, max_size=4)


@given(shapes=SHAPES)
def test_add_stretches_inputs_as_numpy_does(shapes):
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        with pytest.raises(ShapeError, match=r"^cannot add .* and .*; make their shapes equal$"):
            Add().output_shape(*shapes)
    else:
        assert Add().output_shape(*shapes) == expected


def test_a_missing_axis_comes_after_the_batch():
    bound = BoundLayer(Add(), [(4,), (2, 4)], batch=3)
    x, y = bound.inputs
    np.testing.assert_array_equal(bound.forward(), x[:, None] + y)
    bound.backward()
    np.testing.assert_allclose(bound.gradients[0], bound.dout.sum(1))


def test_inputs_without_a_wanted_gradient_are_passed_over():
    for layer in (Add(), Concatenate()):
        bound = BoundLayer(layer, [(4, 2)] * 3, wanted=[True, False, True])
        bound.forward()
        bound.backward()
        assert bound.gradients[1] is None
        assert np.isfinite(bound.gradients[0]).all()
        assert np.isfinite(bound.gradients[2]).all()


def test_concatenate_joins_in_the_order_of_the_ports():
    bound = BoundLayer(Concatenate(axis=1), [(2, 3), (4, 3), (1, 3)])
    np.testing.assert_array_equal(bound.forward(), np.concatenate(bound.inputs, 1))


def test_shapes_that_cannot_be_joined_are_named():
    with pytest.raises(ShapeError) as refusal:
        Concatenate().output_shape((2, 3), (4, 3), (2, 5))
    assert str(refusal.value) == "cannot join 2×3, 4×3 and 2×5, which may differ along axis -1 only"
    with pytest.raises(ShapeError, match=r"^cannot join 3 and 4×3, which may differ along axis -1 only$"):
        Concatenate().output_shape((3,), (4, 3))
    with pytest.raises(ShapeError, match=r"^cannot work along axis 2: ") as refusal:
        Concatenate(axis=2).output_shape((3,), (3,))
    assert refusal.value.field == "axis"


def test_they_take_two_edges_or_more():
    for layer in (Add, Concatenate):
        assert layer.least_inputs == 2
        assert layer.most_inputs is None
