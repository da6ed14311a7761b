from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.merging.arithmetic import Add, Average, Multiply, Subtract
from nnstudio.catalog.layers.merging.concatenate import Concatenate
from nnstudio.catalog.layers.merging.dot import Dot
from nnstudio.catalog.layers.merging.extremes import Maximum, Minimum
from tests.catalog.layers.harness import BoundLayer

SHAPES = st.lists(st.lists(st.integers(1, 3), max_size=3).map(tuple), min_size=2, max_size=4)


ELEMENTWISE = {Add: "add", Average: "average", Multiply: "multiply", Maximum: "compare", Minimum: "compare"}


@pytest.mark.parametrize(("layer", "verb"), ELEMENTWISE.items(), ids=lambda value: getattr(value, "__name__", ""))
@given(shapes=SHAPES)
def test_inputs_are_stretched_as_numpy_does(layer, verb, shapes):
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        with pytest.raises(ShapeError, match=rf"^cannot {verb} .* and .*; make their shapes equal$"):
            layer().output_shape(*shapes)
    else:
        assert layer().output_shape(*shapes) == expected


def test_subtract_takes_two_inputs_in_their_order():
    bound = BoundLayer(Subtract(), [(3, 2), (2,)])
    first, second = bound.inputs
    np.testing.assert_array_equal(bound.forward(), first - second[:, None])
    assert Subtract.most_inputs == 2
    with pytest.raises(ShapeError, match=r"^cannot subtract 3×2 and 3; make their shapes equal$"):
        Subtract().output_shape((3, 2), (3,))


def test_a_product_with_zeros_has_a_gradient():
    bound = BoundLayer(Multiply(), [(2,)] * 3)
    for x in bound.inputs[:2]:
        x[...] = 0
    bound.inputs[2][...] = 3
    bound.dout[...] = 1
    bound.forward()
    bound.backward()
    assert [float(gradient.max()) for gradient in bound.gradients] == [0, 0, 0]


@pytest.mark.parametrize("layer", [Maximum(), Minimum()], ids=["Maximum", "Minimum"])
def test_equal_inputs_share_the_gradient(layer):
    bound = BoundLayer(layer, [(4,)] * 3)
    for x in bound.inputs:
        x[...] = 1
    bound.dout[...] = 1
    bound.forward()
    bound.backward()
    assert [float(gradient[0, 0]) for gradient in bound.gradients] == [0.25, 0.25, 0.5]


@pytest.mark.parametrize("layer", [Average(), Multiply(), Maximum(), Dot(axes=(1, 1))], ids=lambda layer: layer.label)
def test_a_gradient_that_nobody_wants_is_passed_over(layer):
    whole = BoundLayer(layer, [(4, 2)] * 2)
    bound = BoundLayer(layer, [(4, 2)] * 2, wanted=[False, True])
    for each in (whole, bound):
        each.forward()
        each.backward()
    np.testing.assert_array_equal(bound.gradients[1], whole.gradients[1])


def test_a_normalized_dot_is_a_cosine():
    bound = BoundLayer(Dot(axes=(1, 1), normalize=True), [(5,), (5,)])
    bound.inputs[1][...] = -3 * bound.inputs[0]
    np.testing.assert_allclose(bound.forward(), -1)


def test_a_vector_of_zeros_has_no_direction():
    bound = BoundLayer(Dot(axes=(1, 1), normalize=True), [(5,), (5,)])
    bound.inputs[0][...] = 0
    bound.dout[...] = 1
    assert not bound.forward().any()
    bound.backward()
    assert not bound.gradients[0].any()


def test_dot_sums_along_axes_of_the_same_length():
    assert Dot(axes=(2, 1)).output_shape((3, 4), (4, 2)) == (3, 2)
    assert Dot(axes=(-1, -1)).output_shape((4,), (4,)) == (1,)
    with pytest.raises(ShapeError) as refusal:
        Dot(axes=(1, 2)).output_shape((3, 4), (4, 2))
    assert str(refusal.value) == (
        "cannot multiply 3×4 with 4×2: along the axes 1 and 2 they have 3 and 2 values, which must be as many"
    )
    assert refusal.value.field == "axes"
    with pytest.raises(ShapeError, match=r"^cannot work along axis 0: ") as refusal:
        Dot(axes=(0, 0)).output_shape((3,), (3,))
    assert refusal.value.field == "axes"


def test_the_summary_of_dot_is_its_axes():
    assert Dot(axes=(1, 2)).summary == "axes 1, 2"
    assert Dot(axes=(-1, -1), normalize=True).summary == "axes -1, -1 · cosine"


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
