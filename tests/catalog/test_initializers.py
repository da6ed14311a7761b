from __future__ import annotations

import numpy as np
import pytest

from nnstudio.catalog.conversion import read_config
from nnstudio.catalog.fields import fields_of
from nnstudio.catalog.initializers import (
    STFT,
    Constant,
    Identity,
    Initializer,
    Orthogonal,
    TruncatedNormal,
    Zeros,
    fans,
)
from nnstudio.catalog.registry import types_of
from tests.catalog.declarations import TYPES
from tests.golden.golden import GoldenCase, cases

RANDOM = [found for found in TYPES[Initializer] if "seed" in fields_of(found)]
EVERY_RANDOM_TYPE = pytest.mark.parametrize("found", RANDOM, ids=lambda found: found.__name__)
UNBOUNDED = {"RandomNormal", "Orthogonal", "untruncated_normal"}
BOUNDED = [case for case in cases("initializers") if not {case.type, *case.config.values()} & UNBOUNDED]


@pytest.mark.parametrize("case", cases("initializers"), ids=str)
def test_values_are_distributed_as_in_keras(case: GoldenCase):
    values = _drawn(case)
    spread, likely = case.extras["std"], 5 / np.sqrt(values.size)
    assert values.mean() == pytest.approx(case.extras["mean"], abs=max(spread * likely, 1e-12))
    assert values.std() == pytest.approx(spread, abs=max(spread * likely, 1e-12))
    quantiles = np.quantile(values, case.extras["probabilities"])
    np.testing.assert_allclose(quantiles, case.arrays["quantiles"], atol=max(4 * spread * likely, 1e-12))


@pytest.mark.parametrize("case", BOUNDED, ids=str)
def test_values_keep_the_bounds_that_keras_keeps(case: GoldenCase):
    values, slack = _drawn(case), 0.1 * case.extras["std"] + 1e-12
    assert values.min() == pytest.approx(case.extras["smallest"], abs=slack)
    assert values.max() == pytest.approx(case.extras["largest"], abs=slack)


@pytest.mark.parametrize("case", [case for case in cases("initializers") if case.type == "Orthogonal"], ids=str)
def test_orthogonal_weights_have_the_singular_values_of_keras(case: GoldenCase):
    w = _read(case).values(tuple(case.extras["shape"]), np.random.default_rng(0))
    found = np.linalg.svd(w.reshape(-1, w.shape[-1]), compute_uv=False)
    np.testing.assert_allclose([found.min(), found.max()], case.extras["singular_values"], rtol=1e-5)


@pytest.mark.parametrize("case", [case for case in cases("initializers") if "values" in case.arrays], ids=str)
def test_values_without_chance_are_those_of_keras(case: GoldenCase):
    values = _read(case).values(tuple(case.extras["shape"]), np.random.default_rng(0))
    np.testing.assert_allclose(values, case.arrays["values"], rtol=1e-5, atol=2e-6)


def test_orthogonal_directions_are_spread_evenly():
    random = np.random.default_rng(0)
    corners = [Orthogonal().values((3, 3), random)[0, 0] for _ in range(2000)]
    assert np.mean(corners) == pytest.approx(0, abs=0.07)  # of a rotation that prefers no direction
    assert np.var(corners) == pytest.approx(1 / 3, abs=0.03)


@EVERY_RANDOM_TYPE
def test_without_a_seed_of_its_own_the_generator_that_is_given_decides(found):
    first, second, other = (found().values((3, 4), np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


@EVERY_RANDOM_TYPE
def test_a_seed_gives_the_same_values_in_every_training(found):
    first, second = (found(seed=7).values((3, 4), np.random.default_rng(seed)) for seed in (0, 1))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, found(seed=8).values((3, 4), np.random.default_rng(0)))


@pytest.mark.parametrize("found", TYPES[Initializer], ids=lambda found: found.__name__)
@pytest.mark.parametrize("shape", [(), (1,), (0,), (4,), (2, 3), (1, 1), (3, 2, 2), (3, 3, 2, 5)], ids=str)
def test_values_have_the_shape_of_the_weight_or_there_is_an_objection(found, shape):
    if found().objection(shape) is not None:
        assert found().objection(shape).startswith("needs a weight of ")
        return
    values = found().values(shape, np.random.default_rng(0))
    assert values.shape == shape
    assert values.dtype == np.float64
    assert np.isfinite(values).all()


@pytest.mark.parametrize(
    ("shape", "expected"),
    # the table of facts about Keras: a convolution counts height · width · channels
    [((), (1, 1)), ((5,), (5, 5)), ((4, 3), (4, 3)), ((3, 3, 16, 32), (144, 288)), ((3, 3, 16, 2), (144, 18))],
)
def test_fans_are_counted_as_in_keras(shape, expected):
    assert fans(shape) == expected


def test_a_truncated_normal_of_no_spread_is_its_mean():
    values = TruncatedNormal(mean=2.0, stddev=0.0).values((3,), np.random.default_rng(0))
    np.testing.assert_array_equal(values, Constant(value=2.0).values((3,), np.random.default_rng(0)))


def test_only_matrices_can_be_orthogonal_or_an_identity():
    assert Orthogonal().objection((3,)) == "needs a weight of at least two axes"
    assert Identity().objection((2, 2, 2)) == "needs a weight of two axes, a matrix"
    assert Zeros().objection(()) is None


def test_waves_fill_kernels_of_one_channel():
    assert STFT().objection((8, 1, 5)) is None
    for shape in ((8, 2, 5), (8, 5), (8, 1, 1)):
        assert STFT().objection(shape).startswith("needs a weight of the shape (steps, 1, frequencies)")


def _read(case: GoldenCase) -> Initializer:
    return read_config(types_of(Initializer)[case.type], dict(case.config), "test")


def _drawn(case: GoldenCase) -> np.ndarray:
    random = np.random.default_rng(1)
    draws = [_read(case).values(tuple(case.extras["shape"]), random) for _ in range(case.extras["draws"])]
    return np.stack(draws)
