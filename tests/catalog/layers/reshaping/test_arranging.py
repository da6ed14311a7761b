from __future__ import annotations

import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.reshaping import Flatten, Permute, Reshape


@pytest.mark.parametrize(("shape", "result"), [((4, 5, 2), (40,)), ((7,), (7,)), ((), (1,))])
def test_flatten_counts_the_values(shape, result):
    assert Flatten().output_shape(shape) == result


@pytest.mark.parametrize(
    ("target", "shape", "result"),
    [
        ((4, 3), (12,), (4, 3)),
        ((-1, 2), (3, 4), (6, 2)),
        ((2, -1, 3), (4, 6), (2, 4, 3)),
        ((), (1,), ()),
        ((-1,), (), (1,)),
    ],
)
def test_reshape_works_out_what_is_left_over(target, shape, result):
    assert Reshape(target_shape=target).output_shape(shape) == result


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ((5, 2), "cannot make 5×2 of the 12 values of 3×4"),
        ((5, -1), "cannot make 5×? of the 12 values of 3×4"),
        ((3,), "cannot make 3 of the 12 values of 3×4"),
        ((), "cannot make a scalar of the 12 values of 3×4"),
        ((-1, -1), "can work out one -1 of its target shape, not several"),
        ((0, 4), "cannot have a target shape with an axis of length 0"),
    ],
)
def test_a_target_that_does_not_fit_is_a_sentence(target, sentence):
    with pytest.raises(ShapeError) as refusal:
        Reshape(target_shape=target).output_shape((3, 4))
    assert str(refusal.value) == sentence
    assert refusal.value.field == "target_shape"


def test_the_summary_asks_what_follows_from_the_input():
    assert Reshape(target_shape=(4, 4, 1)).summary == "4×4×1"
    assert Reshape(target_shape=(-1, 2)).summary == "?×2"
    assert not Flatten().summary


@pytest.mark.parametrize(
    ("order", "shape", "result"),
    [((2, 1), (3, 4), (4, 3)), ((3, 1, 2), (2, 3, 4), (4, 2, 3)), ((1,), (5,), (5,))],
)
def test_permute_takes_the_lengths_along(order, shape, result):
    assert Permute(dims=order).output_shape(shape) == result


@pytest.mark.parametrize(
    ("order", "shape", "sentence"),
    [
        ((1,), (3, 4), "takes an input of 3×4, so its order must name each of the axes 1 to 2 once"),
        ((1, 1), (3, 4), "takes an input of 3×4, so its order must name each of the axes 1 to 2 once"),
        ((2, 3), (3, 4), "takes an input of 3×4, so its order must name each of the axes 1 to 2 once"),
        ((2,), (4,), "takes an input of 4, so its order must name the axis 1"),
    ],
)
def test_an_order_of_other_axes_is_a_sentence(order, shape, sentence):
    with pytest.raises(ShapeError) as refusal:
        Permute(dims=order).output_shape(shape)
    assert str(refusal.value) == sentence
    assert refusal.value.field == "dims"


def test_a_scalar_has_no_axes_to_permute():
    with pytest.raises(ShapeError, match=r"^needs an input of at least one axis$"):
        Permute(dims=(1,)).output_shape(())
