from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.layers.regularization import Dropout
from tests.catalog.layers.harness import BoundLayer


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dropped_values_are_zero_and_the_others_larger(dtype):
    bound = BoundLayer(Dropout(rate=0.3), [(100, 100)], batch=4, dtype=dtype)
    factors = bound.forward() / bound.inputs[0]
    kept = factors != 0
    np.testing.assert_allclose(factors[kept], 1 / 0.7, rtol=1e-6)
    deviation = np.sqrt(0.3 * 0.7 / kept.size)
    assert abs(np.mean(kept) - 0.7) < 5 * deviation


def test_the_gradient_takes_the_same_way_even_where_the_input_is_zero():
    bound = BoundLayer(Dropout(rate=0.5), [(1000,)])
    bound.inputs[0][...] = 0
    bound.dout[...] = 1
    bound.forward()
    bound.backward()
    assert set(np.unique(bound.gradients[0])) == {0, 2}


def test_every_step_draws_a_new_mask():
    bound = BoundLayer(Dropout(rate=0.5), [(100,)])
    first = bound.forward().copy()
    for call in bound.forward_calls:
        call()
    assert (first != bound.out).any()


@pytest.mark.parametrize(("rate", "training"), [(0.5, False), (0.0, True)])
def test_nothing_is_dropped_in_use_or_at_rate_zero(rate, training):
    bound = BoundLayer(Dropout(rate=rate), [(100,)], training=training)
    state = bound.rng.bit_generator.state
    np.testing.assert_array_equal(bound.forward(), bound.inputs[0])
    assert bound.rng.bit_generator.state == state


def test_at_rate_one_everything_is_dropped():
    bound = BoundLayer(Dropout(rate=1.0), [(100,)])
    assert not bound.forward().any()
    bound.backward()
    assert not bound.gradients[0].any()


def test_the_summary_is_the_rate():
    assert Dropout(rate=0.25).summary == "0.25 dropped"
