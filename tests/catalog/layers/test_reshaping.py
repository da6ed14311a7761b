from __future__ import annotations

import pytest

from nnstudio.catalog.layers.base import ShapeError
from nnstudio.catalog.layers.reshaping import Flatten, Reshape


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
