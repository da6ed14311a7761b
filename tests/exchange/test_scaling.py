from __future__ import annotations

import numpy as np
import pytest

from nnstudio.data.fitted import Affine, Categories, FittedPreprocessing
from nnstudio.errors import ExchangeError
from nnstudio.exchange.scaling import scaling_of

HALF = Affine(column="a", shift=(1.0,), factor=(0.5,))
AGAIN = Affine(column="a", shift=(3.0,), factor=(2.0,))
PAIR = Affine(column="pair", shift=(1.0, 2.0), factor=(3.0, 4.0))
KINDS = Categories(column="kind", values=(0.0, 1.0, 2.0), names=("x", "y", "z"), one_hot=True)


def scaled(steps, columns, width):
    return scaling_of(FittedPreprocessing(steps=steps), columns, width)


def test_nothing_is_scaled_where_no_step_scales():
    assert scaled((), ("a",), 1) is None
    assert scaled((KINDS,), ("kind",), 3) is None
    assert scaled((HALF,), ("b",), 1) is None


def test_steps_follow_each_other():
    found = scaled((HALF, AGAIN), ("a",), 1)
    values = np.array([[10.0]])
    expected = AGAIN.apply(HALF.apply(values))
    np.testing.assert_allclose((values - found.shift) * found.factor, expected)


def test_columns_stand_side_by_side_in_the_order_of_the_input():
    found = scaled((HALF, PAIR, KINDS), ("kind", "plain", "a", "pair"), 7)
    assert found.shift == (0, 0, 0, 0, 1, 1, 2)
    assert found.factor == (1, 1, 1, 1, 0.5, 3, 4)


def test_a_step_before_the_classes_were_told_apart_does_not_count():
    assert scaled((HALF, Categories(column="a", values=(0.0,), names=("x",), one_hot=False)), ("a",), 1).factor == (1,)


def test_an_array_that_is_left_alone_takes_the_rest_of_the_width():
    found = scaled((HALF,), ("array", "a"), 4)
    assert found.shift == (0, 0, 0, 1)


def test_arrays_whose_widths_nobody_knows_are_refused():
    with pytest.raises(ExchangeError, match="The columns left, right, a have several values each"):
        scaled((HALF,), ("left", "right", "a"), 8)
