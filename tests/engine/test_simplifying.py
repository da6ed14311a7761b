from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnstudio.catalog.kernels import Together
from nnstudio.engine.context import PlanContext
from nnstudio.engine.plan import run
from nnstudio.engine.simplifying import simplified

CTX = PlanContext(training=True, rng=np.random.default_rng(0))
FACTORS = st.sampled_from([1.0, 0.5, -2.0, 3.0])
SHAPES = st.sampled_from([(), (1,), (4,), (1, 4), (4, 1), (4, 4), (1, 1)])


def values(*shape):
    return np.random.default_rng(7).normal(size=shape).astype(np.float32)


def left_by(calls, out):
    """What calls leave in an array, after it was filled with something else."""
    out.fill(np.nan)
    run(calls)
    return out.copy()


@given(st.lists(FACTORS, max_size=5), FACTORS)
def test_a_product_with_several_numbers_is_one_product(others, first):
    x, out = values(3, 2), np.empty((3, 2), np.float32)
    calls = [partial(np.multiply, x, CTX.constant(first), out)]
    calls += [partial(np.multiply, out, CTX.constant(factor), out) for factor in others]
    (call,) = simplified(calls)
    np.testing.assert_allclose(left_by([call], out), left_by(calls, out), rtol=1e-6)


@given(SHAPES, SHAPES, st.booleans())
def test_a_value_that_is_the_same_everywhere_needs_no_axes(shape, other, spread):
    a, b = values(*shape), values(*other)
    if spread:
        b = np.broadcast_to(b.reshape(-1)[:1].reshape(()), other)
    out = np.empty(np.broadcast_shapes(shape, other), np.float32)
    for pair in ((a, b), (b, a)):
        call = partial(np.subtract, *pair, out)
        np.testing.assert_array_equal(left_by(simplified([call]), out), left_by([call], out))


def test_the_only_bias_is_read_where_it_stands():
    x, bias = values(5, 1), values(1)
    (call,) = simplified([partial(np.add, x, bias, x.copy())])
    assert call.args[1].shape == ()
    assert np.shares_memory(call.args[1], bias)


@pytest.mark.parametrize("length", [1, 3])
def test_a_sum_of_products_stays_what_it_is(length):
    a, b, out = values(4, length), values(length), np.empty(4, np.float32)
    call = partial(np.vecdot, a, b, out)
    np.testing.assert_allclose(left_by(simplified([call]), out), left_by([call], out))


def test_a_product_of_matrices_stays_what_it_is():
    a, b, out = values(4, 3), values(3, 2), np.empty((4, 2), np.float32)
    call = partial(np.dot, a, b, out)
    np.testing.assert_array_equal(left_by(simplified([call]), out), left_by([call], out))


def test_a_number_that_may_change_is_not_taken_for_one_that_stays():
    x, rate = values(3), np.ones((), np.float32)
    assert len(simplified([partial(np.multiply, x, rate, x), partial(np.multiply, x, rate, x)])) == 2


def test_what_is_read_in_between_is_kept():
    x, t, out = values(3), np.empty(3, np.float32), np.empty(3, np.float32)
    half = CTX.constant(0.5)
    calls = [partial(np.multiply, x, half, t), partial(np.multiply, t, half, out)]
    assert len(simplified(calls)) == 2


def test_calls_of_any_other_kind_are_left_alone():
    x = values(3)
    calls = [
        partial(x.fill, 0),
        lambda: None,
        partial(np.add.reduce, x, 0, None, x[:1].reshape(())),
        partial(np.exp, x, x),
    ]
    assert list(simplified(calls)) == calls


@given(hnp.arrays(np.float32, (3,), elements=st.floats(-9, 9, width=32)))
def test_multiplying_by_one_is_left_out(x):
    assert simplified([partial(np.multiply, x, CTX.constant(1), x)]) == ()


def test_calls_that_may_be_done_together_are_simplified_part_by_part():
    x, out = values(3, 2), np.empty((3, 2), np.float32)
    calls = [partial(np.multiply, x, CTX.constant(2), out), partial(np.multiply, out, CTX.constant(3), out)]
    (together,) = simplified([Together([calls, calls])])
    assert [len(part) for part in together.parts] == [1, 1]
    np.testing.assert_allclose(left_by([together], out), 6 * x, rtol=1e-6)
