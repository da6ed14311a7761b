from __future__ import annotations

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine.order import Order


def epoch_of(order):
    return [order.rows(batch).tolist() for batch in range(order.batches)]


@given(st.integers(1, 40), st.integers(1, 12), st.booleans())
def test_every_sample_comes_once_in_an_epoch(samples, batch_size, shuffled):
    order = Order(samples, batch_size, 0, shuffled=shuffled)
    for _ in range(3):
        order.begin()
        batches = epoch_of(order)
        assert sorted(chain.from_iterable(batches)) == list(range(samples))
        assert {len(batch) for batch in batches} == {order.batch_size, order.last_size}
        assert len(batches[-1]) == order.last_size


@pytest.mark.parametrize("batch_size", [3, 20])
def test_an_epoch_comes_again_from_where_its_order_came(batch_size):
    order, other = (Order(20, batch_size, seed, shuffled=True) for seed in (1, 2))
    order.begin()
    order.begin()
    other.begin(order.origin)
    assert epoch_of(other) == epoch_of(order)
    order.begin()
    other.begin()
    assert epoch_of(other) == epoch_of(order)


def test_shuffled_epochs_differ():
    order = Order(20, 20, 0, shuffled=True)
    order.begin()
    first = order.rows(0)
    order.begin()
    assert not np.array_equal(order.rows(0), first)


def test_the_only_batch_is_the_same_array_in_every_epoch_unless_it_is_shuffled():
    order = Order(5, 8, 0, shuffled=False)
    order.begin()
    first = order.rows(0)
    order.begin()
    assert order.rows(0) is first
