"""Random numbers of the normal distribution."""

from __future__ import annotations

import numpy as np

from nnstudio.catalog.layers.normal_draws import normal_draws
from nnstudio.engine.context import PlanContext


def drawn(count, seed=0):
    context = PlanContext(np.float32, training=True, rng=np.random.default_rng(seed))
    draws = np.full((count,), np.nan, np.float32)
    for call in normal_draws(draws, context):
        call()
    return draws


def test_they_are_spread_like_normal_numbers():
    draws = drawn(200_001)
    for limit, part in ((0.5, 0.3829), (1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert abs(np.mean(np.abs(draws) < limit) - part) < 0.004
    assert abs(np.mean(draws**4) - 3) < 0.1


def test_neighbors_and_partners_have_nothing_to_do_with_each_other():
    draws = drawn(200_000)
    for other in (np.roll(draws, 1), np.roll(draws, 100_000)):
        assert abs(np.corrcoef(draws, other)[0, 1]) < 0.01
        assert abs(np.corrcoef(draws**2, other**2)[0, 1]) < 0.01


def test_the_same_generator_gives_the_same_numbers_of_any_count():
    for count in (0, 1, 2, 7):
        assert np.isfinite(drawn(count)).all()
        np.testing.assert_array_equal(drawn(count), drawn(count))
